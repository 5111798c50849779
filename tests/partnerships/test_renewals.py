"""Last year's offers renewed: the same weeks a year later, by the company (R-IM-1, R-ID-9)."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.urls import reverse

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import JournalEntry, PersonalLink
from directory.violations import Refused
from outbox.kinds import kind_of
from outbox.models import Notice
from partnerships import rules
from partnerships.enums import OfferState, SlotMode, SlotState
from partnerships.models import Offer, Slot
from partnerships.recurrence import a_year_later
from partnerships.rules import Period
from partnerships.tasks import advance
from partnerships.todo import todos
from partnerships.workflow import people, renewals
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory, SchoolFactory, SchoolYearFactory
from tests.partnerships.factories import OfferFactory, SlotFactory

pytestmark = pytest.mark.django_db

MAY = dt.date(2027, 5, 20)
IN_MAY = dt.datetime(2027, 5, 20, 9, tzinfo=dt.UTC)
MONDAY, NEXT_YEAR = dt.date(2027, 1, 11), dt.date(2028, 1, 10)


@pytest.fixture
def slot():
    """Three days of January 2027, of the year 2026-2027."""
    return SlotFactory(capacity=24)


@pytest.fixture
def boss(slot):
    return actor_for(Role.COMPANY_REPRESENTATIVE, company=slot.offer.host_company)


def renew(actor, offer, days=None, key=None, today=MAY):
    days = days or {
        one.period.first: one.plan.capacity for one in renewals.propose(offer, today).kept
    }
    return renewals.renew(actor, offer, days, key=key or uuid.uuid4(), today=today)


def test_the_season_is_from_may_to_september():
    days = {(4, 30): None, (5, 1): 2027, (9, 30): 2027, (10, 1): None}
    for day, year in days.items():
        assert rules.renewed_year(dt.date(2027, *day)) == year


@pytest.mark.parametrize(
    ("first", "later"),
    [
        (MONDAY, NEXT_YEAR),
        (dt.date(2026, 11, 26), dt.date(2027, 12, 2)),
        (dt.date(2026, 12, 28), dt.date(2027, 12, 27)),  # the 53rd week of 2026
    ],
)
def test_same_week_and_weekday_a_year_later(first, later):
    period = a_year_later(Period(first, first + dt.timedelta(days=2)))
    assert (period.first, len(period), period.first.weekday()) == (later, 3, first.weekday())


def test_the_company_publishes_the_same_offer_again(slot, boss):
    offer = renew(boss, slot.offer, {NEXT_YEAR: 30})
    new = Slot.objects.get(school_year=2027)
    assert (new.offer, new.starts_on, new.ends_on) == (offer, NEXT_YEAR, dt.date(2028, 1, 12))
    assert (new.capacity, new.is_listed, new.seats_taken) == (30, True, 0)
    entry = JournalEntry.objects.about(offer).get()
    assert entry.verb == "a renouvelé l’offre pour 2027-2028" and "10 janvier 2028" in entry.words


def test_a_closed_offer_is_published_again_a_draft_never(slot, boss):
    Offer.objects.update(state=OfferState.CLOSED)
    assert renew(boss, slot.offer).state == OfferState.PUBLISHED
    Slot.objects.filter(school_year=2027).delete()
    Offer.objects.update(state=OfferState.DRAFT)
    with pytest.raises(Refused):
        renew(boss, slot.offer, {NEXT_YEAR: 30})


def test_r_id_9_forbidden_days_are_left_out_and_told(slot, boss):
    # Monday 29 March 2027 is Easter Monday's week; its dates of 2028 hold other holidays.
    year = slot.school_year
    SlotFactory(offer=slot.offer, school_year=year, starts_on=dt.date(2027, 5, 10))
    SlotFactory(
        offer=slot.offer, school_year=year, starts_on=dt.date(2027, 6, 7), state=SlotState.CANCELLED
    )
    found = renewals.propose(slot.offer, MAY)
    assert [one.period.first for one in found.kept] == [NEXT_YEAR]
    (removed,) = found.removed
    assert removed.period.first == dt.date(2028, 5, 8) and "férié" in removed.why


def test_a_selection_keeps_its_delay(slot):
    Slot.objects.update(mode=SlotMode.SELECTION, requests_until=MONDAY - dt.timedelta(days=10))
    (one,) = renewals.propose(slot.offer, MAY).kept
    assert one.plan.requests_until == NEXT_YEAR - dt.timedelta(days=10)


def test_nothing_is_published_twice(slot, boss):
    key = uuid.uuid4()
    days = {NEXT_YEAR: 30}
    assert renew(boss, slot.offer, days, key) == renew(boss, slot.offer, days, key)
    with pytest.raises(Refused, match="plus à renouveler"):
        renew(boss, slot.offer, days)
    assert Slot.objects.filter(school_year=2027).count() == 1


def test_not_out_of_season_nor_without_a_date_nor_a_barred_host(slot, boss):
    with pytest.raises(Refused, match="1er mai"):
        renew(boss, slot.offer, {NEXT_YEAR: 30}, today=dt.date(2027, 4, 30))
    with pytest.raises(Refused, match="au moins une date"):
        renew(boss, slot.offer, {MONDAY: 30})
    slot.offer.host_company.agreement_forbidden = True
    slot.offer.host_company.agreement_forbidden_reason = "Danger"
    slot.offer.host_company.save()
    with pytest.raises(Refused, match="L4153-2"):
        renew(boss, slot.offer, {NEXT_YEAR: 30})
    assert not Slot.objects.filter(school_year=2027).exists()


def test_r_im_1_the_author_asks_and_the_company_renews_by_its_link(slot):
    author = actor_for(Role.RBDE, school=SchoolFactory())
    Offer.objects.update(on_behalf=True, created_by=author.user)
    with pytest.raises(Refused):
        renew(author, slot.offer)
    renewals.ask(author, slot.offer, MAY)
    renewals.ask(author, slot.offer, MAY)
    link = PersonalLink.objects.get(purpose="renouveler")
    assert (link.holder_email, link.issued_by) == (slot.offer.contact_email, author.user)
    assert Notice.objects.filter(kind=renewals.TO_RENEW).count() == 1
    offer = renew(Actor.of_link(link), slot.offer)
    assert offer.confirmed_by == link.holder_name + ", structure d’accueil"
    assert Notice.objects.get(kind="offer.renewed").user == author.user


def test_others_may_neither_renew_nor_ask(slot):
    other = SlotFactory()
    stranger = people.Address("x@y.fr")
    foreign = people.renewal_link(
        Actor.system("Essai"), other.offer.host_company, stranger, dt.date(2027, 9, 30)
    )
    confirm = people.confirm_link(Actor.system("Essai"), slot.offer, stranger)
    for actor in (
        actor_for(Role.COMPANY_REPRESENTATIVE, company=CompanyFactory()),
        actor_for(Role.RBDE, school=SchoolFactory()),
        actor_for(Role.EDUCATION_AUTHORITY, whole_region=True),
        Actor.of_link(foreign),
        Actor.of_link(confirm),
        Actor.anonymous(),
    ):
        with pytest.raises(Refused):
            renew(actor, slot.offer)
        with pytest.raises(Refused):
            renewals.ask(actor, slot.offer, MAY)


def test_one_mail_in_the_season(slot, boss):
    SlotFactory(offer=OfferFactory(host_company=slot.offer.host_company, title="Autre offre"))
    assert renewals.ask_companies(dt.date(2027, 5, 14)) == 0
    assert advance(MAY) >= 1
    assert renewals.ask_companies(MAY) == 0
    notices = Notice.objects.filter(kind=renewals.TO_RENEW)
    assert notices.filter(user=boss.user).count() == 1
    assert notices.count() == 1 + Offer.objects.count()  # the contacts, each with a link
    assert PersonalLink.objects.filter(purpose="renouveler").count() == 2
    for notice in notices:
        mail = kind_of(notice.kind).render(notice.at(IN_MAY))
        assert "2027-2028" in mail.subject and "Autre offre" in mail.facts[0][1]
        assert ("/lien/renouveler/" in mail.action[1]) == (notice.user_id is None)
        assert kind_of(notice.kind).still_relevant(notice)
    for offer in Offer.objects.all():
        renew(boss, offer)
    notice = notices.first().at(IN_MAY)
    assert not kind_of(notice.kind).still_relevant(notice)


# Pages


def fields(shown, *days, **more):
    prefix = f"offre-{shown.pk}"
    kept = {f"{prefix}-keep-{day}": "on" for day in days}
    places = {f"{prefix}-seats-{NEXT_YEAR}": 18}
    return {f"{prefix}-form_key": uuid.uuid4()} | places | kept | more


@pytest.fixture
def in_may():
    with time_machine.travel(IN_MAY):
        SchoolYearFactory()
        yield


def test_the_company_renews_on_its_page(client, slot, in_may):
    boss = actor_for(Role.COMPANY_REPRESENTATIVE, company=slot.offer.host_company)
    client.force_login(boss.user)
    assert [todo.title for todo in todos(boss, slot.school_year)] == [
        "Renouveler une offre pour 2027-2028"
    ]
    url = reverse("partnerships:offer_renew", args=[slot.offer.pk])
    assert url in client.get(reverse("partnerships:offers")).content.decode()
    assert url in client.get(slot.offer.get_absolute_url()).content.decode()
    assert "du lundi 10 janvier au mercredi 12 janvier 2028" in client.get(url).content.decode()
    page = client.post(url, fields(slot.offer)).content.decode()
    assert "Gardez au moins une date." in page
    page = client.post(url, fields(slot.offer, NEXT_YEAR), follow=True).content.decode()
    assert "est renouvelée pour 2027-2028" in page
    assert Slot.objects.get(school_year=2027).capacity == 18
    assert "plus à renouveler" in client.get(url, follow=True).content.decode()
    assert todos(boss, slot.school_year) == []


def test_the_author_proposes_on_the_same_page(client, slot, in_may):
    author = actor_for(Role.RBDE, school=SchoolFactory())
    Offer.objects.update(on_behalf=True, created_by=author.user)
    client.force_login(author.user)
    url = reverse("partnerships:offer_renew", args=[slot.offer.pk])
    assert "Proposer à l’entreprise" in client.get(url).content.decode()
    page = client.post(url, follow=True).content.decode()
    assert "un lien pour renouveler l’offre" in page
    assert not Slot.objects.filter(school_year=2027).exists()


def test_the_link_shows_on_get_and_renews_on_post(client, slot, in_may):
    other = SlotFactory()
    person = people.Address(slot.offer.contact_email, "Camille Martin")
    link = people.renewal_link(
        Actor.system("Essai"), slot.offer.host_company, person, dt.date(2027, 9, 30)
    )
    page = client.get(link.path).content.decode()
    assert slot.offer.title in page and f'value="{other.offer.pk}"' not in page
    assert not Slot.objects.filter(school_year=2027).exists()
    foreign = fields(other.offer, NEXT_YEAR, offer=other.offer.pk)
    assert "plus à renouveler" in client.post(link.path, foreign, follow=True).content.decode()
    for odd in ("x", "²", "9" * 30):
        assert client.post(link.path, {"offer": odd}).status_code == 302
    assert client.get("/lien/renouveler/inconnu/").status_code == 404
    mine = fields(slot.offer, NEXT_YEAR, offer=slot.offer.pk)
    page = client.post(link.path, mine, follow=True).content.decode()
    assert "est renouvelée pour 2027-2028" in page and "Aucune offre à renouveler" in page
    assert Slot.objects.get(school_year=2027).offer == slot.offer


def test_out_of_season_there_is_no_page(client, slot, boss):
    client.force_login(boss.user)
    url = reverse("partnerships:offer_renew", args=[slot.offer.pk])
    assert client.get(url).status_code == 404
    assert "À renouveler" not in client.get(reverse("partnerships:offers")).content.decode()


def test_a_stranger_gets_404(client, slot, in_may):
    client.force_login(actor_for(Role.RBDE, school=SchoolFactory()).user)
    assert client.get(reverse("partnerships:offer_renew", args=[slot.offer.pk])).status_code == 404
