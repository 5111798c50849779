"""The pages of classes, pupils and placements: what is shown, to whom, at what cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from accounts.models import PersonalDataRead
from placements.models import Placement, Pupil
from tests.accounts.factories import actor_for
from tests.placements.factories import PlacementFactory, PupilFactory


@pytest.fixture
def signed_in(client, here):
    client.force_login(here.referent.user)
    return client


def page(client, name, *args, **data):
    url = reverse(f"placements:{name}", args=args)
    return (client.post(url, data, follow=True) if data else client.get(url)).content.decode()


def test_the_board_says_where_each_pupil_stands(signed_in, here):
    searching = PupilFactory(class_group=here.group, last_name="Abadie")
    placed = PupilFactory(class_group=here.group, last_name="Zola")
    PlacementFactory(pupil=placed, company=here.company)
    text = page(signed_in, "board", here.group.pk)
    assert "Cherche encore" in text and "Stage trouvé" in text
    assert str(here.company) in text and text.index("ABADIE") < text.index("ZOLA")
    assert f"/stages/eleves/{searching.pk}/stage/" in text
    assert PersonalDataRead.objects.filter(user=here.referent.user).count() == 2


def test_an_empty_class_says_what_to_do(signed_in, here):
    assert "Aucun élève dans cette classe." in page(signed_in, "board", here.group.pk)
    assert "Aucune classe" not in page(signed_in, "classes")


@pytest.mark.parametrize("count", [2, 35])
def test_the_board_of_a_class_costs_ten_queries_at_most(signed_in, here, count):
    """Beside who asks and the frame of every page, whatever the size of the class."""
    for _ in range(count):
        PlacementFactory(pupil=PupilFactory(class_group=here.group), company=here.company)
    page(signed_in, "board", here.group.pk)
    with CaptureQueriesContext(connection) as asked:
        page(signed_in, "board", here.group.pk)
    own = [q for q in asked if "placements_" in q["sql"] or "classgroup" in q["sql"]]
    assert len(own) <= 10


def test_other_teachers_see_counts_only(client, here):
    pupil = PupilFactory(class_group=here.group, last_name="Abadie")
    client.force_login(here.teacher.user)
    text = page(client, "classes")
    assert "3e B" in text and f"/stages/classes/{here.group.pk}/" not in text
    assert client.get(reverse("placements:board", args=[here.group.pk])).status_code == 403
    for name in ("pupil", "pupil_edit", "pupil_leave", "placement_new"):
        assert client.get(reverse(f"placements:{name}", args=[pupil.pk])).status_code == 404


def test_a_college_is_not_led_to_vocational_periods(signed_in, here):
    board = reverse("placements:pfmp_board")
    assert board not in page(signed_in, "classes")
    here.group.level = "2de"
    here.group.save()
    assert board in page(signed_in, "classes")


@pytest.mark.parametrize("role", [Role.HEAD, Role.RBDE, Role.OFFICE_STAFF])
def test_staff_of_another_school_find_nothing(client, here, role):
    placement = PlacementFactory(pupil=PupilFactory(class_group=here.group))
    client.force_login(actor_for(role).user)
    assert client.get(reverse("placements:board", args=[here.group.pk])).status_code == 404
    assert client.get(placement.get_absolute_url()).status_code == 404
    assert client.get(placement.pupil.get_absolute_url()).status_code == 404


def test_a_pupil_is_entered_corrected_and_gone(signed_in, here):
    typed = {"last_name": "Martin", "first_name": "Léo", "class_group": here.group.pk}
    text = page(signed_in, "pupil_new", here.group.pk, **typed)
    assert "La date de naissance décide" in text
    typed |= {"birth_date": "2012-03-04", "sex": "M", "guardian1_email": "a@exemple.test"}
    text = page(signed_in, "pupil_new", here.group.pk, **typed)
    assert "Indiquez le nom du responsable légal." in text and "a@exemple.test" in text
    text = page(signed_in, "pupil_new", here.group.pk, guardian1_last_name="Martin", **typed)
    assert "La fiche de MARTIN Léo est enregistrée." in text and "a inscrit un élève" in text
    pupil = Pupil.objects.get()
    typed |= {"first_name": "Léon", "guardian1_last_name": "Martin"}
    assert "MARTIN Léon" in page(signed_in, "pupil_edit", pupil.pk, **typed)
    text = page(signed_in, "pupil_leave", pupil.pk, left_on="2026-12-18")
    assert "Le départ de MARTIN Léon est enregistré." in text


HOURS = {"hours_every_am": "9-12", "hours_every_pm": "13h30-16h30"}
TYPED = {"source": "family", "kind": "observation", "starts_on": "2027-01-25"}
TYPED |= {"ends_on": "2027-01-29", "form_key": "5f0c1a52-6a0e-4d44-8f7a-2f3f9a1f2d11"}


def test_a_placement_is_recorded_then_changed_then_cancelled(signed_in, here):
    pupil = PupilFactory(class_group=here.group)
    typed = TYPED | {"company": here.company.pk}
    assert "Indiquez les horaires" in page(signed_in, "placement_new", pupil.pk, **typed)
    text = page(signed_in, "placement_new", pupil.pk, **typed, **HOURS)
    assert "9 h–12 h et 13 h 30–16 h 30" in text and "a enregistré un stage" in text
    placement = Placement.objects.get()
    shown = page(signed_in, "placement_change", placement.pk)
    assert 'value="9 h–12 h"' in shown and "2027-01-25" in shown
    typed |= {"ends_on": "2027-01-28"}
    assert "Le stage est modifié." in page(
        signed_in, "placement_change", placement.pk, **typed, **HOURS
    )
    text = page(signed_in, "placement_cancel", placement.pk, reason="host", comment="Travaux")
    assert "Le stage est annulé." in text and "Cherche encore" in text


def test_what_cannot_be_read_is_said_on_its_line(signed_in, here):
    pupil = PupilFactory(class_group=here.group)
    typed = TYPED | {"company": here.company.pk, "hours_every_am": "le matin"}
    text = page(signed_in, "placement_new", pupil.pk, **typed)
    assert (
        "«\N{NO-BREAK SPACE}le matin\N{NO-BREAK SPACE}» ne se lit pas" in text
        and 'value="le matin"' in text
    )


def test_the_rules_answer_while_one_types(signed_in, here):
    pupil = PupilFactory(class_group=here.group)
    text = page(signed_in, "placement_check", pupil.pk, **TYPED, **HOURS)
    assert "respectent les règles" in text
    long = HOURS | {"hours_every_pm": "13-18"}
    text = page(signed_in, "placement_check", pupil.pk, **TYPED, **long)
    assert "au plus 7 h de présence par jour" in text and "R-PL-3" in text
    assert not Placement.objects.exists()
    assert page(signed_in, "placement_check", pupil.pk, kind="observation").strip() == (
        page(signed_in, "placement_check", pupil.pk, kind="").strip()
    )


def test_management_chooses_the_referents(client, here):
    client.force_login(here.head.user)
    text = page(client, "referents", here.group.pk, users=here.teacher.user.pk)
    assert f"Référents&nbsp;: {here.teacher.user}" in text
