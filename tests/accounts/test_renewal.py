"""The roles of a school at the rentrée: confirmed until 31 August, reopened in September."""

import datetime as dt

import pytest

from accounts.actor import Actor
from accounts.enums import Act, Role, RoleState
from accounts.models import Delegation, JournalEntry, RoleAssignment, RoleRenewal
from accounts.rules import Rentree, Season, check_start, end_of_role, proposed_start, rentree_of
from accounts.workflow import invitations, renewal, roles
from directory.models import School
from directory.violations import Refused
from outbox.models import Notice
from tests.accounts.factories import RoleAssignmentFactory, UserFactory, actor_for
from tests.directory.factories import SchoolFactory

RENTREE = Rentree(2027)
JUNE, SEPTEMBER = dt.date(2027, 6, 20), dt.date(2027, 9, 6)
LAST, NEXT = dt.date(2027, 8, 31), dt.date(2028, 8, 31)


@pytest.fixture
def school(db):
    return SchoolFactory()


@pytest.fixture
def head(school, time_machine):
    time_machine.move_to(dt.datetime(2027, 6, 20, 10, tzinfo=dt.UTC))
    return actor_for(Role.HEAD, school=school)


@pytest.fixture
def staff(school):
    """A role that ends on 31 August, another without an end."""

    def make(role=Role.TEACHER, ends_on=LAST, schools=None, **facts):
        facts = {"starts_on": dt.date(2026, 9, 1), "schools": schools or [school]} | facts
        return RoleAssignmentFactory(role=role, ends_on=ends_on, **facts)

    return make


def in_september(time_machine, day=6):
    time_machine.move_to(dt.datetime(2027, 9, day, 10, tzinfo=dt.UTC))


# --- Pure rules ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "start", "season"),
    [
        ("2027-06-14", 2026, Season.OVER),
        ("2027-06-15", 2027, Season.CONFIRMING),
        ("2027-08-31", 2027, Season.CONFIRMING),
        ("2027-09-01", 2027, Season.REOPENING),
        ("2027-09-30", 2027, Season.REOPENING),
        ("2027-10-01", 2027, Season.OVER),
        ("2028-01-01", 2027, Season.OVER),
    ],
)
def test_the_season_of_the_rentree(day, start, season):
    day = dt.date.fromisoformat(day)
    assert rentree_of(day).start_year == start
    assert rentree_of(day).season(day) == season


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2027-06-14", LAST),
        ("2027-06-15", NEXT),
        ("2027-08-31", NEXT),
        ("2027-09-01", NEXT),
        ("2028-01-10", NEXT),
    ],
)
def test_a_role_ends_with_the_year_in_which_it_opens(first, last):
    first = dt.date.fromisoformat(first)
    assert end_of_role(Role.TEACHER, first) == last
    assert end_of_role(Role.HEAD, first) is end_of_role(Role.MISSION_OFFICER, first) is None


def test_from_15_june_on_a_colleague_is_invited_for_september():
    assert proposed_start(dt.date(2027, 6, 14)) == dt.date(2027, 6, 14)
    assert proposed_start(JUNE) == dt.date(2027, 9, 1)
    assert proposed_start(SEPTEMBER) == SEPTEMBER


def test_a_role_opens_neither_in_the_past_nor_in_years():
    assert check_start(JUNE - dt.timedelta(days=1), JUNE)
    assert check_start(JUNE + dt.timedelta(days=367), JUNE)
    assert not check_start(JUNE, JUNE) and not check_start(dt.date(2027, 9, 1), JUNE)


# --- Confirming ---------------------------------------------------------------------


def test_who_is_chosen_stays_a_year_longer_and_the_others_leave(school, head, staff):
    stays, leaves, endless, kept = staff(), staff(), staff(ends_on=None), staff(ends_on=None)

    assert renewal.confirm(head, school, [stays, kept]) == (2, 2)

    ends = dict(RoleAssignment.objects.values_list("pk", "ends_on"))
    assert [ends[row.pk] for row in (stays, leaves, endless, kept)] == [NEXT, LAST, LAST, NEXT]
    assert RoleRenewal.objects.get().confirmed_by == head.user
    entry = JournalEntry.objects.get(verb="a confirmé les rôles de la rentrée 2027")
    assert entry.school == school and "2 rôles jusqu’au 31 août 2028" in entry.words
    assert not Notice.objects.exists()


