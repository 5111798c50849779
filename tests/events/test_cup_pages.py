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
from events.models import Juror, Prize, ScoreSheet, Team
from events.workflow import editions, jurors
from outbox.models import Notice
from tests.accounts.factories import actor_for
from tests.directory.factories import DepartmentFactory
from tests.events.cup_world import make_world

pytestmark = pytest.mark.django_db
HUB = ("keep", "settings", "regulation", "teams", "jurors", "add_juror", "draw", "board", "ranking")
SECRET = "Trop timide"
# Special prizes to give are one more.
LONGEST = ("ranking", EditionState.DELIBERATION)


@pytest.fixture
def world():
    return make_world(teams=2)


def url(name, *args):
    return reverse(f"events:{name}", args=args)


def signed_in(client, actor):
    client.force_login(actor.user)
    return client


def teacher_of(team):
    booking = team.contract.booking
    return actor_for(Role.TEACHER, user=booking.teacher, school=booking.school)


def text_of(answer):
    return answer.content.decode()


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


def path_of(world, name):
    return jurors.link_of(world.organiser, world.jurors[name]).path


def form_of(world, *marks, **more):
    names = [f"mark_{one.pk}" for one in world.criteria]
    versions = {f"v_{one.pk}": 0 for one in world.criteria}
    return dict(zip(names, marks, strict=True)) | versions | {"comment": "", "v_comment": 0} | more


def test_a_whole_sheet_without_script(client, world):
    page = f"{path_of(world, 'ana')}{world.teams[0].pk}/"
    assert "Oral" in text_of(client.get(page))
    refused = client.post(page, form_of(world, "12", "", geste="remettre"))
    assert "Notez aussi « Affiche »." in text_of(refused)
    wrong = client.post(page, form_of(world, "25", "8", geste="remettre"))
    assert "Notez ce critère de 0 à 20." in text_of(wrong)
    client.post(page, form_of(world, "12,5", "8", geste="remettre", v_comment=0,
                              **{f"v_{world.criteria[0].pk}": 1}))  # fmt: skip
    assert ScoreSheet.objects.get().state == "submitted"
    assert "Feuille remise" in text_of(client.get(page))
    client.post(page, {"geste": "reprendre"})
    assert ScoreSheet.objects.get().state == "draft"


def test_the_script_saves_a_field_once_and_learns_what_stands(
    client, world, django_assert_max_num_queries
):
    page = f"{path_of(world, 'ana')}{world.teams[0].pk}/"
    save = {
        "geste": "champ", "champ": str(world.criteria[0].pk), "valeur": "12", "version": 0,
        "cle": "0" * 31 + "1",
    }  # fmt: skip
    for _ in range(2):
        answer = client.post(page, save)
        assert (answer.status_code, answer.json()) == (200, {"valeur": "12,0", "version": 1})
    late = client.post(page, save | {"valeur": "3", "cle": "0" * 31 + "2"})
    assert (late.status_code, late.json()["valeur"]) == (409, "12,0")
    # With those of the link, of the rate limit and of the two ends of the transaction.
    with django_assert_max_num_queries(15):
        client.post(page, save | {"valeur": "13", "version": 1, "cle": "0" * 31 + "4"})
    bad = client.post(page, save | {"valeur": "33", "version": 1, "cle": "0" * 31 + "3"})
    assert (bad.status_code, bad.json()["message"]) == (422, "Notez ce critère de 0 à 20.")
    assert client.post(page, save | {"cle": "rien"}).status_code == 422
    elsewhere = make_world(title="Ailleurs", teams=1).teams[0]
    page = f"{path_of(world, 'ana')}{elsewhere.pk}/"
    assert client.post(page, save).json()["message"] == "Rechargez la page."


def test_two_screens_show_what_is_kept(client, world):
    page = f"{path_of(world, 'ana')}{world.teams[0].pk}/"
    client.post(page, form_of(world, "12", "8", geste="enregistrer"))
    late = text_of(client.post(page, form_of(world, "5", "8", geste="enregistrer")))
    assert "changé sur un autre appareil" in late and 'value="12,0"' in late


