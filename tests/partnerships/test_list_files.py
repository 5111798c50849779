"""R-CEE-3: which files are taken as a nominative list, judged by their bytes."""

import pytest

from directory.violations import Refused
from documents.list_files import LARGEST, LARGEST_UNPACKED, checked
from tests.partnerships.list_files import CSV, archive, ods, pdf, upload, xlsx


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (CSV, "csv"),
        ("Nom\nÉtienne Dupré\n".encode("cp1252"), "csv"),
        (xlsx(), "xlsx"),
        (ods(), "ods"),
        (pdf(), "pdf"),
    ],
)
def test_the_format_comes_from_the_bytes_whatever_the_name(content, found):
    assert checked(upload(content, "trompeur.exe")) == (content, found)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "vide"),
        (b"a;" * (LARGEST // 2 + 1), "dépasse 2 Mo"),
        (b"<html><script>alert(1)</script></html>", "Envoyez un fichier CSV"),
        (b"\x7fELF\x02\x01\x01\x00 nom prenom", "Envoyez un fichier CSV"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "Envoyez un fichier CSV"),
        (archive("word/document.xml"), "Envoyez un fichier CSV"),
        (archive("xl/workbook.xml", "xl/vbaProject.bin"), "macros"),
        (archive("mimetype", "Basic/Standard/Module1.xml"), "macros"),
        (archive("xl/workbook.xml", size=LARGEST_UNPACKED + 1), "ne peut pas être lu"),
        (xlsx()[:200], "ne peut pas être lu"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "protégé par un mot de passe"),
        (pdf("secret"), "protégé par un mot de passe"),
        (b"%PDF-1.7 rien", "ne peut pas être lu"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_another_file_is_refused_in_french_on_its_field(content, words):
    with pytest.raises(Refused) as refused:
        checked(upload(content))
    (violation,) = refused.value.violations
    assert words in violation.message and violation.field == "file"
