"""A branch proposes a class and a company to each other: both say yes, or one says no."""

import datetime as dt
import uuid
from types import SimpleNamespace

import pytest
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import JournalEntry, PersonalLink, RoleAssignment
from directory.violations import Refused
from outbox.kinds import kind_of
from outbox.models import Notice
from partnerships.enums import BookingState, MatchState, Origin, Side
from partnerships.enums.school_requests import RequestState
from partnerships.models import (
    Booking,
    ClosedPeriod,
    ContactCeiling,
    Contract,
    Slot,
)
from partnerships.rules import Numbers, Period
from partnerships.rules import match as rules_match
from partnerships.workflow import matches, school_requests
from partnerships.workflow.match_people import AGAIN, match_link
from partnerships.workflow.match_tables import MATCH, PURPOSES
from partnerships.workflow.matches import Proposal
from partnerships.workflow.people import Address
from partnerships.workflow.school_answers import Choice
from partnerships.workflow.tables import SYSTEM
from tests.accounts.factories import UserFactory, actor_for
from tests.directory.factories import (
    BranchOrganisationFactory,
    ClassGroupFactory,
    CompanyFactory,
    DepartmentFactory,
    SchoolFactory,
)
from tests.partnerships.factories import (
    BranchMatchFactory,
    OfferFactory,
    SchoolRequestFactory,
    SlotFactory,
)

TODAY = dt.date(2026, 11, 23)
DAYS = Period(dt.date(2027, 3, 9), dt.date(2027, 3, 11))
CLASS = Numbers(girls=12, boys=11, unspecified=1, adults=2)


@pytest.fixture
def between(db):
    """A branch, a published request of its territory, a company that nobody represents."""
    branch = BranchOrganisationFactory(departments=[DepartmentFactory()])
    request = SchoolRequestFactory()
    author = actor_for(Role.TEACHER, user=request.created_by, school=request.school)
    return SimpleNamespace(
        branch=branch,
        officer=actor_for(Role.BRANCH_OFFICER, branch=branch),
        request=request,
        author=author,
        group=ClassGroupFactory(school=request.school),
        company=CompanyFactory(email="accueil@forge.example"),
    )


def proposal(between, **values):
    given = {
        "request": between.request,
        "company": between.company,
        "period": DAYS,
        "expires_on": dt.date(2026, 12, 7),
        "message": "Une belle forge",
    }
    return Proposal(**given | values)


def propose(between, **values):
    plan = proposal(between, **values)
    return matches.propose(between.officer, plan, key=uuid.uuid4(), today=TODAY)


def choice(between, **values):
    return Choice(**{"class_group": between.group, "numbers": CLASS, "period": DAYS} | values)


def holder(match, side):
    """The holder of the link that was sent to this side."""
    return Actor.of_link(PersonalLink.objects.about(match).get(purpose=PURPOSES[side]))


def told(kind):
    rows = Notice.objects.filter(kind=kind)
    return sorted(rows.values_list("recipient_email", flat=True))


def test_both_sides_are_asked_by_link_and_two_yes_are_a_booking(between):
    head = actor_for(Role.HEAD, school=between.request.school)
    match = propose(between)
    assert told("match.asked") == sorted([between.author.user.email, "accueil@forge.example"])
    assert match.awaited == "l’établissement et de l’entreprise"
    matches.receive(holder(match, Side.HOST), match, TODAY)
    match.refresh_from_db()
    assert match.state == MatchState.PROPOSED and match.awaited == "l’établissement"
    assert told("match.answered") == [between.officer.user.email]
    done = matches.send(holder(match, Side.GUEST), match, choice(between), TODAY)
    booking = Booking.objects.get()
    assert done.booking == booking and done.state == MatchState.AGREED
    assert (booking.state, booking.origin) == (BookingState.ACCEPTED, Origin.ELSEWHERE)
    assert booking.host_confirmed_at and booking.company == between.company
    assert booking.requested_by == between.author.user
    assert Contract.objects.get().branch == between.branch
    between.request.refresh_from_db()
    assert between.request.state == RequestState.MET
    assert told("booking.matched") == ["accueil@forge.example"] and not told("booking.agreed")
    assert told("match.concluded") == sorted([between.officer.user.email, head.user.email])
    verbs = JournalEntry.objects.about(match).values_list("verb", flat=True)
    assert any("conclu" in verb for verb in verbs)


def test_a_second_click_changes_nothing_and_the_school_may_come_last_or_first(between):
    match = propose(between)
    matches.send(between.author, match, choice(between), TODAY)
    matches.send(between.author, match, choice(between), TODAY)
    own = actor_for(Role.COMPANY_REPRESENTATIVE, company=between.company)
    matches.receive(own, match, TODAY)
    matches.receive(own, match, TODAY)
    assert Booking.objects.count() == 1


