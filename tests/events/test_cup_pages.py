"""The pages of an edition: who opens them, what they never say before publication."""

import datetime as dt
import io

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from accounts.enums import Role
from events.enums.cup import EditionState, TeamState
from events.models import Prize, ScoreSheet, Team
from events.workflow import editions
from outbox.models import Notice
from tests.accounts.factories import actor_for
from tests.directory.factories import DepartmentFactory
from tests.events.cup_world import make_world, signed_in, text_of, url
from tests.worlds import shared_world

pytestmark = pytest.mark.django_db
HUB = ("keep", "settings", "regulation", "teams", "jurors", "add_juror", "draw", "board", "ranking")
SECRET = "Trop timide"
# Special prizes to give are one more.
LONGEST = ("ranking", EditionState.DELIBERATION)


@shared_world
def world():
    return make_world(teams=2)


def teacher_of(team):
    booking = team.contract.booking
    return actor_for(Role.TEACHER, user=booking.teacher, school=booking.school)


def test_the_organiser_opens_every_page_and_nobody_else(client, world):
    pages = [url(name, world.edition.pk) for name in HUB]
    pages += [url("add_part", world.edition.pk, kind) for kind in ("criteres", "jurys", "prix")]
    pages += [url("juror", world.jurors["ana"].pk), url("substitute", world.jurors["ana"].pk)]
    pages += [url("place_team", world.teams[0].pk)]
    pages += [url("paper", world.edition.pk, world.jurors["ana"].pk, world.teams[0].pk)]
    signed_in(client, world.organiser)
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
    far = actor_for(Role.EDUCATION_AUTHORITY, department=DepartmentFactory(code="34"))
    for actor in (far, actor_for(Role.BRANCH_OFFICER), teacher_of(world.teams[0])):
        signed_in(client, actor)
        assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 404)


def test_an_edition_is_made_from_nothing(client):
    organiser = actor_for(Role.EDUCATION_AUTHORITY, department=DepartmentFactory(code="31"))
    signed_in(client, organiser)
    answer = client.post(
        url("create_edition"),
        {
            "title": "Finale 2027", "school_year": 2026, "held_on": "2027-05-27",
            "place": "Toulouse", "department": "31", "speaking_minutes": 10,
            "questions_minutes": 5, "method": "additive", "quorum": 2,
            "tie_chain": ["president", "criteria"], "entries_until": "2027-05-10",
        },
        follow=True,
    )  # fmt: skip
    edition = editions.Edition.objects.get()
    assert edition.tie_chain == ["criteria", "president"]
    assert "Aucun critère n’est écrit" in text_of(answer)
    pk = edition.pk
    refused = client.post(url("act_edition", pk, "open"))
    assert "Écrivez d’abord les critères" in text_of(refused)
    criterion = {"label": "Oral", "weight": "2", "maximum": 20}
    client.post(url("add_part", pk, "criteres"), criterion)
    client.post(url("add_part", pk, "criteres"), criterion | {"label": "Affiche"})
    for text in ("Dix minutes.", "Douze minutes."):
        client.post(url("regulation", pk), {"text": text})
    versions = edition.regulations.values_list("version", "text")
    assert list(versions) == [(2, "Douze minutes."), (1, "Dix minutes.")]
    with pytest.raises(DatabaseError), transaction.atomic():
        edition.regulations.update(text="Vingt minutes.")
    assert [one.position for one in edition.criteria.all()] == [1, 2]
    client.post(url("act_edition", pk, "open"))
    edition.refresh_from_db()
    assert edition.state == EditionState.OPEN


def test_a_draft_is_its_organisers_own(client, world):
    world.edition.state = EditionState.DRAFT
    world.edition.save()
    page = url("edition", world.edition.pk)
    assert client.get(page).status_code == 404
    assert client.get(url("cup")).status_code == 200
    assert world.edition.title not in text_of(client.get(url("cup")))
    assert signed_in(client, world.organiser).get(page).status_code == 200