def test_deciding_again_adds_and_a_second_click_changes_nothing(school, head, staff):
    first, second = staff(), staff()
    renewal.confirm(head, school, [first])
    assert renewal.confirm(head, school, [first]) == (0, 1)
    assert renewal.confirm(head, school, [first, second]) == (1, 0)
    assert RoleAssignment.objects.filter(ends_on=NEXT).count() == 2
    assert RoleRenewal.objects.count() == 1


def test_nobody_stays_only_when_it_is_said(school, head, staff):
    row = staff()
    with pytest.raises(Refused, match="Personne n’est coché"):
        renewal.confirm(head, school, [])
    assert not RoleRenewal.objects.exists()
    assert renewal.confirm(head, school, [], nobody=True) == (0, 1)
    row.refresh_from_db()
    assert row.ends_on == LAST


@pytest.mark.parametrize("day", ["2027-06-14", "2027-09-01", "2028-02-01"])
def test_roles_are_confirmed_in_summer_only(day, school, head, staff):
    with pytest.raises(Refused, match="du 15 juin au 31 août"):
        renewal.confirm(head, school, [staff()], today=dt.date.fromisoformat(day))


@pytest.mark.parametrize(
    "role", [Role.DEPUTY, Role.RBDE, Role.DDFPT, Role.TEACHER, Role.OFFICE_STAFF]
)
def test_the_colleagues_of_the_head_confirm_nothing(role, school, head, staff):
    row = staff()
    with pytest.raises(Refused, match="chef"):
        renewal.confirm(actor_for(role, school=school), school, [row])


def test_a_head_of_another_school_and_the_officers_confirm_nothing(school, head, staff):
    row = staff()
    others = [
        actor_for(Role.HEAD),
        actor_for(Role.DEPARTMENT_OFFICE, department=school.department),
        actor_for(Role.ADMINISTRATOR),
        Actor.anonymous(),
    ]
    for other in others:
        with pytest.raises(Refused):
            renewal.confirm(other, school, [row])
        with pytest.raises(Refused):
            renewal.let_go(other, row)
    # Their own school, a row of ours in hand: nothing happens to it.
    renewal.confirm(
        others[0], next(iter(School.objects.filter(pk__in=others[0].school_ids))), [row]
    )
    row.refresh_from_db()
    assert row.ends_on == LAST


def test_whom_the_head_lent_it_to_confirms_but_not_their_own_role(school, head, staff):
    mine, theirs = staff(Role.DEPUTY), staff()
    lent = RoleAssignment.objects.get(user=head.user)
    Delegation.objects.create(
        assignment=lent, holder=mine.user, acts=[Act.APPROVE], starts_on=JUNE, ends_on=LAST
    )
    deputy = Actor.of(mine.user)

    assert renewal.confirm(deputy, school, [mine, theirs]) == (1, 0)
    mine.refresh_from_db()
    assert mine.ends_on == LAST
    assert renewal.confirm(head, school, [mine]) == (1, 0)


def test_a_delegation_of_another_act_confirms_nothing(school, head, staff):
    row = staff(Role.DEPUTY)
    lent = RoleAssignment.objects.get(user=head.user)
    Delegation.objects.create(
        assignment=lent, holder=row.user, acts=[Act.ENTER], starts_on=JUNE, ends_on=LAST
    )
    with pytest.raises(Refused):
        renewal.confirm(Actor.of(row.user), school, [staff()])


def test_a_role_over_a_school_of_somebody_else_is_not_the_heads_to_confirm(school, head, staff):
    wide, mine = staff(schools=[school, SchoolFactory()]), staff()
    assert renewal.confirm(head, school, [wide, mine]) == (1, 0)
    wide.refresh_from_db()
    assert wide.ends_on == LAST


def test_an_annex_is_confirmed_by_the_head_of_its_parent(school, head, staff):
    annex = SchoolFactory(parent=school)
    row = staff(schools=[annex])
    assert renewal.confirm(Actor.of(head.user), annex, [row]) == (1, 0)


def test_only_validated_roles_of_people_who_work_there_are_confirmed(school, head, staff):
    staff(state=RoleState.ENDED)
    staff(state=RoleState.REFUSED, reason="motif")
    staff(state=RoleState.PROVISIONAL, ends_on=None)
    staff(Role.HEAD, ends_on=None)
    staff(user=UserFactory(is_active=False))
    staff(starts_on=dt.date(2027, 9, 1), ends_on=NEXT)
    assert not renewal.to_confirm(RENTREE).filter(schools=school).exists()


