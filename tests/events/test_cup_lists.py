"""What is read of a final all at once: its teams in lists, its result as a file."""

import csv
import datetime as dt
import io

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from accounts.enums import Role
from accounts.models import JournalEntry
from events import documents, results
from events.enums.cup import EditionState, TeamState
from events.models import ScoreSheet, Team
from events.workflow import editions, jurors, order
from tests.accounts.factories import actor_for
from tests.events.cup_world import make_world, signed_in, text_of, url
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


def test_the_teams_leave_as_a_file_with_all_that_they_gave(client, world):
    Team.objects.filter(pk=world.teams[0].pk).update(
        needs="Deux tables", coach_payer="la Région", coach_granted=420, adults=3,
        image_excluded=2, arrives_at="08:30",
    )  # fmt: skip
    Team.objects.filter(pk=world.teams[1].pk).update(
        state=TeamState.WITHDRAWN, state_reason="Grève", coach_granted=99
    )
    page = url("teams", world.edition.pk)
    booking = world.teams[0].contract.booking
    teacher = actor_for(Role.TEACHER, user=booking.teacher, school=booking.school)
    signed_in(client, teacher)
    assert client.get(page, {"format": "csv"}).status_code == 404
    signed_in(client, world.organiser)
    text = text_of(client.get(page)).replace("\xa0", "&nbsp;")
    assert "1 équipe attendue&nbsp;: 12 élèves, 3 adultes&nbsp;; 420,00&nbsp;€ accordés" in text
    lines = b"".join(client.get(page, {"format": "csv"})).decode("utf-8-sig").splitlines()
    rows = list(csv.DictReader(lines, delimiter=";"))
    first, second = rows[:2]
    wanted = {"Besoins techniques": "Deux tables", "Payé par": "la Région", "Élèves": "12"}
    wanted |= {"Arrivée": "08:30", "Élèves à ne pas montrer": "2", "Titre": "Présentation 0"}
    assert wanted.items() <= first.items() and second["Motif"] == "Grève"
    assert JournalEntry.objects.filter(verb="a exporté les équipes d’une finale").exists()


def words_of(pdf):
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_minutes_keep_reasons_and_the_sheet_of_a_team_its_comments(world):
    """What the figures do not say stands in the minutes; comments go to their team alone."""
    first, second = world.teams
    Team.objects.filter(pk=first.pk).update(
        state=TeamState.ADMITTED, state_reason="Immersion fin mai"
    )
    jurors.declare(world.organiser, world.jurors["cyd"], second, "Ancien élève")
    world.mark("ana", 0, 18, 9)
    world.mark("bob", 0, 16, 8)
    world.mark("ana", 1, 12, 6)
    world.mark("bob", 1, 10, 5)
    ScoreSheet.objects.filter(juror__name="ana", team=first).update(comment="Un oral vivant")
    ScoreSheet.objects.filter(juror__name="ana", team=second).update(comment="Trop bref")
    for event in ("deliberate", "freeze"):
        editions.act(world.organiser, world.edition, event)
    result = results.frozen(world.edition)
    minutes = words_of(documents.minutes(world.edition, result))
    for told in (
        f"Équipe admise, {first} : Immersion fin mai",
        f"Feuille absente : cyd, {first}.",
        f"Récusation : cyd, {second} (lien déclaré).",
        "version 1",
        result.snapshot.sha256[:20],
    ):
        assert told in minutes, told
    sheet = words_of(documents.result_sheet(result, first.pk))
    assert "Un oral vivant" in sheet and "Trop bref" not in sheet and "1er" in sheet
    assert "ana" not in sheet.split()


def test_the_screen_says_who_passes_then_that_it_is_over(client):
    world = make_world(EditionState.OPEN, teams=1)
    order.place(world.organiser, world.teams[0], world.edition.panels.get(), dt.time(9))
    order.publish(world.organiser, world.edition)
    now, over = 'cup-live__when">Maintenant', "Les passages sont terminés."
    for hour, said, unsaid in ((9, now, over), (20, over, now)):
        moment = timezone.make_aware(dt.datetime.combine(world.edition.held_on, dt.time(hour, 1)))
        with time_machine.travel(moment, tick=False):
            text = text_of(client.get(url("live", world.edition.pk)))
        assert said in text and unsaid not in text
