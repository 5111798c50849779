"""Places asked that nobody answers end by themselves, and may be given more time."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import JournalEntry
from directory.violations import Refused
from outbox.kinds import kind_of
from outbox.models import Notice
from partnerships import desk
from partnerships.workflow.transfers import Colleague
from placements.enums.hosts import AskState
from placements.hosts_pfmp import hosts_of
from placements.models import HostAsk
from placements.workflow import bank_time, pfmp_ends, pfmp_requests
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory
from tests.placements.pfmp_world import make_pfmp_world
from tests.placements.test_pfmp_hosts import BY, holder, send

pytestmark = pytest.mark.django_db
AFTER = BY + dt.timedelta(days=1)
LONGER = dt.date(2027, 1, 6)


@pytest.fixture
def world():
    return make_pfmp_world()


@pytest.fixture
def ask(world):
    """Two companies were asked: this one has not answered, the other has."""
    asks = send(world, {world.company: "accueil@meca.test", CompanyFactory(): "b@b.test"})
    silent, other = asks.request.asks.order_by("pk")
    pfmp_requests.answer(holder(other), other, 2)
    return silent


def expired(ask):
    bank_time.advance(AFTER)
    ask.refresh_from_db()
    return ask


def render(notice):
    return kind_of(notice.kind).render(notice.at(timezone.now()))


def test_it_ends_the_day_after_and_who_asked_is_told_once(world, ask):
    assert bank_time.advance(BY) == 0
    assert bank_time.advance(AFTER) == 1
    assert bank_time.advance(AFTER) == 0
    states = dict(HostAsk.objects.values_list("contact_email", "state"))
    assert states == {"accueil@meca.test": AskState.EXPIRED, "b@b.test": AskState.ACCEPTED}
    [told] = Notice.objects.filter(kind="pfmp.expired")
    assert told.recipient_email == world.referent.user.email
    mail = render(told)
    assert mail.facts == [("Sans réponse", str(world.company))]
    assert kind_of("pfmp.expired").is_relevant(told)
    entry = JournalEntry.objects.get(company=world.company, verb__contains="restée sans réponse")
    assert entry.school == world.period.school


def test_who_follows_the_class_is_told_when_who_asked_has_left(world, ask):
    gone = world.referent.user
    world.period.class_group.referents.update(user=world.rbde.user)
    gone.is_active = False
    gone.save()
    expired(ask)
    assert Notice.objects.get(kind="pfmp.expired").recipient_email == world.rbde.user.email


def test_a_period_that_was_brought_forward_ends_what_waits(world, ask):
    world.period.starts_on = dt.date(2026, 12, 14)
    world.period.save()
    assert bank_time.advance(dt.date(2026, 12, 13)) == 0
    assert bank_time.advance(dt.date(2026, 12, 14)) == 1


def test_a_late_answer_reads_until_when_and_whom_to_call(client, world, ask):
    path = pfmp_requests.living(expired(ask)).path
    page = client.get(path).content.decode()
    assert "18 décembre 2026" in page and world.referent.user.email in page
    assert "Répondre</button>" not in page
    assert "Si vous pouvez encore accueillir" in client.post(path, {"places": "2"}).content.decode()
    assert expired(ask).state == AskState.EXPIRED
    with pytest.raises(Refused, match="attendue jusqu’au"):
        pfmp_ends.transfer(holder(ask), ask, Colleague("Luc Rey", "luc@meca.test"))


def test_a_late_answer_is_refused_before_the_tick_has_come(world, ask, time_machine):
    time_machine.move_to(dt.datetime(2026, 12, 19, 9, tzinfo=dt.UTC))
    with pytest.raises(Refused, match="attendue jusqu’au"):
        pfmp_requests.answer(holder(ask), ask, 2)
    actor = actor_for(Role.COMPANY_REPRESENTATIVE, company=world.company)
    assert desk.waiting(actor) == []


def test_the_company_may_be_asked_again(world, ask):
    [line] = hosts_of(world.period, [world.company])
    assert not line.may_ask
    expired(ask)
    [line] = hosts_of(world.period, [world.company])
    assert line.may_ask and send(world, answers_by=LONGER).asked == 1


def test_more_time_opens_it_again_for_who_was_silent(client, world, ask):
    expired(ask)
    client.force_login(world.rbde.user)
    address = reverse("placements:pfmp_prolong", args=[ask.request_id])
    assert address in client.get(ask.request.get_absolute_url()).content.decode()
    assert str(world.company) in client.get(address).content.decode()
    page = client.post(address, {"answers_by": "2026-11-24"}).content.decode()
    assert "3 jours ouvrés" in page
    page = client.post(address, {"answers_by": LONGER.isoformat()}, follow=True).content.decode()
    assert "1 entreprise est relancée" in page
    ask.refresh_from_db()
    assert (ask.state, ask.request.answers_by) == (AskState.SENT, LONGER)
    [told] = Notice.objects.filter(kind="pfmp.prolonged")
    assert told.recipient_email == "accueil@meca.test"
    assert "6 janvier 2027" in render(told).paragraphs[0]
    ask = HostAsk.objects.select_related("request").get(pk=ask.pk)
    pfmp_requests.answer(holder(ask), ask, 1)
    with pytest.raises(Refused, match="toutes ont répondu"):
        pfmp_ends.prolong(world.rbde, ask.request, LONGER)


def test_more_time_is_not_for_who_refuses_contacts_nor_from_a_stranger(client, world, ask):
    with pytest.raises(Refused, match="suivez pas"):
        pfmp_ends.prolong(world.teacher, ask.request, LONGER)
    client.force_login(world.teacher.user)
    address = reverse("placements:pfmp_prolong", args=[ask.request_id])
    assert client.post(address, {"answers_by": LONGER.isoformat()}).status_code == 404
    world.company.contact_refused, world.company.contact_refused_reason = True, "Non"
    world.company.save()
    with pytest.raises(Refused, match="Aucune entreprise"):
        pfmp_ends.prolong(world.rbde, ask.request, LONGER)


def test_a_period_that_begins_at_once_leaves_what_there_is(world, time_machine):
    """The three working days of a company are asked only while the period leaves them."""
    time_machine.move_to(dt.datetime(2027, 1, 8, 9, tzinfo=dt.UTC))
    assert send(world, answers_by=dt.date(2027, 1, 10)).asked == 1
