"""Handing over: what moves, what ends, what stays, who may, and what nobody holds."""

import json
import uuid
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import links
from accounts.actor import Actor
from accounts.enums import Act, Role, RoleState
from accounts.models import Delegation, JournalEntry, RoleAssignment
from directory.violations import Refused
from documents.models import Snapshot
from outbox.kinds import kind_of
from outbox.models import Notice
from partnerships.enums import BookingState, OfferKind, OfferState
from partnerships.enums.contract import ContractState
from partnerships.models import Booking, Contract
from portal import desks
from portal.todos import todos_for
from portal.workflow import SNAPSHOT, hand_over
from tests.accounts.factories import RoleAssignmentFactory, UserFactory, actor_for
from tests.directory.factories import (
    ClassGroupFactory,
    DepartmentFactory,
    SchoolFactory,
    SchoolYearFactory,
)
from tests.partnerships.factories import BookingFactory, OfferFactory, SlotFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    """A school, who leaves, who arrives, and an immersion to come that the first follows."""
    school = SchoolFactory(has_vocational=True)
    leaver, comer = actor_for(Role.RBDE, school=school), actor_for(Role.RBDE, school=school)
    booking = BookingFactory(
        class_group=ClassGroupFactory(school=school), teacher=leaver.user, state="accepted"
    )
    offer = OfferFactory(created_by=leaver.user, on_behalf=True, office=school)
    return SimpleNamespace(school=school, leaver=leaver, comer=comer, booking=booking, offer=offer)


def pass_on(desk, actor=None, **more):
    words = {"key": uuid.uuid4()} | more
    people = desk.leaver.user, desk.comer.user
    return hand_over(actor or desk.leaver, *people, desk.school, **words)


def frozen(entry):
    snapshot = Snapshot.objects.about(entry, SNAPSHOT).get()
    return json.loads(bytes(snapshot.file.content))


def test_what_is_in_hand_goes_to_the_successor_with_its_list(desk):
    entry = pass_on(desk)
    desk.booking.refresh_from_db()
    desk.offer.refresh_from_db()
    new = desk.comer.user
    assert (desk.booking.teacher, desk.booking.requested_by) == (new, new)
    assert desk.offer.created_by == new
    moved = {one["what"]: one["rows"] for one in frozen(entry)["moved"]}
    assert moved.keys() == {"1 offre d’accueil", "1 demande ou immersion à venir"}
    assert moved["1 offre d’accueil"] == [f"{desk.offer.title}, {desk.offer.host_name}"]
    verbs = JournalEntry.objects.filter(school=desk.school).values_list("verb", flat=True)
    assert sorted(verbs) == ["a passé la main", "a transmis", "a transmis"]
    assert "1 offre d’accueil" in entry.words


def test_what_is_over_stays_and_so_does_what_belongs_to_another_school(desk):
    group = ClassGroupFactory(school=desk.school)
    done = BookingFactory(class_group=group, teacher=desk.leaver.user, state="done")
    elsewhere = BookingFactory(teacher=desk.leaver.user)
    closed = OfferFactory(created_by=desk.leaver.user, office=desk.school, state="closed")
    other = OfferFactory(created_by=desk.leaver.user, office=SchoolFactory())
    pass_on(desk)
    for row in (done, elsewhere):
        row.refresh_from_db()
        assert row.teacher == desk.leaver.user
    for offer in (closed, other):
        offer.refresh_from_db()
        assert offer.created_by == desk.leaver.user


def test_a_contract_in_preparation_changes_its_referent_a_sent_one_does_not(desk):
    made = {}
    for state in (ContractState.DRAFT, ContractState.IN_SIGNATURE):
        group = ClassGroupFactory(school=desk.school)
        booking = BookingFactory(class_group=group, teacher=desk.leaver.user, state="accepted")
        made[state] = Contract.objects.create(
            booking=booking,
            school_year=booking.school_year,
            kind="ordinary",
            state=state,
            referent_name=str(desk.leaver.user),
        )
    entry = pass_on(desk)
    for contract in made.values():
        contract.refresh_from_db()
    assert made[ContractState.DRAFT].referent_name == str(desk.comer.user)
    assert made[ContractState.IN_SIGNATURE].referent_name == str(desk.leaver.user)
    (kept,) = frozen(entry)["kept"]
    assert kept["what"] == "1 convention envoyée ou signée" and "avis" in kept["why"]


