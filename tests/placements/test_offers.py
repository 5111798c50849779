"""Offers of placements: published by the company or for it, week by week, for whom."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.enums import Role
from accounts.models import JournalEntry, PersonalLink
from directory.calendar import Calendar
from directory.enums import Level, SpecialKind
from directory.models import Municipality
from directory.violations import Refused
from outbox.models import Notice
from placements.enums import PlacementKind
from placements.enums.offers import Audience
from placements.models import Campaign, OfferWeek, PlacementOffer
from placements.offer_audiences import audiences_of, audiences_of_class
from placements.offer_weeks import usual_mondays
from placements.rules import offers as rules
from placements.rules.presence import WeekTable
from placements.workflow import applications, offer_again, offers
from tests.accounts.factories import actor_for
from tests.directory.factories import ClassGroupFactory, SchoolFactory
from tests.placements.bank import (
    FIRST,
    NEXT,
    USUAL,
    apply,
    company_and_host,
    confirm,
    make_bank,
    offer_of,
    published,
)

pytestmark = pytest.mark.django_db
TABLE = WeekTable(tuple(tuple(tuple(span) for span in day) for day in USUAL))


# --- Rules ------------------------------------------------------------------------------


def d(day, month=1, year=2027):
    return dt.date(year, month, day)


def values(mondays, windows):
    return [span.value for span in rules.spans(mondays, TABLE, windows, Calendar())]


def test_a_week_is_cut_to_the_window_of_the_class_and_to_days_of_presence():
    assert values([d(25)], [(d(26), d(31))]) == ["2027-01-26_2027-01-29"]
    assert values([d(25)], [(d(1, 3), d(5, 3))]) == []
    assert values([d(25)], []) == ["2027-01-25_2027-01-29"]
    assert values([], []) == []


def test_a_holiday_at_either_end_is_no_day_of_the_span():
    # Ascension: Thursday 6 May 2027, and its bridge on Friday.
    assert values([d(3, 5)], []) == ["2027-05-03_2027-05-05"]


def test_two_weeks_on_end_of_one_window_are_proposed_together():
    found = values([d(14, 6), d(21, 6)], [(d(14, 6), d(25, 6))])
    assert found == [
        "2027-06-14_2027-06-18",
        "2027-06-14_2027-06-25",
        "2027-06-21_2027-06-25",
    ]


@pytest.mark.parametrize(
    ("monday", "words"),
    [
        (d(4), "a déjà commencé"),
        (d(26, 12, 2028), "trop lointaine"),
        (d(15, 2), "aucun jour de classe"),
    ],
)
def test_weeks_that_nobody_is_offered(monday, words):
    monday = rules.monday_of(monday)
    assert words in rules.check_week(monday, d(8), Calendar())[0].message


def test_an_answer_is_due_in_fifteen_days_and_before_the_placement():
    assert rules.due(d(4), d(25)) == d(19)
    assert rules.due(d(18), d(25)) == d(24)
    assert rules.due(d(25), d(25)) == d(25)


def test_in_2de_only_a_placement_on_the_same_days_ends_the_others():
    placed, later = (d(14, 6), d(18, 6)), (d(21, 6), d(25, 6))
    assert rules.closes(Level.TROISIEME, placed, later)
    assert not rules.closes(Level.SECONDE, placed, later)
    assert rules.closes(Level.SECONDE, placed, (d(18, 6), d(25, 6)))


# --- Publishing ---------------------------------------------------------------------------


def test_a_company_publishes_its_offer_with_what_its_sheet_says():
    company, host = company_and_host()
    offer = published(host, company, places=2)
    assert (offer.state, offer.city, offer.department) == (
        "published",
        "Toulouse",
        company.department,
    )
    assert (offer.latitude, offer.host_name) == (43.6, str(company))
    verbs = set(JournalEntry.objects.about(offer).values_list("verb", flat=True))
    assert "a publié l’offre de stage" in verbs


def test_an_offer_without_week_hours_or_answerer_is_not_published():
    company, host = company_and_host()
    offer = offers.create(host, offer_of(company), key=uuid.uuid4())
    with pytest.raises(Refused, match="au moins une semaine"):
        offers.publish(host, offer)
    offers.plan_weeks(host, offer, [FIRST], 1)
    PlacementOffer.objects.update(table=[])
    with pytest.raises(Refused, match="horaires"):
        offers.publish(host, offer)
    PlacementOffer.objects.update(table=[[[300, 720]]] + [[]] * 6)
    with pytest.raises(Refused, match="6 h"):
        offers.publish(host, offer)


def test_a_barred_company_publishes_nothing():
    company, host = company_and_host(
        agreement_forbidden=True, agreement_forbidden_reason="contrôle"
    )
    with pytest.raises(Refused, match="contrôle"):
        published(host, company)


def test_nobody_publishes_for_a_company_that_is_not_theirs():
    company, _ = company_and_host()
    stranger = actor_for(Role.COMPANY_REPRESENTATIVE)
    teacher = actor_for(Role.TEACHER, school=SchoolFactory())
    for actor in (stranger, teacher):
        with pytest.raises(Refused, match="pour cette entreprise"):
            offers.create(actor, offer_of(company), key=uuid.uuid4())


def test_what_is_typed_for_a_company_waits_for_its_word():
    company, host = company_and_host()
    rbde = actor_for(Role.RBDE, school=SchoolFactory())
    offer = published(rbde, company)
    assert (offer.state, offer.office_id) == ("to_confirm", next(iter(rbde.school_ids)))
    told = Notice.objects.filter(kind="placement_offer.to_confirm")
    assert set(told.values_list("recipient_email", flat=True)) == {
        host.user.email,
        "ines@fournil.example",
    }
    with pytest.raises(Refused, match="pas ouverte"):
        offers.confirm(rbde, offer)
    assert offers.confirm(host, offer).state == "published"
    assert Notice.objects.get(kind="placement_offer.confirmed").user == rbde.user


def test_the_company_confirms_by_link_and_a_get_changes_nothing(client):
    company, _ = company_and_host()
    offer = published(actor_for(Role.RBDE, school=SchoolFactory()), company)
    page = PersonalLink.objects.get(purpose="offre-stage").url
    path = "/" + page.split("/", 3)[3]
    assert "Confirmer et publier" in client.get(path).content.decode()
    offer.refresh_from_db()
    assert offer.state == "to_confirm"
    client.post(path, {"answer": "confirm"})
    offer.refresh_from_db()
    assert offer.state == "published"
    client.post(path, {"answer": "close"})
    offer.refresh_from_db()
    assert offer.state == "closed"


def test_weeks_are_resized_but_not_below_what_is_taken():
    bank = make_bank(places=3)
    OfferWeek.objects.update(seats_taken=2)
    with pytest.raises(Refused, match="2 places sont déjà prises"):
        offers.plan_weeks(bank.host, bank.offer, [FIRST], 1)
    with pytest.raises(Refused, match="déjà prise"):
        offers.remove_week(bank.host, bank.week)
    assert offers.plan_weeks(bank.host, bank.offer, [FIRST, NEXT], 2) == 2
    assert bank.week.capacity == 2
    with pytest.raises(IntegrityError, match="never_oversold"), transaction.atomic():
        OfferWeek.objects.update(seats_taken=3)


def test_a_full_offer_says_so_and_opens_again_with_a_place():
    bank = make_bank()
    OfferWeek.objects.update(seats_taken=1)
    offers.settle(bank.offer)
    assert bank.offer.state == "full"
    offers.plan_weeks(bank.host, bank.offer, [FIRST], 2)
    bank.offer.refresh_from_db()
    assert bank.offer.state == "published"


def test_an_offer_whose_weeks_have_begun_is_closed_and_its_company_told():
    bank = make_bank()
    assert offers.end_past(FIRST - dt.timedelta(days=1)) == 0
    assert offers.end_past(FIRST) == 1
    bank.offer.refresh_from_db()
    assert bank.offer.state == "closed"
    assert Notice.objects.filter(kind="placement_offer.ended").exists()
    assert offers.end_past(FIRST) == 0


# --- For whom -----------------------------------------------------------------------------


def test_the_audiences_of_a_school_and_of_a_class():
    plain = SchoolFactory()
    assert audiences_of([plain.pk]) == set()
    town = Municipality.objects.create(
        insee_code="31999", name="Hameau", department=plain.department, is_rural=True
    )
    school = SchoolFactory(priority_education="REP+", qpv="near", municipality=town)
    group = ClassGroupFactory(school=school, special_kind=SpecialKind.ULIS)
    assert audiences_of_class(group) == {"REP", "REP+", "QPV", "rural", "ULIS"}
    other = ClassGroupFactory(school=plain)
    assert audiences_of_class(other) == set()


def seen_by(actor):
    return set(PlacementOffer.objects.visible_to(actor).values_list("title", flat=True))


def test_an_offer_is_seen_by_the_schools_and_classes_that_it_is_open_to():
    company, host = company_and_host()
    here, there = SchoolFactory(priority_education="REP"), SchoolFactory()
    published(host, company, title="à tous")
    published(host, company, title="à eux", schools=[there])
    published(host, company, title="REP", audiences=[Audience.REP])
    published(host, company, title="SEGPA", audiences=[Audience.SEGPA])
    published(host, company, title="sans réseau", audiences=[Audience.NETWORK])
    published(host, company, title="2de", levels=[Level.SECONDE])
    teacher, far = actor_for(Role.TEACHER, school=here), actor_for(Role.TEACHER, school=there)
    assert seen_by(teacher) == {"à tous", "REP", "sans réseau", "2de"}
    assert seen_by(far) == {"à tous", "à eux", "sans réseau", "2de"}
    group = ClassGroupFactory(school=here, level=Level.TROISIEME, special_kind=SpecialKind.SEGPA)
    mine = PlacementOffer.objects.published().open_to_class(group)
    assert set(mine.values_list("title", flat=True)) == {"à tous", "REP", "SEGPA", "sans réseau"}


def test_drafts_and_closed_offers_are_their_company_s():
    bank = make_bank()
    stranger = actor_for(Role.COMPANY_REPRESENTATIVE)
    assert seen_by(bank.referent) == seen_by(bank.host) == {bank.offer.title}
    assert seen_by(stranger) == set()
    offers.close(bank.host, bank.offer)
    assert seen_by(bank.host) and not seen_by(bank.referent)


def test_the_weeks_when_schools_of_the_department_are_on_placement():
    bank = make_bank()
    other = SchoolFactory()
    Campaign.objects.create(
        school=other,
        school_year=bank.group.school_year,
        level=Level.TROISIEME,
        starts_on=NEXT,
        ends_on=NEXT + dt.timedelta(days=4),
    )
    department = bank.group.school.department_id
    today = dt.date(2026, 11, 23)
    assert usual_mondays(department, [], today) == [(FIRST, 1), (NEXT, 1)]
    assert usual_mondays(department, [Level.SECONDE], today) == []


# --- Pages --------------------------------------------------------------------------------


def test_a_company_types_an_offer_and_its_weeks(client):
    company, host = company_and_host()
    client.force_login(host.user)
    data = {
        "title": "Découvrir l’atelier",
        "kind": "observation",
        "tasks": "Suivre la fabrication.",
        "own_company": company.pk,
        "hours_every_am": "9-12",
        "hours_every_pm": "13h30-16h30",
        "contact_email": "ines@fournil.example",
        "schools": "0000000A",
        "form_key": uuid.uuid4(),
    }
    page = client.post(reverse("placements:offer_new"), data)
    assert "Aucun établissement n’a ce code" in page.content.decode()
    answer = client.post(reverse("placements:offer_new"), data | {"schools": ""})
    offer = PlacementOffer.objects.get()
    assert answer.url == reverse("placements:offer_weeks", args=[offer.pk])
    page = client.post(answer.url, {"places": 2})
    assert "Choisissez au moins une semaine" in page.content.decode()
    client.post(answer.url, {"places": 2, "first": FIRST, "last": NEXT})
    assert offer.weeks.count() == 2
    client.post(reverse("placements:offer_act", args=[offer.pk, "publish"]))
    page = client.get(offer.get_absolute_url()).content.decode()
    assert "Publiée" in page and "9 h–12 h et 13 h 30–16 h 30" in page
    assert "2 places libres sur 4" not in page
    assert "4 places libres" in client.get(reverse("placements:offers_mine")).content.decode()


def test_somebody_else_s_offer_is_not_found(client):
    bank = make_bank()
    client.force_login(actor_for(Role.COMPANY_REPRESENTATIVE).user)
    for name in ("offer", "offer_edit", "offer_weeks"):
        assert client.get(reverse(f"placements:{name}", args=[bank.offer.pk])).status_code == 404
    drop = reverse("placements:offer_week_drop", args=[bank.week.pk])
    assert client.post(drop).status_code == 404
    client.force_login(bank.referent.user)
    assert client.get(reverse("placements:offer_edit", args=[bank.offer.pk])).status_code == 404
    assert client.get(reverse("placements:offer", args=[bank.offer.pk])).status_code == 200


@pytest.mark.parametrize("special", [SpecialKind.SEGPA, SpecialKind.PREPA_METIERS])
def test_r_pl_9_an_offer_of_initiation_is_for_classes_that_have_it(special):
    """Its pupils get a placement of that kind; another class neither finds nor asks it."""
    bank = make_bank(kind=PlacementKind.INITIATION)
    assert not PlacementOffer.objects.open_to_class(bank.group).exists()
    with pytest.raises(Refused, match="n’est plus proposée"):
        apply(bank)
    bank.group.special_kind = special
    bank.group.save()
    bank.pupil.refresh_from_db()
    assert PlacementOffer.objects.open_to_class(bank.group).get() == bank.offer
    row = applications.accept(bank.host, apply(bank))
    assert confirm(bank, row).kind == PlacementKind.INITIATION
    observation = published(bank.host, bank.company, title="Observer")
    assert observation in PlacementOffer.objects.open_to_class(bank.group)


def test_a_company_offers_a_placement_of_initiation(client):
    """Copied with the offer, said on its page and in the search."""
    bank = make_bank(kind=PlacementKind.INITIATION)
    client.force_login(bank.host.user)
    page = client.get(reverse("placements:offer_edit", args=[bank.offer.pk])).content.decode()
    assert "Nature du stage" in page and 'value="initiation" selected' in page
    again = offer_again.duplicate(bank.host, bank.offer, key=uuid.uuid4())
    assert again.kind == PlacementKind.INITIATION
    client.force_login(bank.referent.user)
    found = client.get(reverse("placements:offers")).content.decode()
    assert "Stage d’initiation ou d’application" in found