def test_nothing_of_scores_leaks_before_publication(client, world):
    """By any page that is not the organiser's: public, teacher, host, other jurors."""
    for name in ("ana", "bob"):
        world.mark(name, 0, 17.5, 6.5)
        world.mark(name, 1, 11.5, 2.5)
    ScoreSheet.objects.update(comment=SECRET)
    Prize.objects.create(edition=world.edition, position=1, label="Or", rank=1)
    host = world.teams[0].contract.booking.company
    company = actor_for(Role.COMPANY_REPRESENTATIVE, company=host)
    readers = [None, teacher_of(world.teams[0]), company]
    at = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
    for event, more in ((None, {}), ("deliberate", {}), ("freeze", {}), ("publish", {"at": at})):
        if event:
            editions.act(world.organiser, world.edition, event, **more)
        for reader in readers:
            client.logout()
            if reader:
                signed_in(client, reader)
            assert not list(told(client, world)), event


def told(client, world):
    """What somebody learns of the scores: (page, words), or a page that opened."""
    edition, team = world.edition.pk, world.teams[0].pk
    pages = [url("cup"), url("edition", edition), url("team", team), url("live", edition)]
    pages += ["/evenements/", "/evenements/agenda/", url("running_order", edition)]
    for page in pages:
        text = text_of(client.get(page))
        words = ("17,5", "17.5", "89,", "89.", SECRET, "Palmarès</h2>\n<dl", "Rang</dt>")
        yield from ((page, one) for one in words if one in text)
    for model in ("edition", "team", "juror"):
        rows = {"edition": edition, "team": team, "juror": world.jurors["ana"].pk}
        page = reverse(f"admin:events_{model}_change", args=[rows[model]])
        text = text_of(client.get(page, follow=True))
        yield from ((page, one) for one in ("17,5", "17.5", SECRET) if one in text)
    papers = [url("team_document", team, what) for what in ("fiche", "diplome")]
    stages = [url("ceremony", edition), url("ceremony_step", edition, 1)]
    files = [url("export_result", edition)]
    for page in (*stages, *papers, *files, url("minutes", edition), url("ranking", edition)):
        if client.get(page).status_code not in (302, 404):
            yield page, "opened"


def test_a_visitor_gets_the_same_answer_whatever_the_marks(client, world):
    """No validator, no length tells that sheets come in."""
    world.mark("ana", 0, 1, 1)

    def answers():
        pages = [url("cup"), url("edition", world.edition.pk), "/evenements/"]
        found = [client.get(page) for page in pages]
        return [(one.content, one.get("ETag"), one.get("Last-Modified")) for one in found]

    before = answers()
    world.mark("bob", 0, 17.5, 6.5)
    assert answers() == before


def test_the_list_of_palmares_costs_the_same_for_ten_years(client, world):
    world.all_in()
    for event in ("deliberate", "freeze", "publish"):
        editions.act(world.organiser, world.edition, event)
    first = counted(client, url("cup"))
    again = make_world(teams=2, title="L’autre finale")
    again.all_in()
    for event in ("deliberate", "freeze", "publish"):
        editions.act(again.organiser, again.edition, event)
    assert counted(client, url("cup")) == first


def counted(client, page):
    client.get(page)
    with CaptureQueriesContext(connection) as queries:
        assert "Première place" in text_of(client.get(page))
    return len(queries)


def test_the_palmares_is_read_by_all_once_published(client, world):
    world.all_in()
    Prize.objects.create(edition=world.edition, position=1, label="Deuxième prix", rank=2)
    Prize.objects.create(edition=world.edition, position=2, label="Prix de l’oral", rank=1)
    for event in ("deliberate", "freeze"):
        editions.act(world.organiser, world.edition, event)
    signed_in(client, world.organiser)
    stage = text_of(client.get(url("ceremony_step", world.edition.pk, 2)))
    assert "Prix de l’oral" in stage and str(world.teams[0]) in stage
    assert str(world.teams[0]) not in text_of(client.get(url("ceremony", world.edition.pk)))
    assert client.get(url("minutes", world.edition.pk)).content.startswith(b"%PDF")
    editions.act(world.organiser, world.edition, "publish")
    assert Notice.objects.filter(kind="cup.published").count() == 2
    client.logout()
    text = text_of(client.get(url("edition", world.edition.pk)))
    # The ceremony ends with the first prize, the page begins with it.
    assert "90,00" in text and text.index("Prix de l’oral") < text.index("Deuxième prix")
    signed_in(client, teacher_of(world.teams[0]))
    assert "90,00 sur 100" in text_of(client.get(url("team", world.teams[0].pk)))
    for what in ("fiche", "diplome"):
        page = client.get(url("team_document", world.teams[0].pk, what))
        assert page.content.startswith(b"%PDF")
        assert client.get(url("team_document", world.teams[1].pk, what)).status_code == 404


