"""What is read of a final all at once: its teams in lists, its result as a file."""

import io

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from events.models import Team
from events.workflow import editions
from tests.events.cup_world import make_world
from tests.worlds import shared_world

pytestmark = pytest.mark.django_db


@shared_world
def world():
    return make_world(teams=2)


def address(world, ending):
    return reverse("events:export_result", args=[world.edition.pk]) + f"?format={ending}"


def test_the_export_reads_the_frozen_result_alone(client, world):
    world.all_in()
    client.force_login(world.organiser.user)
    page = address(world, "xlsx")
    assert client.get(page).status_code == 404
    for event in ("deliberate", "freeze"):
        editions.act(world.organiser, world.edition, event)
    kept = client.get(reverse("events:keep", args=[world.edition.pk])).content.decode()
    assert page in kept
    Team.objects.update(title="Changé après")
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(page).content))
    names, first, second = book.get_sheet_by_index(0).to_python()
    row = dict(zip(names, first, strict=True))
    assert (row["Rang"], row["Total sur 100"], row["Titre"]) == (1, 90, "Présentation 0")
    assert (row["Oral (moyenne sur 20)"], row["Affiche (moyenne sur 10)"]) == (18, 9)
    assert second[0] == 2
    assert client.get(address(world, "exe")).status_code == 404


def test_what_lists_print_of_teams_is_read_at_once(world, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = [
            (str(one), str(one.contract.booking.company), str(one.panel), one.title, one.pupils)
            for one in world.edition.teams.with_names().with_supports()
        ]
    rows = Team.objects.with_classes()
    assert found == [
        (str(one), str(one.contract.booking.company), "Jury A", one.title, 12) for one in rows
    ]
