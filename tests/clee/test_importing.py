"""The official list of committees by `import_committees`: again and again, and its defects."""

import pytest

from clee.enums import CommitteeState
from clee.models import Committee
from tests.clee.factories import CommitteeFactory
from tests.directory.factories import DepartmentFactory, SchoolFactory
from tests.directory.imports import counts, rejects, run, write

pytestmark = pytest.mark.django_db
COLUMNS = ["Comité", "Départements", "UAI support", "Courriel"]


def listed(path, *rows):
    return write(
        path / "comites.csv", COLUMNS, [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    )


def test_a_list_is_imported_once_and_keeps_what_people_wrote(tmp_path):
    gard, herault = DepartmentFactory(code="30"), DepartmentFactory(code="34")
    school = SchoolFactory(department=gard)
    known = CommitteeFactory(name="CLEE d’Alès", departments=[gard], presentation="Nos forums")
    address = known.contact_email
    file = listed(
        tmp_path, ("clee d'ales", "30, 34", school.uai, ""), ("CLEE du Lot", "46", "", "")
    )

    assert run("import_committees", file, "--dry-run") == counts(created=1, updated=1)
    assert Committee.objects.count() == 1
    assert run("import_committees", file) == counts(created=1, updated=1)
    assert run("import_committees", file) == counts(unchanged=2)
    known.refresh_from_db()
    assert (known.presentation, known.contact_email) == ("Nos forums", address)
    assert known.support_school == school and set(known.departments.all()) == {gard, herault}
    assert Committee.objects.get(name="CLEE du Lot").departments.get().pk == "46"
    assert run("import_committees", listed(tmp_path, ("CLEE d’Alès", "30", "", ""))) == counts(
        updated=1
    )
    assert list(known.departments.all()) == [gard]


def test_defects_are_rejected_with_their_reason(tmp_path):
    into = CommitteeFactory()
    CommitteeFactory(name="Ancien", state=CommitteeState.MERGED, merged_into=into)
    file = listed(
        tmp_path,
        ("", "31", "", ""),
        ("A", "", "", ""),
        ("B", "999", "", ""),
        ("C", "31", "0000000A", ""),
        ("D", "31", "", "nulle part"),
        ("Ancien", "31", "", ""),
        ("E", "31", "", ""),
        ("e", "31", "", ""),
    )
    out = tmp_path / "rejects.csv"
    assert run("import_committees", file, "--rejects", str(out)) == counts(created=1, rejected=7)
    assert [reason for _, _, reason in rejects(out)] == [
        "Nom du comité manquant.",
        "Département manquant.",
        "Département inconnu.",
        "Établissement support inconnu.",
        "Courriel incorrect : nulle part.",
        "Ce comité a fusionné avec un autre.",
        "En double de la ligne 8.",
    ]