def test_on_a_slot_the_booking_takes_its_seats_and_gives_them_back(between):
    offer = OfferFactory(host_company=between.company)
    slot = SlotFactory(offer=offer, starts_on=DAYS.first, capacity=24)
    match = propose(between, slot=slot)
    assert match.contact_email == offer.contact_email
    matches.receive(holder(match, Side.HOST), match, TODAY)
    matches.send(between.author, match, choice(between), TODAY)
    slot.refresh_from_db()
    booking = Booking.objects.get()
    assert slot.seats_taken == booking.seats_held == 24 and booking.slot == slot
    assert booking.offer == offer


def test_seats_that_went_meanwhile_or_a_closed_slot_refuse_the_last_yes(between):
    slot = SlotFactory(
        offer=OfferFactory(host_company=between.company), starts_on=DAYS.first, capacity=24
    )
    match = propose(between, slot=slot)
    matches.send(between.author, match, choice(between), TODAY)
    Slot.objects.filter(pk=slot.pk).update(seats_taken=10)
    with pytest.raises(Refused, match="Il ne reste que 14 places"):
        matches.receive(holder(match, Side.HOST), match, TODAY)
    Slot.objects.filter(pk=slot.pk).update(seats_taken=0, state="closed", is_listed=False)
    with pytest.raises(Refused, match="n’est plus proposé"):
        matches.receive(holder(match, Side.HOST), match, TODAY)
    match.refresh_from_db()
    assert match.state == MatchState.PROPOSED and not Booking.objects.exists()


def test_what_the_company_set_holds_for_a_match_too(between):
    ClosedPeriod.objects.create(
        company=between.company, starts_on=DAYS.last, ends_on=DAYS.last, reason="inventaire"
    )
    with pytest.raises(Refused, match="fermée le 11 mars 2027"):
        propose(between)
    ClosedPeriod.objects.all().delete()
    match = propose(between)
    matches.receive(holder(match, Side.HOST), match, TODAY)
    ContactCeiling.objects.create(
        company=between.company, persons_per_week=25, said_by="la direction"
    )
    with pytest.raises(Refused, match="au plus 25 personnes par semaine"):
        matches.send(between.author, match, choice(between), TODAY)


def test_a_refusal_has_a_reason_and_tells_the_branch_and_the_other_side(between):
    match = propose(between)
    with pytest.raises(Refused, match="Dites pourquoi"):
        matches.refuse(holder(match, Side.HOST), match, " ")
    matches.refuse(holder(match, Side.HOST), match, "Atelier en travaux")
    match.refresh_from_db()
    assert (match.state, match.ended_by_side) == (MatchState.REFUSED, Side.HOST)
    assert told("match.ended") == sorted([between.officer.user.email, between.author.user.email])
    between.request.refresh_from_db()
    assert between.request.state == RequestState.PUBLISHED
    assert propose(between).pk != match.pk


def test_withdrawn_expired_or_closed_both_sides_are_told(between):
    match = propose(between)
    with pytest.raises(Refused, match="pas ouverte"):
        matches.withdraw(actor_for(Role.BRANCH_OFFICER), match)
    matches.withdraw(between.officer, match, "Erreur d’entreprise")
    asked = sorted([between.author.user.email, "accueil@forge.example"])
    assert told("match.ended") == asked
    late = propose(between)
    assert matches.advance(late.expires_on) == 0
    assert matches.advance(late.expires_on + dt.timedelta(days=1)) == 1
    late.refresh_from_db()
    assert late.state == MatchState.EXPIRED
    last = propose(between)
    school_requests.withdraw(between.author, between.request, "Accueil trouvé")
    assert matches.advance(TODAY) == 1
    last.refresh_from_db()
    assert last.state == MatchState.CLOSED
    with pytest.raises(Refused, match="Seule la branche"):
        propose(between)  # it reads what is published only


def test_the_first_agreement_closes_the_other_matches_of_the_request(between):
    first, other = propose(between), propose(between, company=CompanyFactory())
    matches.send(between.author, first, choice(between), TODAY)
    matches.receive(holder(first, Side.HOST), first, TODAY)
    other.refresh_from_db()
    assert other.state == MatchState.CLOSED


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"first": dt.date(2026, 11, 23)}, "à venir"),
        ({"first": dt.date(2027, 2, 26)}, "L’établissement cherche entre le 1er mars 2027"),
        ({"expires": TODAY}, "au moins un jour"),
        ({"expires": dt.date(2027, 3, 9)}, "avant le premier jour"),
        ({}, ""),
    ],
)
def test_the_days_of_a_proposal(values, words):
    first = values.get("first", DAYS.first)
    period = Period(first, first + dt.timedelta(days=2))
    wished = Period(dt.date(2027, 3, 1), dt.date(2027, 3, 26))
    expires = values.get("expires", dt.date(2026, 12, 7))
    found = rules_match.check_plan(period, wished, expires, TODAY)
    assert (words in found[0].message) if words else not found


