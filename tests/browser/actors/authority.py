"""What the rectorat does: read the figures of the year, take the file away."""

from python_calamine import CalamineWorkbook

from tests.browser.actors.pages import go


def figures(page):
    """{indicator: figure of the year} of the first table of `/rapports/`."""
    page.goto("/rapports/")
    rows = page.locator("section:has([id^=ensemble]) tbody tr").all()
    return {row.locator("th").inner_text(): _number(row) for row in rows}


def workbook(page, manage):
    """{sheet: rows} of the file, which a worker prepares: `manage` runs a command."""
    page.locator("main").get_by_role("button", name="XLSX").click()
    page.wait_for_url("**/rapports/exports/**")
    manage("make_exports")
    page.reload()
    with page.expect_download() as download:
        page.locator("main").get_by_role("link", name="Télécharger").click()
    book = CalamineWorkbook.from_path(download.value.path())
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def _number(row):
    text = row.locator("td").first.inner_text()
    digits = "".join(filter(str.isdigit, text))  # 1 250 is printed with a narrow space
    return int(digits) if digits else None


def behind(page, name):
    """The words of the page that lists what this figure counts."""
    page.goto("/rapports/")
    go(page.get_by_role("link", name=f"{name} : ").first)
    page.wait_for_url("**/rapports/detail/**")
    return page.locator("main").inner_text()