def test_links_and_evaluations_follow_and_ones_own_immersion_does_not(desk):
    until = timezone.now() + timezone.timedelta(days=9)
    link = links.issue(
        desk.leaver, "repondre", desk.booking, name="A", email="a@b.fr", valid_until=until
    )
    foreign = links.issue(
        desk.leaver, "repondre", BookingFactory(), name="A", email="a@b.fr", valid_until=until
    )
    slot = SlotFactory(offer__kind=OfferKind.TEACHER_IMMERSION)
    own = BookingFactory(
        slot=slot, class_group=None, school=desk.school, teacher=desk.leaver.user, state="accepted"
    )
    entry = pass_on(desk)
    for row in (link, foreign, own):
        row.refresh_from_db()
    assert (link.issued_by, foreign.issued_by) == (desk.comer.user, desk.leaver.user)
    assert own.teacher == desk.leaver.user
    assert [one["what"] for one in frozen(entry)["kept"]] == ["1 immersion personnelle"]


def test_delegations_end_and_their_holder_is_told(desk):
    head = actor_for(Role.HEAD, school=desk.school)
    today = timezone.localdate()
    rows = {
        RoleAssignment.objects.get(user=head.user): desk.leaver.user,
        RoleAssignment.objects.get(user=desk.leaver.user): UserFactory(),
    }
    for assignment, holder in rows.items():
        Delegation.objects.create(
            assignment=assignment, holder=holder, acts=[Act.APPROVE], starts_on=today, ends_on=today
        )
    entry = pass_on(desk)
    assert not Delegation.objects.open().exists()
    assert len(frozen(entry)["ended"]) == 2
    told = Notice.objects.filter(kind="accounts.delegation_ended").values_list("user", flat=True)
    assert list(told) == [list(rows.values())[1].pk]


def test_both_people_are_told_but_not_the_one_who_acts(desk):
    head = actor_for(Role.HEAD, school=desk.school)
    pass_on(desk, head)
    notices = Notice.objects.filter(kind="portal.handed_over")
    mails = {notice.user_id: kind_of(notice.kind).render(notice) for notice in notices}
    assert mails.keys() == {desk.leaver.user.pk, desk.comer.user.pk}
    assert "vous passe la main" in mails[desk.comer.user.pk].subject
    assert "est transmis à" in mails[desk.leaver.user.pk].subject
    assert ("Transmis", "1 offre d’accueil\n1 demande ou immersion à venir") in mails[
        desk.comer.user.pk
    ].facts


def test_a_second_click_gets_the_first_entry_and_a_second_act_finds_nothing(desk):
    key = uuid.uuid4()
    assert pass_on(desk, key=key) == pass_on(desk, key=key)
    with pytest.raises(Refused, match="plus rien"):
        pass_on(desk)
    back = hand_over(desk.comer, desk.comer.user, desk.leaver.user, desk.school, key=uuid.uuid4())
    desk.booking.refresh_from_db()
    assert desk.booking.teacher == desk.leaver.user and back.words.startswith("De ")


def test_who_may_hand_over(desk):
    department = desk.school.department
    allowed = [
        desk.leaver,
        actor_for(Role.HEAD, school=desk.school),
        actor_for(Role.DEPARTMENT_SUPERVISOR, department=department),
        actor_for(Role.DEPARTMENT_OFFICE, department=department),
        actor_for(Role.ADMINISTRATOR),
    ]
    elsewhere = DepartmentFactory(code="09")
    refused = [
        desk.comer,
        actor_for(Role.HEAD, school=SchoolFactory()),
        actor_for(Role.DEPUTY, school=desk.school),
        actor_for(Role.DEPARTMENT_SUPERVISOR, department=elsewhere),
        actor_for(Role.EDUCATION_AUTHORITY, whole_region=True),
        actor_for(Role.RBDE),
        Actor.anonymous(),
    ]
    for actor in allowed:
        assert desks.may_hand_over(actor, desk.leaver.user, desk.school), actor.role
    for actor in refused:
        assert not desks.may_hand_over(actor, desk.leaver.user, desk.school), actor.role
        with pytest.raises(Refused, match="pas ouverte"):
            pass_on(desk, actor)


