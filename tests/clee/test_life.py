"""Co-leads, members and the life of a committee (R-CL-1, R-CL-2)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from accounts.enums import Role
from accounts.models import JournalEntry, RoleAssignment, User
from clee.enums import CommitteeState, MemberKind, Side
from clee.models import Mandate, Member
from clee.rules import check_mandate, check_member
from clee.workflow import committees, mandates, members, who
from directory.violations import Refused
from outbox.models import Notice
from tests.accounts.factories import UserFactory, actor_for
from tests.clee.factories import CommitteeFactory, MandateFactory, MemberFactory
from tests.directory.factories import CompanyFactory, DepartmentFactory, SchoolFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)
EVENTS = ("sleep", "revive", "merge")


@pytest.fixture
def gard():
    return DepartmentFactory(code="30")


@pytest.fixture
def committee(gard):
    return CommitteeFactory(departments=[gard])


@pytest.fixture
def office(gard):
    return actor_for(Role.DEPARTMENT_OFFICE, department=gard)


@pytest.fixture
def co_lead(committee):
    actor = actor_for(Role.CO_LEAD)
    MandateFactory(committee=committee, side=Side.ECONOMIC, user=actor.user)
    return actor


def school_term(committee, **values):
    return MandateFactory.build(committee=committee, **values)


def economic_term(committee, **values):
    values = {"side": Side.ECONOMIC, "designated_on": None, "designated_by": ""} | values
    return MandateFactory.build(committee=committee, **values)


def test_a_designation_opens_the_role_for_the_time_of_the_mandate(committee, office):
    end = dt.date(2027, 8, 31)
    mandate = mandates.name(office, school_term(committee, ends_on=end), "denis@ac.example")

    role = RoleAssignment.objects.in_force().get(user__email="denis@ac.example")
    assert (role.role, role.ends_on) == (Role.CO_LEAD, end)
    assert Notice.objects.get(kind="clee.named").recipient_email == "denis@ac.example"
    assert who.leads(actor_for(Role.CO_LEAD, user=mandate.user), committee)
    entry = JournalEntry.objects.get(verb="a inscrit un copilote")
    assert entry.committee_id == committee.pk and "Fabre" not in entry.words


def test_the_school_side_is_the_departments_act(committee, gard, co_lead):
    supervisor = actor_for(Role.DEPARTMENT_SUPERVISOR, department=gard)
    elsewhere = actor_for(Role.DEPARTMENT_OFFICE, department=DepartmentFactory(code="34"))
    for actor in (co_lead, supervisor, elsewhere):
        with pytest.raises(Refused, match="pas ouverte"):
            mandates.name(actor, school_term(committee))
    for actor in (co_lead, supervisor):
        assert mandates.name(actor, economic_term(committee, person_name=actor.label)).pk


@pytest.mark.parametrize("missing", ["designated_on", "designated_by"])
def test_a_designation_has_a_date_and_an_author(committee, office, missing):
    term = school_term(committee, **{missing: None if missing == "designated_on" else ""})
    with pytest.raises(Refused, match="date et l’auteur"):
        mandates.name(office, term)


def test_a_dormant_committee_names_nobody(committee, office):
    committees.act(office, committee, "sleep", "Plus de copilote")
    with pytest.raises(Refused, match="Relancez"):
        mandates.name(office, school_term(committee))


def test_terms_of_one_person_do_not_overlap(committee, office):
    first = mandates.name(office, school_term(committee, ends_on=dt.date(2026, 12, 31)), "d@a.fr")
    with pytest.raises(Refused, match="déjà"):
        mandates.name(office, economic_term(committee, starts_on=TODAY), "d@a.fr")
    with pytest.raises(Refused, match="déjà"):
        mandates.name(office, economic_term(committee, person_name="DENIS  Fabre"))
    later = economic_term(committee, starts_on=dt.date(2027, 1, 1))
    assert mandates.name(office, later, "d@a.fr").user == first.user


def test_the_database_refuses_overlapping_terms_too(committee):
    person = UserFactory()
    MandateFactory(committee=committee, user=person)
    with pytest.raises(IntegrityError, match="mandate_one_at_a_time"), transaction.atomic():
        MandateFactory(committee=committee, user=person, side=Side.ECONOMIC, starts_on=TODAY)
    MandateFactory(user=person)  # of another committee


def test_a_co_lead_leaves_in_the_middle_of_the_year(committee, co_lead):
    mandate = Mandate.objects.get(user=co_lead.user)
    with pytest.raises(Refused, match="motif"):
        mandates.end(co_lead, mandate, TODAY, " ")
    mandates.end(co_lead, mandate, TODAY, "Change de poste")
    mandates.end(co_lead, mandate, TODAY, "")  # a second click

    assert who.leads(co_lead, committee)  # until the evening
    assert JournalEntry.objects.filter(verb__startswith="a mis fin au mandat").count() == 1
    role = RoleAssignment.objects.in_force().get(user=co_lead.user)
    assert role.ends_on == TODAY


def test_the_role_ends_with_the_last_mandate(office, committee, gard):
    other = CommitteeFactory(departments=[gard])
    over = dt.date(2026, 11, 22)
    first = mandates.name(office, school_term(committee), "denis@ac.example")
    second = mandates.name(office, school_term(other), "denis@ac.example")
    roles = RoleAssignment.objects.in_force().filter(user=first.user)

    mandates.end(office, first, over, "Muté")
    assert roles.get().ends_on is None
    mandates.end(office, second, over, "Muté")
    assert not roles.exists()
    assert Notice.objects.filter(kind="clee.mandate_ended").count() == 2


def test_a_mandate_of_others_is_nobodys_to_end(committee, co_lead):
    mandate = MandateFactory(committee=committee, user=UserFactory())
    with pytest.raises(Refused, match="pas ouverte"):
        mandates.end(co_lead, mandate, TODAY, "Je préfère")


def test_a_closed_account_is_not_named(committee, office):
    UserFactory(email="parti@ac.example", is_active=False)
    with pytest.raises(Refused, match="fermé"):
        mandates.name(office, school_term(committee), "parti@ac.example")
    assert not Mandate.objects.exists() and User.objects.get(email="parti@ac.example")


def test_a_member_joins_once_and_may_come_back(committee, co_lead):
    school = SchoolFactory()

    def adhesion():
        day = dt.date(2026, 10, 1)
        return Member(committee=committee, kind=MemberKind.SCHOOL, school=school, joined_on=day)

    member = members.join(co_lead, adhesion())
    with pytest.raises(Refused, match="déjà dans le comité \\(établissement"):
        members.join(co_lead, adhesion())
    members.leave(co_lead, member)
    members.leave(co_lead, member)
    assert members.join(co_lead, adhesion()).pk != member.pk
    assert JournalEntry.objects.filter(school=school).count() == 3


def test_a_member_both_company_and_association_is_one_member(committee, co_lead):
    company = CompanyFactory()
    day = dt.date(2026, 10, 1)
    one = Member(committee=committee, kind=MemberKind.COMPANY, company=company, joined_on=day)
    members.join(co_lead, one)
    again = Member(
        committee=committee, kind=MemberKind.ASSOCIATION, other_name=str(company), joined_on=day
    )
    with pytest.raises(Refused, match="\\(entreprise\\)"):
        members.join(co_lead, again)


def test_only_its_keepers_touch_its_members(committee):
    member = MemberFactory(committee=committee)
    over = actor_for(Role.CO_LEAD)
    MandateFactory(committee=committee, user=over.user, ends_on=dt.date(2026, 11, 22))
    of_another = actor_for(Role.CO_LEAD)
    MandateFactory(user=of_another.user)
    for actor in (over, of_another, actor_for(Role.TEACHER)):
        with pytest.raises(Refused, match="pas ouverte"):
            members.leave(actor, member)
        with pytest.raises(Refused, match="pas ouverte"):
            members.join(actor, MemberFactory.build(committee=committee))


def test_an_adhesion_is_not_of_tomorrow():
    member = MemberFactory.build(committee=None, joined_on=dt.date(2026, 11, 24))
    assert [one.field for one in check_member(member, [], TODAY)] == ["joined_on"]


def test_terms_that_touch_do_not_overlap():
    held = school_term(None, ends_on=dt.date(2026, 8, 31))
    assert not check_mandate(school_term(None, starts_on=dt.date(2026, 9, 1)), [held])
    assert check_mandate(school_term(None, starts_on=dt.date(2026, 8, 31)), [held])
    backwards = school_term(None, ends_on=dt.date(2025, 8, 31))
    assert [one.field for one in check_mandate(backwards, [])] == ["ends_on"]


def test_sleep_and_revival_keep_everything(committee, co_lead):
    MemberFactory(committee=committee)
    committees.act(co_lead, committee, "sleep", "Personne n’est disponible")
    with pytest.raises(Refused, match="en sommeil"):
        committees.act(co_lead, committee, "sleep", "Encore")
    committees.act(co_lead, committee, "revive", "Nouveau bureau")
    committee.refresh_from_db()
    assert committee.state == CommitteeState.ACTIVE
    assert committee.members.present().count() == committee.mandates.running().count() == 1


@pytest.mark.parametrize("state", CommitteeState)
@pytest.mark.parametrize("event", EVENTS)
def test_the_table_is_whole(state, event, gard):
    """A keeper of the territory: what each state lets do."""
    office = actor_for(Role.DEPARTMENT_OFFICE, department=gard)
    committee = CommitteeFactory(departments=[gard])
    committee.state = state
    expected = {
        CommitteeState.ACTIVE: {"sleep", "merge"},
        CommitteeState.DORMANT: {"revive", "merge"},
        CommitteeState.MERGED: set(),
    }
    assert committees.TABLE.can(committee, event, office) == (event in expected[state])


def test_a_merge_moves_members_and_keeps_both_histories(committee, gard, office):
    other = DepartmentFactory(code="48")
    committee.departments.add(other)
    into = CommitteeFactory(departments=[gard])
    shared = MemberFactory(committee=into)
    MemberFactory(committee=committee, other_name=shared.other_name)
    own = MemberFactory(committee=committee)
    mandate = mandates.name(office, school_term(committee), "denis@ac.example")

    committees.merge(office, committee, into, "Un seul bassin")

    committee.refresh_from_db()
    mandate.refresh_from_db()
    assert (committee.state, committee.merged_into) == (CommitteeState.MERGED, into)
    assert {member.name for member in into.members.present()} == {shared.name, own.name}
    assert into.members.get(other_name=own.other_name).joined_on == own.joined_on
    assert not committee.members.present() and committee.members.count() == 2
    assert set(into.departments.all()) == {gard, other}
    assert mandate.ends_on == TODAY
    with pytest.raises(Refused, match="fusionné\N{NO-BREAK SPACE}: inscrivez"):
        members.join(office, MemberFactory.build(committee=committee))


@pytest.mark.parametrize("case", ["itself", "merged", "elsewhere"])
def test_merges_that_make_no_sense_are_refused(committee, gard, office, case):
    into = {
        "itself": committee,
        "merged": CommitteeFactory(departments=[gard]),
        "elsewhere": CommitteeFactory(departments=[DepartmentFactory(code="34")]),
    }[case]
    if case == "merged":
        committees.merge(office, into, CommitteeFactory(departments=[gard]), "Ensemble")
    with pytest.raises(Refused):
        committees.merge(office, committee, into, "Ensemble")
    committee.refresh_from_db()
    assert committee.state == CommitteeState.ACTIVE


def test_a_co_lead_does_not_merge(committee, co_lead, gard):
    into = CommitteeFactory(departments=[gard])
    MandateFactory(committee=into, side=Side.ECONOMIC, user=co_lead.user)
    with pytest.raises(Refused, match="pas ouverte"):
        committees.merge(co_lead, committee, into, "Ensemble")
