"""A long list as OpenDocument, row by row: the libraries hold a whole sheet in memory, at a
thousand bytes a cell. What is written here is read back by two of them in the tests.
"""

import datetime as dt
import re
import zipfile
from xml.sax.saxutils import escape, quoteattr

from odf.opendocument import OpenDocumentSpreadsheet

from accounts.ods_panes import freeze

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
SPACES = re.compile(r" {2,}")
SPACE_NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "number": "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
}
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
MANIFEST = (
    f"{XML}<manifest:manifest manifest:version='1.2'"
    " xmlns:manifest='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'>"
    f"<manifest:file-entry manifest:full-path='/' manifest:media-type='{MIMETYPE}'/>"
    "<manifest:file-entry manifest:full-path='content.xml' manifest:media-type='text/xml'/>"
    "<manifest:file-entry manifest:full-path='settings.xml' manifest:media-type='text/xml'/>"
    "</manifest:manifest>"
)
STYLES = (
    "<office:automatic-styles>"
    "<number:date-style style:name='N1'><number:day number:style='long'/>"
    "<number:text>/</number:text><number:month number:style='long'/>"
    "<number:text>/</number:text><number:year number:style='long'/></number:date-style>"
    "<style:style style:name='day' style:family='table-cell' style:data-style-name='N1'/>"
    "<style:style style:name='head' style:family='table-cell'>"
    "<style:text-properties fo:font-weight='bold'/></style:style>"
    "</office:automatic-styles>"
)


def write(file, heads, sheets):
    """Into a binary file, the sheets of `tables_out.sheets`, each with the headings."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", MIMETYPE, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("settings.xml", _settings(name for name, _ in sheets))
        with archive.open("content.xml", "w", force_zip64=True) as content:
            for part in _content(heads, sheets):
                content.write(part.encode())


def _settings(names):
    document = OpenDocumentSpreadsheet()
    freeze(document, dict.fromkeys(names, (1, 0)))
    return document.settingsxml()


def _content(heads, sheets):
    names = " ".join(f'xmlns:{name}="{address}"' for name, address in SPACE_NAMES.items())
    yield f'{XML}<office:document-content {names} office:version="1.2">{STYLES}'
    yield "<office:body><office:spreadsheet>"
    for name, rows in sheets:
        yield f"<table:table table:name={quoteattr(name)}>"
        yield f'<table:table-column table:number-columns-repeated="{len(heads)}"/>'
        yield f"<table:table-header-rows>{_row(heads, 'head')}</table:table-header-rows>"
        for row in rows:
            yield _row(row)
        yield "</table:table>"
    yield "</office:spreadsheet></office:body></office:document-content>"


def _row(values, style=""):
    cells = "".join(_cell(value, style) for value in values)
    return f"<table:table-row>{cells}</table:table-row>"


def _cell(value, style):
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, dt.date):
        kind = f'"date" office:date-value="{value.isoformat()}" table:style-name="day"'
        text = f"{value:%d/%m/%Y}"
    elif isinstance(value, int | float):
        kind, text = f'"float" office:value="{value}"', str(value)
    else:
        kind, text = '"string"', _escaped(value)
    look = f' table:style-name="{style}"' if style else ""
    return (
        f"<table:table-cell{look} office:value-type={kind}><text:p>{text}</text:p>"
        "</table:table-cell>"
    )


def _escaped(text):
    """Lines are paragraphs, and spaces side by side are counted, as the format wants."""
    text = SPACES.sub(lambda found: f'<text:s text:c="{len(found[0])}"/>', escape(text))
    return text.replace("\t", "<text:tab/>").replace("\n", "</text:p><text:p>")
