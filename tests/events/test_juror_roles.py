"""A juror with an account holds the role of juror for the time of the seats, no longer."""

import datetime as dt

import pytest

from accounts.enums import Role, RoleState
from accounts.models import RoleAssignment, User
from directory.violations import Refused
from events.enums_cup import College
from events.models import Edition, Juror
from events.workflow import jurors
from tests.accounts.factories import UserFactory, actor_for
from tests.directory.factories import DepartmentFactory, SchoolYearFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2027, 5, 20)


@pytest.fixture
def edition():
    return Edition.objects.create(
        title="Finale", school_year=SchoolYearFactory(), department=DepartmentFactory(code="31"),
        held_on=DAY, place="Toulouse",
    )  # fmt: skip


@pytest.fixture
def organiser():
    return actor_for(Role.EDUCATION_AUTHORITY, whole_region=True)


def seated(organiser, edition, email):
    juror = Juror(edition=edition, name="Aurélie Pons", college=College.ECONOMIC, email=email)
    return jurors.save(organiser, juror)


def held(user):
    return RoleAssignment.objects.in_force().filter(user=user, role=Role.JUROR)


def test_a_seat_opens_the_role_and_its_end_ends_it(organiser, edition):
    user = UserFactory(email="pons@essai.example")
    juror = seated(organiser, edition, "Pons@essai.example")
    role = held(user).get()
    assert role.ends_on == DAY + dt.timedelta(days=1) and role.granted_by == organiser.user
    jurors.save(organiser, juror)
    assert held(user).count() == 1

    jurors.remove(organiser, juror)
    assert not held(user).exists()
    assert RoleAssignment.objects.get(user=user).state == RoleState.ENDED


def test_a_substitute_takes_the_role_with_the_seat(organiser, edition):
    first, second = UserFactory(), UserFactory()
    juror = seated(organiser, edition, first.email)
    jurors.substitute(
        organiser, juror, name="Noé Vidal", college=College.ECONOMIC, email=second.email
    )
    assert not held(first).exists() and held(second).exists()


def test_another_address_or_another_edition(organiser, edition):
    first, second = UserFactory(), UserFactory()
    juror = seated(organiser, edition, first.email)
    later = Edition.objects.create(
        title="Finale de l’Est", school_year=edition.school_year, department=edition.department,
        held_on=DAY + dt.timedelta(days=7), place="Nîmes",
    )  # fmt: skip
    seated(organiser, later, first.email)
    assert held(first).get().ends_on == DAY + dt.timedelta(days=8)
    juror.email = second.email
    jurors.save(organiser, juror)
    assert held(second).exists() and held(first).get().ends_on == DAY + dt.timedelta(days=8)


def test_no_account_is_opened_and_only_the_organiser_seats(organiser, edition):
    before = User.objects.count()
    seated(organiser, edition, "nouveau@essai.example")
    user = UserFactory()
    with pytest.raises(Refused):
        seated(actor_for(Role.RBDE), edition, user.email)
    assert User.objects.count() == before + 2 and not held(user).exists()