def test_a_delegate_of_the_head_may(desk):
    head, deputy = (actor_for(role, school=desk.school) for role in (Role.HEAD, Role.DEPUTY))
    today = timezone.localdate()
    Delegation.objects.create(
        assignment=RoleAssignment.objects.get(user=head.user),
        holder=deputy.user,
        acts=[Act.APPROVE],
        starts_on=today,
        ends_on=today,
    )
    pass_on(desk, Actor.of(deputy.user))


def test_only_to_who_keeps_the_desk_of_that_school(desk):
    for stranger in (
        actor_for(Role.TEACHER, school=desk.school),
        actor_for(Role.RBDE, school=SchoolFactory()),
    ):
        with pytest.raises(Refused, match="successeur"):
            hand_over(desk.leaver, desk.leaver.user, stranger.user, desk.school, key=uuid.uuid4())


def test_the_role_ends_with_it_for_who_may_end_it(desk):
    head = actor_for(Role.HEAD, school=desk.school)
    with pytest.raises(Refused, match="motif"):
        pass_on(desk, head, ends_role=True)
    entry = pass_on(desk, head, ends_role=True, reason="Mutation")
    assert RoleAssignment.objects.get(user=desk.leaver.user).state == RoleState.ENDED
    assert frozen(entry)["roles"] == [Role.RBDE.label]


def test_a_role_over_two_schools_is_not_ended_by_one(desk):
    RoleAssignment.objects.get(user=desk.leaver.user).schools.add(SchoolFactory())
    head = actor_for(Role.HEAD, school=desk.school)
    pass_on(desk, head, ends_role=True, reason="Mutation")
    assert RoleAssignment.objects.get(user=desk.leaver.user).state == RoleState.VALIDATED


def test_the_to_dos_follow(desk, client):
    """A list of names that the host waits for is the successor's to drop."""
    teacher = actor_for(Role.TEACHER, user=desk.leaver.user, school=desk.school)
    year = desk.booking.school_year
    desk.booking.offer.list_fields, desk.booking.offer.list_days_before = "nom", 5
    desk.booking.offer.save()

    def titles(user):
        return [todo.title for todo in todos_for(Actor.of(user, Role.TEACHER), year)]

    actor_for(Role.TEACHER, user=desk.comer.user, school=desk.school)
    assert titles(teacher.user) == ["Déposer une liste nominative"]
    assert titles(desk.comer.user) == []
    pass_on(desk)
    assert titles(teacher.user) == []
    assert titles(desk.comer.user) == ["Déposer une liste nominative"]


# Pages


def url(desk, **more):
    query = {"school": desk.school.pk, "person": desk.leaver.user.pk} | more
    return reverse("portal:hand-over"), query


def test_choose_read_act_and_read_again(client, desk):
    head = actor_for(Role.HEAD, school=desk.school)
    client.force_login(head.user)
    assert "Qui passe la main" in client.get(reverse("portal:hand-over")).content.decode()
    address, query = url(desk, successor=desk.comer.user.pk)
    page = client.get(address, query).content.decode()
    assert "Sera transmis" in page and desk.offer.title in page and "Mettre fin" in page
    answer = client.post(address, query | {"form_key": uuid.uuid4()}, follow=True)
    page = answer.content.decode()
    assert "La main est passée." in page and desk.offer.title in page
    assert Booking.objects.get(pk=desk.booking.pk).teacher == desk.comer.user
    client.force_login(actor_for(Role.HEAD).user)
    assert client.get(answer.redirect_chain[-1][0]).status_code == 404


def test_a_refusal_is_shown_on_the_page(client, desk):
    client.force_login(actor_for(Role.HEAD, school=desk.school).user)
    address, query = url(desk, successor=desk.comer.user.pk, form_key=uuid.uuid4())
    page = client.post(address, query | {"ends_role": "on"}).content.decode()
    assert "Indiquez le motif." in page


