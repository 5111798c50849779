"""Wrong files: each is refused with exit status 2, a French reason and nothing written."""

import os
import subprocess
import sys
import termios
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from directory.importing import LOCK, harmless
from directory.models import School
from tests.directory.imports import annuaire, counts, refused, run, sirene, write

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "vide"),
        (b"PK\x03\x04" + b"\x00" * 50, "classeur ou une archive"),
        (b"%PDF-1.7 ...", "un PDF"),
        ("UAI;Nom\n0090002D;Fauré\n".encode("utf-16"), "UTF-16"),
        (b"colonne;autre\n1;2\n", "Fichier non reconnu"),
        (b"\x00\x01\x02;\n", "pas du texte"),
    ],
)
def test_a_file_of_no_known_kind(tmp_path, content, words):
    path = tmp_path / "fichier.csv"
    path.write_bytes(content)
    assert words in refused("import_schools", path)


def test_a_database_without_tables_says_what_to_run_first(tmp_path):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE directory_department RENAME TO elsewhere")
    assert "manage.py migrate" in refused("import_schools", annuaire(tmp_path, {}))


def test_a_missing_file(tmp_path):
    assert "illisible" in refused("import_schools", tmp_path / "absent.csv")


def test_a_wrong_encoding_far_in_the_file_leaves_nothing_half_written(tmp_path):
    file = annuaire(tmp_path, {}, {"Identifiant_de_l_etablissement": "0110004V"})
    text = file.read_text("utf-8-sig")
    file.write_bytes(text.replace("Gabriel Fauré", "Gabriel Faure", 1).encode("latin-1"))
    message = refused("import_schools", file)
    assert "UTF-8" in message and "ligne 1" not in message
    assert not School.objects.exists()


@pytest.mark.parametrize(
    ("command", "make", "right"),
    [
        ("import_schools", sirene, "import_companies"),
        ("import_companies", annuaire, "import_schools"),
        ("import_municipalities", annuaire, "import_schools"),
        ("import_reference", sirene, "import_companies"),
    ],
)
def test_another_kind_of_file_names_the_right_command(tmp_path, command, make, right):
    message = refused(command, make(tmp_path, {}))
    assert f"utilisez {right}" in message


def test_an_unclosed_quote_does_not_swallow_memory(tmp_path):
    file = annuaire(tmp_path, {})
    with file.open("a", encoding="utf-8") as out:
        out.write('"' + "x;y\n" * 100_000)
    assert "CSV lisible" in refused("import_schools", file)


def test_one_import_at_a_time(tmp_path):
    file = annuaire(tmp_path, {})
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        assert "Un autre import est en cours" in refused("import_schools", file)
    finally:
        other.close()
    assert run("import_schools", file) == counts(created=1)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_rejected_cells_are_no_formulas(start):
    assert harmless(f"{start}1") == f"'{start}1"
    assert [harmless(None), harmless(-1), harmless("x=1")] == ["", -1, "x=1"]


def test_hostile_text_is_only_text(tmp_path):
    hostile = "'; DROP TABLE directory_school; -- %s {x} \\N \u202e<script>"
    row = {"Nom_etablissement": hostile, "Adresse_1": "%(x)s"}
    assert run("import_schools", annuaire(tmp_path, row)) == counts(created=1)
    assert School.objects.get().name == hostile
    assert run("import_schools", annuaire(tmp_path, row)) == counts(unchanged=1)


def test_the_exit_status_of_the_real_command(tmp_path):
    file = write(tmp_path / "x.csv", ["a", "b"], [{"a": 1, "b": 2}])
    root = Path(settings.ROOT)
    done = subprocess.run(
        [sys.executable, "manage.py", "import_schools", str(file)],
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "Fichier non reconnu" in done.stderr and "Traceback" not in done.stderr


def test_a_terminal_shows_how_far_it_is_and_a_file_nothing(tmp_path, monkeypatch):
    file = annuaire(tmp_path, {})
    reading, writing = os.openpty()
    termios.tcsetwinsize(writing, (24, 80))
    with os.fdopen(writing, "w") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        call_command("import_schools", file, stdout=StringIO())
        shown = os.read(reading, 10_000).decode()
    os.close(reading)
    assert "100%" in shown

    with (tmp_path / "errors.txt").open("w") as errors:
        monkeypatch.setattr(sys, "stderr", errors)
        call_command("import_schools", file, stdout=StringIO())
    assert (tmp_path / "errors.txt").read_text() == ""
