"""Branch organisations by `import_reference`: the shipped list of Occitanie, and defects."""

import pytest
from django.conf import settings

from directory.models import BranchOrganisation
from tests.directory.imports import counts, rejects, run, write

pytestmark = pytest.mark.django_db
SHIPPED = settings.ROOT / "deploy/reference/branches_occitanie.csv"
COLUMNS = ["branche", "sigle", "federation", "departements", "courriel"]


def branches(path, *rows):
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    return write(path / "branches.csv", COLUMNS, rows)


def territory(name):
    return sorted(
        BranchOrganisation.objects.get(name=name).departments.values_list("pk", flat=True)
    )


def test_the_shipped_list_gives_each_department_one_chamber():
    assert run("import_reference", SHIPPED) == counts(created=5)
    assert territory("UIMM Adour-Pyrénées") == ["65"]
    chambers = BranchOrganisation.objects.filter(parent__name="UIMM Occitanie")
    codes = [code for chamber in chambers for code in territory(chamber.name)]
    assert len(codes) == len(set(codes)) == 13
    assert run("import_reference", SHIPPED) == counts(unchanged=5)


def test_a_changed_territory_is_replaced_and_what_is_empty_stays(tmp_path):
    run("import_reference", SHIPPED)
    BranchOrganisation.objects.filter(name="UIMM Gard-Lozère").update(email="contact@uimm.example")
    file = branches(tmp_path, ("uimm gard lozere", "", "", "30", ""))
    assert run("import_reference", file) == counts(updated=1)
    branch = BranchOrganisation.objects.get(name="UIMM Gard-Lozère")
    assert territory(branch.name) == ["30"]
    assert (branch.acronym, branch.email) == ("UIMM", "contact@uimm.example")
    assert branch.parent.name == "UIMM Occitanie"
    assert territory("UIMM Midi-Pyrénées")[0] == "09"


def test_defects_are_rejected_with_their_reason(tmp_path):
    file = branches(
        tmp_path,
        ("", "", "", "31", ""),
        ("Chimie", "", "", "999", ""),
        ("Textile", "", "Inconnue", "31", ""),
        ("Bois", "", "", "31", "pas une adresse"),
        ("Plasturgie", "", "", "31 81", "contact@plasturgie.example"),
    )
    out = tmp_path / "rejects.csv"
    assert run("import_reference", file, "--rejects", str(out)) == counts(created=1, rejected=4)
    assert [reason for _, _, reason in rejects(out)] == [
        "Nom de la branche manquant.",
        "Département inconnu.",
        "Fédération inconnue.",
        "Courriel incorrect : pas une adresse.",
    ]
    assert territory("Plasturgie") == ["31", "81"]