def test_a_choice_is_taken_back_until_31_august(school, head, staff):
    row = staff()
    renewal.confirm(head, school, [row])
    assert renewal.let_go(head, row).ends_on == LAST
    assert renewal.let_go(head, row).ends_on == LAST
    assert JournalEntry.objects.filter(verb="a fixé la fin du rôle").count() == 1
    roles.end(head, row, "A quitté le collège")
    renewed = staff(ends_on=NEXT, state=RoleState.ENDED)
    with pytest.raises(Refused, match="plus en cours"):
        renewal.let_go(head, renewed)


# --- September ----------------------------------------------------------------------


def test_unconfirmed_the_role_is_over_and_the_head_reopens_it(school, head, staff, time_machine):
    row = staff()
    in_september(time_machine)
    assert Actor.of(row.user).role is None
    assert list(renewal.gone(RENTREE)) == [row]

    assert renewal.reopen(head, row).ends_on == NEXT
    renewal.reopen(head, row)

    assert Actor.of(row.user).role == Role.TEACHER
    assert Notice.objects.get(kind="accounts.role_reopened").recipient_email == row.user.email
    assert JournalEntry.objects.about(row).filter(verb="a rouvert le rôle").count() == 1
    assert not renewal.gone(RENTREE).exists()
    assert RoleRenewal.objects.get().school == school


def test_who_asked_again_meanwhile_gets_that_request_validated(school, head, staff, time_machine):
    row = staff()
    in_september(time_machine)
    assert renewal.ended_for(row.user) == [row]
    again = roles.ask(Actor.of(row.user), row.user, Role.TEACHER, schools=[school])
    assert renewal.ended_for(row.user) == []

    made = renewal.reopen(head, row)

    assert (made.pk, made.state, made.ends_on) == (again.pk, RoleState.VALIDATED, NEXT)
    assert renewal.reopen(head, row).pk == again.pk
    assert not renewal.gone(RENTREE).exists()
    row.refresh_from_db()
    assert row.ends_on == LAST


def test_a_role_is_reopened_in_september_by_its_head_only(school, head, staff, time_machine):
    row = staff()
    with pytest.raises(Refused, match="septembre"):
        renewal.reopen(head, row)
    in_september(time_machine)
    for other in (actor_for(Role.HEAD), actor_for(Role.DEPUTY, school=school)):
        with pytest.raises(Refused, match="chef"):
            renewal.reopen(other, row)
    ended = staff(state=RoleState.ENDED)
    with pytest.raises(Refused, match="n’a pas pris fin"):
        renewal.reopen(head, ended)
    time_machine.move_to(dt.datetime(2027, 10, 1, 10, tzinfo=dt.UTC))
    with pytest.raises(Refused, match="septembre"):
        renewal.reopen(head, row)


def test_before_31_august_nobodys_role_has_ended(school, head, staff):
    assert renewal.ended_for(staff().user) == []


# --- Arriving -----------------------------------------------------------------------


def test_who_is_invited_for_september_enters_in_september(school, head, time_machine):
    facts = {"starts_on": dt.date(2027, 9, 1), "schools": [school]}
    row = invitations.invite(head, "lea@ac-toulouse.fr", Role.TEACHER, **facts)

    assert (row.state, row.ends_on) == (RoleState.VALIDATED, NEXT)
    assert Actor.of(row.user).role is None
    assert list(renewal.arriving(RENTREE)) == [row]
    with pytest.raises(Refused, match="déjà"):
        roles.ask(head, row.user, Role.TEACHER, schools=[school])
    in_september(time_machine, 1)
    assert Actor.of(row.user).role == Role.TEACHER


def test_a_request_for_september_opens_nothing_before(school, head):
    user = UserFactory(email="jeanne@ac-toulouse.fr")
    facts = {"starts_on": dt.date(2027, 9, 1), "schools": [school]}
    row = roles.ask(Actor.of(user), user, Role.TEACHER, **facts)
    assert row.state == RoleState.PROVISIONAL and Actor.of(user).role is None


def test_who_leaves_may_be_asked_for_again_from_september_on(school, head, staff):
    row = staff()
    facts = {"starts_on": dt.date(2027, 9, 1), "schools": [school]}
    assert roles.ask(head, row.user, Role.TEACHER, **facts).pk != row.pk
    with pytest.raises(Refused, match="passée"):
        roles.ask(head, row.user, Role.RBDE, **facts | {"starts_on": dt.date(2027, 6, 1)})
