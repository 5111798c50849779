"""Small files of names, sound and unsound, made on the spot."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table
from pypdf import PdfWriter
from xlsxwriter import Workbook

MARKER = "Zyxelle-Quintard"
CSV = f"Nom;Prénom\n{MARKER};Élia\n".encode()


def upload(content=CSV, name="liste.csv"):
    return SimpleUploadedFile(name, content)


def xlsx():
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    book.add_worksheet().write_string(0, 0, MARKER)
    book.close()
    return out.getvalue()


def ods():
    out = io.BytesIO()
    book = OpenDocumentSpreadsheet()
    book.spreadsheet.addElement(Table(name="Liste"))
    book.write(out)
    return out.getvalue()


def pdf(password=""):
    out = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    if password:
        writer.encrypt(password)
    writer.write(out)
    return out.getvalue()


def archive(*names, size=10):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            made.writestr(name, b"\0" * size)
    return out.getvalue()
