"""Places asked of a company for a period are requests as others: at its desk, under its ceiling."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import JournalEntry
from directory.models import Company
from directory.violations import Refused
from outbox.kinds import kind_of
from outbox.models import Notice
from partnerships import activity, asking, ceilings, desk
from partnerships.models import ContactCeiling, StandIn
from partnerships.work_indicators import of_schools
from partnerships.workflow.transfers import Colleague
from placements.enums.hosts import AskState
from placements.hosts_pfmp import hosts_of
from placements.models import HostRequest
from placements.todo.applications import todos
from placements.workflow import bank_time, pfmp_ends, pfmp_requests
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory
from tests.placements.factories import PlacementFactory
from tests.placements.pfmp_world import make_pfmp_world
from tests.placements.test_pfmp_hosts import send
from tests.reminders.planning import plan

pytestmark = pytest.mark.django_db
FULL = "tous établissements confondus, et les a reçues"


@pytest.fixture
def world():
    return make_pfmp_world()


def host(company):
    return actor_for(Role.COMPANY_REPRESENTATIVE, company=company)


def limited(world, **limits):
    return ContactCeiling.objects.create(company=world.company, said_by="la direction", **limits)


def test_they_count_under_the_ceiling_of_the_month_and_it_is_said_before(client, world):
    limited(world, per_month=1)
    send(world)
    other = make_pfmp_world()
    other.company = world.company
    with pytest.raises(Refused, match=FULL):
        send(other)
    assert ceilings.check(world.company, timezone.localdate())
    here = Company.objects.filter(pk=world.company.pk)
    assert not asking.askable(here, timezone.localdate()).exists()
    [line] = hosts_of(other.period, [world.company])
    assert not line.may_ask and FULL in line.ceiling
    HostRequest.objects.update(sent_at=timezone.now() - dt.timedelta(days=40))
    [line] = hosts_of(other.period, [world.company])
    assert line.may_ask and send(other).asked == 1


def test_they_wait_at_the_desk_of_the_company_by_deadline(world):
    actor = host(world.company)
    send(world, pupils=world.pupils(2))
    [ask] = desk.waiting(actor)
    assert (ask.numbers, ask.persons, ask.due) == ("2 élèves", 2, dt.date(2026, 12, 18))
    assert ask.words == "Trois semaines en atelier." and str(world.period.school) in ask.who
    assert desk.waiting(host(CompanyFactory())) == []
    [todo] = todos(actor, None)
    assert todo.title == "Répondre à une demande de places de stage"
    pfmp_requests.answer(actor, ask.row, 2)
    assert desk.waiting(actor) == [] and todos(actor, None) == []


def test_what_has_begun_is_asked_no_more(world, time_machine):
    send(world)
    time_machine.move_to(dt.datetime.combine(world.period.starts_on, dt.time(8), dt.UTC))
    assert desk.waiting(host(world.company)) == []


def test_answered_with_others_a_yes_needs_its_number(world):
    actor = host(world.company)
    one = send(world, pupils=world.pupils(1)).request.asks.get()
    other = make_pfmp_world()
    other.company = world.company
    several = send(other, pupils=other.pupils(2)).request.asks.get()
    keys = [f"places:{ask.pk}" for ask in (one, several)]
    done, left = desk.answer(actor, keys, "accept", message="À l’atelier")
    assert done.done and not left.done and "combien d’élèves" in left.words
    one.refresh_from_db()
    assert (one.state, one.places, one.comment) == (AskState.ACCEPTED, 1, "À l’atelier")
    [refused] = desk.answer(actor, keys[1:], "refuse", reason="full", message="Cet hiver")
    several.refresh_from_db()
    assert refused.done and several.state == AskState.REFUSED
    assert several.comment.endswith(" : Cet hiver")


def test_the_company_answers_on_its_page_and_nobody_else(client, world):
    ask = send(world).request.asks.get()
    page = reverse("placements:pfmp_places", args=[ask.pk])
    client.force_login(host(world.company).user)
    assert page in client.get(reverse("partnerships:desk")).content.decode()
    shown = client.get(page).content.decode()
    assert "sur cette page" in shown and "Ce lien vous est personnel" not in shown
    said = client.post(page, {"places": "2", "comment": ""}, follow=True).content.decode()
    assert "vos places sont notées" in said
    ask.refresh_from_db()
    assert ask.places == 2
    assert JournalEntry.objects.filter(company=world.company, verb__contains="accordé").exists()
    client.force_login(host(CompanyFactory()).user)
    assert client.get(page).status_code == 404
    assert client.post(page, {"places": "1"}).status_code == 404
    for actor in (world.rbde, host(CompanyFactory()), Actor.anonymous()):
        with pytest.raises(Refused, match="pas ouverte"):
            pfmp_requests.answer(actor, ask, 1)


def test_a_colleague_answers_it_by_a_link_of_their_own(client, world):
    ask = send(world).request.asks.get()
    former = pfmp_requests.living(ask)
    page = reverse("placements:pfmp_pass_on", args=[ask.pk])
    client.force_login(host(world.company).user)
    assert page in client.get(reverse("partnerships:desk")).content.decode()
    said = {"name": "Zoé Petit", "email": "accueil@meca.test", "message": "À toi"}
    said["form_key"] = uuid.uuid4()
    assert "suit déjà la demande" in client.post(page, said).content.decode()
    client.post(page, said | {"email": "zoe@meca.test"})
    ask.refresh_from_db()
    assert ask.contact_email == "zoe@meca.test"
    assert client.get(former.path).status_code == 410
    told = Notice.objects.get(kind="pfmp.asked", recipient_email="zoe@meca.test")
    link = pfmp_requests.living(ask)
    assert told.context == {"words": "À toi", "link": link.pk}
    assert any(
        "À toi" in words
        for words in kind_of("pfmp.asked").render(told.at(timezone.now())).paragraphs
    )
    pfmp_requests.answer(Actor.of_link(link), ask, 0)
    with pytest.raises(Refused, match="close"):
        colleague = Colleague("Luc Rey", "luc@meca.test")
        pfmp_ends.transfer(host(world.company), ask, colleague)
    client.force_login(host(CompanyFactory()).user)
    assert client.get(page).status_code == 404


def test_its_answers_count_in_the_response_rate(world, time_machine):
    time_machine.move_to(dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC), tick=False)
    ask = send(world).request.asks.get()
    found = activity.of_company(world.company, dt.date(2026, 12, 1))
    assert (found.asked, found.answered) == (0, 0)
    time_machine.move_to(dt.datetime(2026, 12, 3, 9, tzinfo=dt.UTC), tick=False)
    pfmp_requests.answer(host(world.company), ask, 0, "Non")
    other = make_pfmp_world()
    other.company = world.company
    send(other)
    time_machine.move_to(dt.datetime(2026, 12, 19, 9, tzinfo=dt.UTC), tick=False)
    bank_time.advance()
    found = activity.of_company(world.company, dt.date(2026, 12, 19))
    assert (found.asked, found.answered, found.median_days) == (2, 1, 2.0)


def test_a_stand_in_is_asked_and_reminded_instead_of_who_is_away(world):
    today = timezone.localdate()
    StandIn.objects.create(
        company=world.company, starts_on=today, ends_on=today + dt.timedelta(days=60),
        email="accueil@meca.test", stand_in_email="relais@meca.test", stand_in_name="Zoé Petit",
    )  # fmt: skip
    ask = send(world).request.asks.get()
    assert pfmp_requests.living(ask).holder_email == "relais@meca.test"
    assert Notice.objects.get(kind="pfmp.asked").recipient_email == "relais@meca.test"
    plan("pfmp.", now=timezone.now() + dt.timedelta(days=10))
    [reminder] = Notice.objects.filter(kind="pfmp.unanswered")
    assert reminder.recipient_email == "relais@meca.test"


def test_who_has_answered_is_not_reminded(world):
    ask = send(world).request.asks.get()
    pfmp_requests.answer(host(world.company), ask, 1)
    plan("pfmp.", now=timezone.now() + dt.timedelta(days=10))
    assert not Notice.objects.filter(kind="pfmp.unanswered").exists()


def test_the_first_mission_counts_in_the_work_of_the_office(world, time_machine):
    """PFMP are hosts, places and answers as others; what a family of a collège found is not."""
    school = world.period.school
    time_machine.move_to(dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC), tick=False)
    ask = send(world).request.asks.get()
    send(world, {CompanyFactory(): "autre@meca.test"})
    pfmp_requests.answer(host(world.company), ask, 1)
    gone = {"kind": "pfmp", "state": "cancelled", "cancel_reason": "host"}
    for values in ({"kind": "pfmp"}, gone, {"kind": "observation"}):
        PlacementFactory(pupil=world.pupils(1)[0], company=world.company, **values)
    work = of_schools([school.pk], 2026)[school.pk]
    assert (work.active, work.new, work.seats, work.response_rate) == (1, 1, 1, 100)
    time_machine.move_to(dt.datetime(2026, 12, 19, 9, tzinfo=dt.UTC), tick=False)
    bank_time.advance()
    assert of_schools([school.pk], 2026)[school.pk].response_rate == 50
