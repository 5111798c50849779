"""« Qui n’a pas signé » in a class, acts on many at once, reminders, *non couvert* (R-AG-6)."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import JournalEntry
from directory.violations import Refused
from documents.rounds import give
from outbox.models import Notice
from placements.agreement.board import Light, counts_of, lines_of
from placements.enums import PlacementState as P
from placements.enums import Source
from placements.enums.agreement import AgreementState as S
from placements.models import Placement
from placements.reminders.agreement import unsigned_classes, unsigned_list
from placements.todo.agreement import todos
from placements.workflow import agreement_batch, agreements, placements
from placements.workflow.agreement_time import advance
from tests.accounts.factories import actor_for
from tests.placements.agreement_world import FRIDAY, MONDAY, make_agreement_world
from tests.reminders.planning import plan
from tests.worlds import shared_world

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@shared_world
def world():
    return make_agreement_world()


def board(world):
    return reverse("placements:agreements", args=[world.placement.class_group_id])


def line(world, today=None):
    return lines_of(world.teacher, world.placement.class_group, today)[0]


def text_of(response):
    return " ".join(response.content.decode().replace("&nbsp;", " ").split())


def sign_all(world):
    for one in world.round.signatories.awaited():
        if not one.is_spared:
            give(Actor.of_link(one.current_link), one, "192.0.2.1")


def test_the_light_says_where_it_stands(world):
    assert (line(world).light, line(world).words) == (Light.ORANGE, "À préparer")
    assert line(world, MONDAY - dt.timedelta(days=7)).light == Light.RED
    world.signing()
    assert line(world).words == "4 signatures attendues"
    assert [one.label for one in line(world).awaited][1:] == [
        f"Pour l’établissement {world.placement.school}",
        "Un responsable légal de l’élève",
        "Un responsable légal de l’élève",
    ]
    sign_all(world)
    assert (line(world, MONDAY).light, line(world).awaited) == (Light.GREEN, [])
    assert counts_of([line(world)])[-1][1] == 1


def test_a_refusal_is_red(world):
    world.signing()
    world.round.signatories.filter(function="guardian-1").update(refused_at=dt.datetime.now(dt.UTC))
    assert line(world).light == Light.RED


def test_the_class_page_shows_who_has_not_signed(client, world, django_assert_max_num_queries):
    world.signing()
    client.force_login(world.teacher.user)
    with django_assert_max_num_queries(30):
        shown = text_of(client.get(board(world)))
    assert "MARTIN Léa" in shown and "4 signatures attendues" in shown
    assert "Anne Martin" in shown


def test_a_class_is_asked_then_put_to_signature_at_once(client, world):
    client.force_login(world.teacher.user)
    key, company = world.placement.pk, world.placement.stays.get().company_id
    wrong = client.post(board(world), {"act": "signature"}, follow=True)
    assert "Cochez au moins un élève." in text_of(wrong)
    lacks = client.post(board(world), {"act": "signature", "placement": key}, follow=True)
    assert "La convention n’est pas préparée." in text_of(lacks)
    typed = {"act": "accueillants", "placement": key, f"email_{key}_{company}": "accueil@meca.test"}
    assert "1 accueillant sollicité." in text_of(client.post(board(world), typed, follow=True))
    assert world.link.holder_email == "accueil@meca.test"
    early = client.post(board(world), {"act": "signature", "placement": key}, follow=True)
    assert "n’a pas complété sa part" in text_of(early)
    world.fill()
    done = client.post(board(world), {"act": "signature", "placement": key}, follow=True)
    assert "1 convention envoyée à la signature." in text_of(done)
    assert world.state() == (S.SIGNING, P.SIGNING)
    again = client.post(board(world), {"act": "relance", "placement": key}, follow=True)
    assert "4 relances envoyées." in text_of(again)
    too_soon = client.post(board(world), {"act": "relance", "placement": key}, follow=True)
    assert "moins de vingt-quatre heures" in text_of(too_soon)
    assert client.post(board(world), {"act": "autre", "placement": key}).status_code == 404


def test_an_address_that_is_none_is_told(world):
    world.placement.stays.get().company.__class__.objects.update(email="")
    outcome = agreement_batch.ask_hosts(world.teacher, [world.placement], {})
    assert outcome.done == 0
    assert "Aucune adresse n’est connue" in outcome.refused[0][1]


def test_one_lack_does_not_hold_the_others_back(world):
    other = make_agreement_world()
    other.prepare()
    other.fill()
    outcome = agreement_batch.open_signatures(other.teacher, [world.placement, other.placement])
    assert outcome.done == 1 and len(outcome.refused) == 1
    assert other.state() == (S.SIGNING, P.SIGNING)


def test_those_that_were_signed_on_paper_elsewhere_are_ticked_at_once(client, world):
    """R-AG-5: they count, with a line in the journal; one that was begun here is not."""
    client.force_login(world.teacher.user)
    typed = {"act": "ailleurs", "placement": world.placement.pk}
    page = text_of(client.post(board(world), typed, follow=True))
    assert "1 convention signée hors du portail." in page and "Signée hors du portail" in page
    world.placement.refresh_from_db()
    assert (world.placement.state, world.placement.source) == (P.SIGNED, Source.ELSEWHERE)
    entry = JournalEntry.objects.about(world.placement).latest("pk")
    assert entry.verb == "a dit la convention d’un stage signée hors du portail"
    begun = make_agreement_world()
    begun.prepare()
    (refused,) = agreement_batch.sign_elsewhere(begun.teacher, [begun.placement]).refused
    assert "commencée sur le portail" in refused[1] and begun.state() == (S.DRAFT, P.FOUND)
    with pytest.raises(Refused, match="Vous ne suivez pas"):
        placements.sign_elsewhere(world.teacher, begun.placement)
    offered = make_agreement_world()
    Placement.objects.filter(pk=offered.placement.pk).update(source=Source.OFFER)
    with pytest.raises(Refused, match="vient du portail"):
        placements.sign_elsewhere(offered.teacher, offered.placement)


def test_the_class_is_closed_to_others(client, world):
    for actor, status in (
        (actor_for(Role.TEACHER, school=world.placement.school), 403),
        (actor_for(Role.HEAD), 404),
        (actor_for(Role.COMPANY_REPRESENTATIVE), 403),
    ):
        client.force_login(actor.user)
        assert client.get(board(world)).status_code == status
        answer = client.post(board(world), {"act": "relance", "placement": world.placement.pk})
        assert answer.status_code == status


def test_a_head_signs_the_class_in_one_go(client, world):
    """R-AG-2: the batch of `documents`, from the page of the class."""
    world.signing()
    world.round.signatories.exclude(function="head").update(email="")
    client.force_login(world.head.user)
    assert "Signer" not in text_of(client.get(board(world)))  # one is signed by its own link
    shown = text_of(client.get(reverse("documents:batch")))
    assert world.round.number in shown and "Léa Martin" in shown


@pytest.mark.parametrize(("first", "told"), [(MONDAY, [7, 1]), (MONDAY + DAY * 3, [7, 3, 1])])
def test_the_head_receives_the_list_before_the_first_day(world, first, told):
    """R-AG-6; D-3 and D-1 of a Monday meet on the Friday before: the nearer one leaves."""
    world.signing()
    type(world.placement).objects.update(starts_on=first)
    plan("placement.uncovered.", now=dt.datetime.combine(first - DAY * 9, dt.time(9), dt.UTC))
    kinds = [before for before in (7, 3, 1) if asked_of(f"placement.uncovered.j{before}")]
    assert kinds == told
    assert asked_of("placement.uncovered.j7") == {world.head.user.email}


def asked_of(kind):
    return set(Notice.objects.filter(kind=kind).values_list("recipient_email", flat=True))


def test_the_list_says_what_each_pupil_lacks(world):
    world.signing()
    notice = Notice(subject=world.placement.class_group, recipient_email="tete@clg.test")
    notice.at(dt.datetime(2027, 1, 22, 8, tzinfo=dt.UTC))
    content = unsigned_list(notice)
    ((pupil, words),) = content.facts
    assert pupil == "MARTIN Léa"
    assert "Méca 1, le 25 janvier 2027 : il manque Pour l’accueillant Méca 1" in words
    sign_all(world)
    assert not unsigned_classes().exists()


def test_unsigned_on_the_first_day_is_uncovered(world):
    """R-AG-6: at D-0; head and referent are told, once."""
    world.signing()
    assert advance(MONDAY - dt.timedelta(days=1)) == 0
    assert advance(MONDAY) == 1
    assert advance(MONDAY) == 0
    assert world.state() == (S.SIGNING, P.UNCOVERED)
    assert asked_of("placement.uncovered") == {world.head.user.email, world.teacher.user.email}


def test_signed_on_the_first_day_covers_after_it_does_not(world):
    world.signing()
    advance(MONDAY)
    with time_machine.travel(dt.datetime.combine(MONDAY, dt.time(9), dt.UTC)):
        sign_all(world)
    assert world.state() == (S.SIGNED, P.SIGNED)

    late = make_agreement_world()
    late.signing()
    advance(MONDAY)
    with time_machine.travel(
        dt.datetime.combine(MONDAY, dt.time(9), dt.UTC) + dt.timedelta(days=1)
    ):
        sign_all(late)
    assert late.state() == (S.SIGNED, P.UNCOVERED)


def test_signed_and_over_is_done(world):
    world.signing()
    sign_all(world)
    assert advance(FRIDAY) == 0
    assert advance(FRIDAY + dt.timedelta(days=1)) == 1
    assert world.state()[1] == P.DONE
    with pytest.raises(Exception, match="effectué"):
        agreements.amend(world.teacher, world.agreement, "Trop tard.")


def test_the_referent_has_it_to_do(world):
    year = world.placement.school_year
    assert todos(world.teacher, year) == []
    world.prepare()
    world.fill()
    (todo,) = todos(world.teacher, year)
    assert todo.title == f"Relire une convention de stage : {world.placement.class_group.name}"
    assert todo.url == board(world)
    with time_machine.travel(dt.datetime.combine(MONDAY, dt.time(9), dt.UTC)):
        titles = [todo.title for todo in todos(world.head, year)]
    assert titles[0].startswith("Faire signer une convention de stage")
    assert todos(actor_for(Role.TEACHER, school=world.placement.school), year) == []