def test_a_crawl_as_one_juror_never_shows_a_mark_of_another(client, world):
    world.mark("bob", 0, 17.5, 6.5)
    world.mark("bob", 1, 13.5, 3.5)
    ScoreSheet.objects.update(comment=SECRET)
    desk = path_of(world, "ana")
    for page in (desk, *(f"{desk}{team.pk}/" for team in world.teams)):
        text = text_of(client.get(page))
        for told in ("17,5", "13,5", SECRET, "bob", "Classement"):
            assert told not in text, (page, told)
    elsewhere = make_world(title="Ailleurs", teams=1)
    assert client.get(f"{desk}{elsewhere.teams[0].pk}/").status_code == 404


def test_a_link_dies_with_the_seat_and_closes_with_the_sheets(client, world):
    old = path_of(world, "ana")
    jurors.renew_link(world.organiser, world.jurors["ana"])
    assert client.get(old).status_code == 410
    assert "Bonjour" in text_of(client.get(path_of(world, "ana")))
    editions.act(world.organiser, world.edition, "deliberate")
    desk = path_of(world, "ana")
    assert "sont verrouillées" in text_of(client.get(desk))
    assert client.get(f"{desk}{world.teams[0].pk}/").status_code == 404
    answer = client.post(f"{desk}{world.teams[0].pk}/", form_of(world, "1", "1", geste="remettre"))
    assert answer.status_code == 404


def test_a_juror_recuses_himself(client, world):
    desk = path_of(world, "ana")
    page = f"{desk}{world.teams[0].pk}/"
    client.post(page, {"geste": "recuser", "reason": "Mon neveu y est"})
    assert "récusé" in text_of(client.get(page))
    saved = client.post(page, form_of(world, "1", "1", geste="enregistrer"))
    assert "récusé" in text_of(saved)


def test_the_president_parts_ex_aequo_by_his_link(client, world):
    for name in world.jurors:
        for place in range(2):
            world.mark(name, place, 10, 5)
    Juror.objects.filter(name="bob").update(is_president=True)
    editions.act(world.organiser, world.edition, "deliberate")
    desk = path_of(world, "bob")
    assert "Départager des équipes ex æquo" in text_of(client.get(desk))
    places = {f"place_{world.teams[0].pk}": 2, f"place_{world.teams[1].pk}": 1}
    same = client.post(desk, dict.fromkeys(places, 1) | {"reason": "L’élan"}, follow=True)
    assert "place différente" in text_of(same)
    client.post(desk, places | {"reason": "L’élan"})
    assert world.edition.decisions.get().order == [world.teams[1].pk, world.teams[0].pk]


def test_the_organiser_sends_prints_and_replaces(client, world):
    Juror.objects.filter(name="ana").update(email="ana@jury.example")
    signed_in(client, world.organiser)
    ana = world.jurors["ana"].pk
    client.post(url("act_juror", ana, "envoyer"))
    assert Notice.objects.filter(kind="cup.juror_link", recipient_email="ana@jury.example").exists()
    assert client.post(url("coupon", ana)).content.startswith(b"%PDF")
    assert client.get(url("coupon", ana)).status_code == 405
    client.post(url("substitute", ana), {"name": "Dan", "college": "economic"})
    assert Juror.objects.get(name="Dan").replaces_id == ana
    without_mail = client.post(url("act_juror", world.jurors["bob"].pk, "envoyer"), follow=True)
    assert "imprimez son code" in text_of(without_mail)


def test_paper_is_typed_on_a_page(client, world):
    signed_in(client, world.organiser)
    page = url("paper", world.edition.pk, world.jurors["ana"].pk, world.teams[0].pk)
    marks = {f"mark_{one.pk}": "7,5" for one in world.criteria}
    wrong = client.post(page, marks | {f"mark_{world.criteria[0].pk}": "99"})
    assert "Notez ce critère de 0 à 20." in text_of(wrong)
    assert not ScoreSheet.objects.exists()
    client.post(page, marks)
    assert ScoreSheet.objects.get().typed_by == world.organiser.label