def test_names_of_diplomas_are_printed_and_kept_nowhere(client, world):
    world.all_in()
    Prize.objects.create(edition=world.edition, position=1, label="Premier prix", rank=1)
    for event in ("deliberate", "freeze", "publish"):
        editions.act(world.organiser, world.edition, event)
    signed_in(client, teacher_of(world.teams[0]))
    typed = "Zoé Introuvable\n\n  Léo   Introuvable #[*] \n"
    answer = client.post(url("nominative", world.teams[0].pk), {"noms": typed})
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]
    assert "Zoé Introuvable" in pages[0] and "Léo Introuvable #[*]" in pages[1]
    assert len(pages) == 2 and all("Premier prix" in text for text in pages)
    tables = [
        model
        for app in ("accounts", "documents", "events", "outbox", "sessions")
        for model in apps.get_app_config(app).get_models()
    ]
    assert not any("Introuvable" in str(list(model.objects.values())) for model in tables)
    for refused in ("  \n", "A\n" * 61, "A" * 81):
        again = client.post(url("nominative", world.teams[0].pk), {"noms": refused}, follow=True)
        assert "Tapez de 1 à 60 noms" in text_of(again)


@pytest.mark.parametrize("state", [EditionState.CLOSED, EditionState.DELIBERATION])
def test_pages_of_the_organiser_take_ten_queries(
    client, world, state, django_assert_max_num_queries
):
    """Those of the session, of the person and of their role counted (issue 7)."""
    world.all_in()
    for number in range(3):
        Prize.objects.create(edition=world.edition, position=number, label="P", kind="special")
    editions.Edition.objects.update(state=state)
    signed_in(client, world.organiser)
    for name in ("keep", "board", "ranking", "teams", "jurors", "order"):
        client.get(url(name, world.edition.pk))
        with django_assert_max_num_queries(11 if (name, state) == LONGEST else 10):
            client.get(url(name, world.edition.pk))


def test_a_teacher_enters_completes_and_votes(client, world):
    world.edition.state = EditionState.OPEN
    world.edition.save()
    team = world.teams[1]
    Team.objects.filter(pk=team.pk).delete()
    signed_in(client, teacher_of(team))
    page = client.get(url("enter", world.edition.pk))
    assert str(team.contract.booking.school) in text_of(page)
    wrong = client.post(url("enter", world.edition.pk), {"contract": team.contract_id, "girls": 0,
        "boys": 0, "unspecified": 0, "adults": 2, "image_excluded": 0})  # fmt: skip
    assert "Indiquez l’effectif de l’équipe." in text_of(wrong)
    values = {
        "contract": team.contract_id, "girls": 12, "boys": 10, "unspecified": 0, "adults": 2,
        "image_excluded": 1, "video_url": "https://videos.example/1", "title": "L’usine",
    }  # fmt: skip
    client.post(url("enter", world.edition.pk), values)
    made = Team.objects.get(contract=team.contract)
    assert (made.state, made.pupils, made.title) == (TeamState.ELIGIBLE, 22, "L’usine")
    changed = client.post(url("change_team", made.pk), values | {"video_url": "http://a.example"})
    assert "https://" in text_of(changed)
    world.edition.state = EditionState.CLOSED
    world.edition.save()
    answer = client.post(url("team", made.pk), {"choice": world.teams[0].pk}, follow=True)
    assert "Vote enregistré." in text_of(answer)


def test_another_teacher_finds_no_team(client, world):
    signed_in(client, actor_for(Role.TEACHER))
    for name in ("team", "change_team", "add_support"):
        assert client.get(url(name, world.teams[0].pk)).status_code == 404
    assert client.post(url("nominative", world.teams[0].pk), {"noms": "A"}).status_code == 404


# --- the juror's own pages --------------------------------------------------------------------
