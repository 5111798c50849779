"""A juror with an account holds the role of juror for the time of the seats, no longer."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role, RoleState
from accounts.models import RoleAssignment, User
from accounts.rules import VALIDATION
from directory.violations import Refused
from events import todo
from events.enums.cup import College, EditionState
from events.models import Edition, Juror
from events.workflow import jurors
from tests.accounts.factories import UserFactory, actor_for
from tests.directory.factories import DepartmentFactory, SchoolYearFactory
from tests.events import cup_world
from tests.events.cup_world import make_world
from tests.worlds import shared_world

pytestmark = pytest.mark.django_db
DAY = dt.date(2027, 5, 20)


@shared_world
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


def test_who_organises_is_named_no_juror(organiser, edition):
    """Who reads the running ranking does not score (R-EV-1); the authority elsewhere may."""
    for organises in (organiser, actor_for(Role.ADMINISTRATOR)):
        email = organises.user.email.title()
        with pytest.raises(Refused, match="Qui organise la finale ne note pas"):
            seated(organiser, edition, email)
        juror = seated(organiser, edition, "")
        with pytest.raises(Refused, match="Qui organise la finale ne note pas"):
            jurors.substitute(organiser, juror, name="X", college=College.ECONOMIC, email=email)
    away = actor_for(Role.EDUCATION_AUTHORITY, department=DepartmentFactory(code="48"))
    seated(organiser, edition, away.user.email)


def test_a_seat_opens_the_role_and_its_end_ends_it(organiser, edition):
    user = UserFactory(email="pons@essai.example")
    juror = seated(organiser, edition, "Pons@essai.example")
    role = held(user).get()
    assert role.ends_on == DAY + dt.timedelta(days=1) and role.granted_by == organiser.user
    assert role.state == RoleState.VALIDATED and role.validated_by == organiser.user
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


def test_nobody_else_validates_a_juror():
    assert Role.JUROR not in VALIDATION


# --- The to-do that leads to the sheets ---------------------------------------------------------


def lines_of(actor, world):
    return [(one.title, one.url, one.due) for one in todo.todos(actor, world.edition.school_year)]


def test_a_juror_with_an_account_is_led_to_the_sheets_still_to_hand_in():
    world = make_world(teams=2)
    actor = actor_for(Role.JUROR)
    assert lines_of(actor, world) == []
    juror = world.jurors["ana"]
    Juror.objects.filter(pk=juror.pk).update(email=actor.user.email.upper())
    page = reverse("events:edition", args=[world.edition.pk])
    asks = "Demander mon lien de juré à l’organisation : Finale régionale"
    assert lines_of(actor, world) == [(asks, page, world.edition.held_on)]

    link = jurors.link_of(world.organiser, juror)
    due = world.edition.held_on
    assert lines_of(actor, world) == [("Noter 2 équipes : Finale régionale", link.path, due)]
    # A lost phone: the old link is dead, the to-do follows the new one (R-EV-4).
    link = jurors.renew_link(world.organiser, juror)
    world.mark("ana", 0, 12, 6)
    assert lines_of(actor, world) == [("Noter une équipe : Finale régionale", link.path, due)]
    world.mark("ana", 1, 12, 6)
    assert lines_of(actor, world) == []


def test_no_sheet_is_announced_before_the_eve_or_to_another_role():
    world = make_world(held_on=cup_world.DAY + dt.timedelta(days=3))
    actor = actor_for(Role.JUROR)
    Juror.objects.filter(pk=world.jurors["ana"].pk).update(email=actor.user.email)
    assert lines_of(actor, world) == []
    Edition.objects.update(held_on=cup_world.DAY)
    assert len(lines_of(actor, world)) == 1
    assert lines_of(actor_for(Role.CO_LEAD, user=actor.user), world) == []
    Edition.objects.update(state=EditionState.DELIBERATION)
    assert lines_of(actor, world) == []