def test_one_passes_only_ones_own_hand(client, desk):
    client.force_login(desk.comer.user)
    address, query = url(desk, successor=desk.comer.user.pk, form_key=uuid.uuid4())
    page = client.post(address, query).content.decode()
    assert "La main est passée" not in page
    assert Booking.objects.get(pk=desk.booking.pk).teacher == desk.leaver.user


def test_closed_to_others_and_unknown_schools(client, desk):
    address, query = url(desk)
    client.force_login(actor_for(Role.RBDE).user)
    assert client.get(address, query).status_code == 404
    client.force_login(actor_for(Role.TEACHER, school=desk.school).user)
    assert client.get(address, query).status_code == 403
    client.force_login(actor_for(Role.ADMINISTRATOR).user)
    for odd in ("0", "x", "99999999999999999999"):
        assert client.get(address, {"school": odd}).status_code == 404


# Portfolios without a holder


def leave(actor):
    RoleAssignment.objects.filter(user=actor.user).update(state=RoleState.ENDED)


def supervisor_of(desk):
    return actor_for(Role.DEPARTMENT_SUPERVISOR, department=desk.school.department)


def test_a_portfolio_without_a_holder_is_a_to_do_and_a_line(client, desk):
    supervisor, year = supervisor_of(desk), SchoolYearFactory()
    assert desks.unheld(supervisor) == []
    leave(desk.leaver)
    (line,) = desks.unheld(supervisor)
    assert not line.is_vacant
    assert line.people == {
        desk.leaver.user: ["1 offre d’accueil", "1 demande ou immersion à venir"]
    }
    titles = [todo.title for todo in todos_for(supervisor, year)]
    assert "Attribuer un portefeuille sans titulaire" in titles
    client.force_login(supervisor.user)
    page = client.get(reverse("portal:unheld")).content.decode()
    link = f"?school={desk.school.pk}&amp;person={desk.leaver.user.pk}"
    assert link in page
    assert str(desk.leaver.user) in client.get(*url(desk)).content.decode()
    pass_on(desk, supervisor)
    assert desks.unheld(supervisor) == []


def test_a_closed_account_holds_nothing(desk):
    desk.leaver.user.is_active = False
    desk.leaver.user.save()
    assert len(desks.unheld(supervisor_of(desk))) == 1


def test_a_vocational_school_without_rbde_is_listed_an_annex_with_its_parent(desk):
    SchoolFactory(has_vocational=True, parent=desk.school)
    supervisor = supervisor_of(desk)
    assert desks.unheld(supervisor) == []
    Booking.objects.all().delete()
    desk.offer.state = OfferState.CLOSED
    desk.offer.save()
    for actor in (desk.leaver, desk.comer):
        leave(actor)
    assert [line.is_vacant for line in desks.unheld(supervisor)] == [True]
    assert desks.count_unheld(supervisor) == 1


def test_somebody_whose_role_waits_still_holds_it(desk):
    RoleAssignment.objects.filter(user=desk.leaver.user).update(state=RoleState.PROVISIONAL)
    assert desks.unheld(supervisor_of(desk)) == []


def test_nothing_of_another_departement(desk):
    leave(desk.leaver)
    other = actor_for(Role.DEPARTMENT_SUPERVISOR, department=DepartmentFactory(code="09"))
    assert desks.unheld(other) == []
    assert desks.unheld(actor_for(Role.RBDE, school=desk.school)) == []


def test_the_list_costs_the_same_for_one_and_for_many(client, desk):
    leave(desk.leaver)
    client.force_login(supervisor_of(desk).user)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("portal:unheld"))
        return len(queries)

    cost()
    few = cost()
    for _ in range(3):
        school = SchoolFactory(department=desk.school.department, has_vocational=True)
        gone = RoleAssignmentFactory(role=Role.RBDE, schools=[school], state=RoleState.ENDED)
        group = ClassGroupFactory(school=school)
        BookingFactory(class_group=group, teacher=gone.user, state=BookingState.SENT)
    assert cost() == few <= 12