def test_only_the_branch_of_the_territory_for_an_industrial_company_of_it(between):
    far = CompanyFactory(department=DepartmentFactory(code="34", name="Hérault"))
    for company, words in (
        (far, "territoire"),
        (CompanyFactory(naf_code="55.10Z"), "industrielle"),
        (CompanyFactory(is_active=False), "fermé"),
        (CompanyFactory(contact_refused=True, contact_refused_reason="assez"), "sollicitée"),
    ):
        with pytest.raises(Refused, match=words):
            propose(between, company=company)
    with pytest.raises(Refused, match="Aucune adresse"):
        propose(between, company=CompanyFactory(email=""))
    for actor in (actor_for(Role.RBDE), actor_for(Role.BRANCH_OFFICER)):
        between.officer = actor
        if actor.role == Role.BRANCH_OFFICER:
            far_away = DepartmentFactory(code="34", name="Hérault")
            for key in actor.branch_ids:
                BranchOrganisationFactory._meta.model.objects.get(pk=key).departments.set(
                    [far_away]
                )
        with pytest.raises(Refused, match="Seule la branche du territoire"):
            propose(between)


def test_the_class_is_the_schools_and_free(between):
    match = propose(between)
    with pytest.raises(Refused, match="de l’établissement qui a publié"):
        matches.send(between.author, match, choice(between, class_group=ClassGroupFactory()), TODAY)
    Booking.objects.create(
        origin=Origin.ELSEWHERE,
        kind="class_immersion",
        company=CompanyFactory(),
        school=between.request.school,
        class_group=between.group,
        school_year_id=between.group.school_year_id,
        requested_by=between.author.user,
        starts_on=DAYS.first,
        ends_on=DAYS.last,
        girls=1,
        state=BookingState.ACCEPTED,
        agreed_on=TODAY,
        agreed_with="M. Puig",
        agreed_by="phone",
    )
    with pytest.raises(Refused, match="déjà"):
        matches.send(between.author, match, choice(between), TODAY)


# Who may do what


GUEST = {"author", "head", "guest link"}
HOST = {"company", "host link"}
WANTED = {
    "send": (GUEST, "proposed"),
    "receive": (HOST, "proposed"),
    "conclude": ({"portal"}, "agreed"),
    "transfer": (HOST, "proposed"),
    "refuse": (GUEST | HOST, "refused"),
    "withdraw": ({"branch"}, "withdrawn"),
    "expire": ({"portal"}, "expired"),
    "close": ({"portal"}, "closed"),
}


def test_every_state_event_and_actor(db):
    match, other = BranchMatchFactory(), BranchMatchFactory()
    request, me = match.request, Address("accueil@forge.example", "Forge")
    school = request.school
    actors = {
        "author": actor_for(Role.TEACHER, user=request.created_by, school=school),
        "colleague": actor_for(Role.TEACHER, school=school),
        "head": actor_for(Role.HEAD, school=school),
        "other head": actor_for(Role.HEAD, school=SchoolFactory()),
        "company": actor_for(Role.COMPANY_REPRESENTATIVE, company=match.company),
        "other company": actor_for(Role.COMPANY_REPRESENTATIVE, company=CompanyFactory()),
        "branch": actor_for(Role.BRANCH_OFFICER, branch=match.branch),
        "other branch": actor_for(Role.BRANCH_OFFICER),
        "administrator": actor_for(Role.ADMINISTRATOR),
        "no role": Actor.of(UserFactory()),
        "visitor": Actor.anonymous(),
        "guest link": Actor.of_link(match_link(SYSTEM, match, Side.GUEST, me)),
        "host link": Actor.of_link(match_link(SYSTEM, match, Side.HOST, me)),
        "other link": Actor.of_link(match_link(SYSTEM, other, Side.HOST, me)),
        "portal": SYSTEM,
    }
    for state in MatchState:
        for event in MATCH.events:
            who, to = WANTED[event]
            for name, actor in actors.items():
                match.state = state
                allowed = state == MatchState.PROPOSED and name in who
                assert MATCH.can(match, event, actor) == allowed, (state, event, name)
                if allowed:
                    assert MATCH.apply(match, event, actor) == to


def test_who_said_yes_for_the_school_has_left_its_head_is_asked_again(between):
    head = actor_for(Role.HEAD, school=between.request.school)
    match = propose(between)
    matches.send(holder(match, Side.GUEST), match, choice(between), TODAY)
    RoleAssignment.objects.filter(user=between.author.user).update(ends_on=dt.date(2026, 11, 1))
    match = matches.receive(holder(match, Side.HOST), match, TODAY)
    assert (match.state, match.guest_said_at) == (MatchState.PROPOSED, None)
    assert match.class_group == between.group
    again = Notice.objects.get(kind="match.asked", occasion=AGAIN)
    assert again.recipient_email == head.user.email
    assert "n’y est plus" in " ".join(
        kind_of("match.asked").render(again.at(timezone.now())).paragraphs
    )
    link = PersonalLink.objects.about(match).get(holder_email=head.user.email)
    done = matches.send(Actor.of_link(link), match, choice(between), TODAY)
    assert (done.state, done.booking.teacher) == (MatchState.AGREED, head.user)
