"""Every kind of page of the admin stays within the content security policy."""

import pytest

from tests.chromium import wait_until_drawn

pytestmark = pytest.mark.long
PAGES = [
    "/admin/",
    "/admin/accounts/",
    "/admin/directory/company/",
    "/admin/directory/company/1/change/",
    "/admin/directory/contact/add/",
    "/admin/directory/school/1/history/",
    "/admin/accounts/roleassignment/",
    "/admin/accounts/roleassignment/add/",
    "/admin/accounts/user/1/change/",
    "/admin/accounts/user/1/delete/",
    "/admin/accounts/journalentry/",
    "/admin/accounts/personaldataread/",
    "/admin/documents/documenttemplate/add/",
    "/roles/a-une-date/",
]


def test_pages_of_the_admin_run_nothing_inline(walker):
    person = walker("admin")
    found = {}
    for path in PAGES:
        answer = person.goto(path)
        wait_until_drawn(person.page)
        if answer.status != 200 or person.problems:
            found[path] = (answer.status, list(person.problems))
        person.problems.clear()
    assert found == {}


def test_choosing_a_row_in_the_combobox_runs_nothing_inline(walker):
    person = walker("admin")
    person.goto("/admin/accounts/roleassignment/add/")
    person.page.locator("[role=combobox]").first.fill("fer")
    person.page.locator("[role=option]").first.wait_for()
    assert person.problems == []
