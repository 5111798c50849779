"""A closed school year is read; what is of it is written again during a correction (R-ID-8)."""

import datetime as dt
from types import SimpleNamespace

import pytest

from accounts import journal
from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import JournalEntry
from directory.closed_years import (
    YearClosed,
    closed_refusals,
    departments_of,
    refusal,
    writable,
    year_of,
)
from directory.enums import YearState
from directory.middleware import SchoolYearMiddleware
from directory.models import ClassGroup, SchoolYear, YearCorrection
from events.models import Registration
from events.models.programmes import Programme, ProgrammeEntry
from placements.models import HostRequest, PlacementProposal
from tests.accounts.factories import actor_for
from tests.clee.factories import ActionFactory, CommitteeFactory
from tests.clee.factories_meetings import MeetingFactory
from tests.directory.factories import (
    ClassGroupFactory,
    DepartmentFactory,
    SchoolFactory,
    SchoolYearFactory,
)
from tests.events.cup_world import contract
from tests.events.factories import EventFactory
from tests.partnerships.factories import BookingFactory, SlotFactory
from tests.placements.factories import CampaignFactory, PlacementFactory, PupilFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def closed():
    SchoolYearFactory()
    return SchoolYearFactory(start_year=2025, state=YearState.CLOSED)


@pytest.fixture
def school():
    return SchoolFactory(department=DepartmentFactory())


def correct(year, place, **more):
    about = {"school": place} if hasattr(place, "uai") else {"department": place}
    values = {"reason": "Oubli", "last_day": TODAY} | about | more
    return YearCorrection.objects.create(school_year=year, **values)


def _group(year, school):
    return ClassGroupFactory(school=school, school_year=year)


def _pupil(year, school):
    return PupilFactory(class_group=_group(year, school))


OF_A_SCHOOL = {
    "class": _group,
    "booking": lambda year, school: BookingFactory(
        school_year=year, class_group=_group(year, school)
    ),
    "contract": lambda year, school: contract(school_year=year, class_group=_group(year, school)),
    "pupil": _pupil,
    "placement": lambda year, school: PlacementFactory(pupil=_pupil(year, school)),
    "proposal": lambda year, school: PlacementProposal(pupil=_pupil(year, school)),
    "campaign": lambda year, school: CampaignFactory(school=school, school_year=year),
    "host request": lambda year, school: HostRequest(
        school=school, period=CampaignFactory(school=school, school_year=year)
    ),
    "event": lambda year, school: EventFactory(school_year=year, school=school, organiser=""),
    "registration": lambda year, school: Registration(event=EventFactory(school_year=year,
                                                      school=school, organiser="")),
}  # fmt: skip


def _committee(department):
    return CommitteeFactory(departments=[department])


OF_A_DEPARTMENT = {
    "slot": lambda year, place: SlotFactory(school_year=year, offer__department=place),
    "event": lambda year, place: EventFactory(school_year=year, department=place),
    "action": lambda year, place: ActionFactory(school_year=year, committee=_committee(place)),
    "meeting": lambda year, place: MeetingFactory(
        committee=_committee(place), starts_at=dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
    ),
    "entry": lambda year, place: ProgrammeEntry(
        programme=Programme(school_year=year), department=place
    ),
}


def write(actor, row, **more):
    """An act of a person on this row, as every workflow tells it."""
    return journal.record(actor, "a corrigé", SchoolYear(pk=2025), within=row, **more)


@pytest.mark.parametrize("kind", OF_A_SCHOOL)
def test_what_is_of_a_school_waits_for_its_own_correction(closed, school, kind):
    actor = actor_for(Role.HEAD, school=school)
    row = OF_A_SCHOOL[kind](closed, school)
    correct(closed, SchoolFactory(department=school.department))
    correct(closed, school.department)
    correct(SchoolYearFactory(start_year=2024, state=YearState.CLOSED), school)
    correct(closed, school, last_day=TODAY - dt.timedelta(days=1))
    with pytest.raises(YearClosed, match="direction de l’établissement peut la rouvrir"):
        write(actor, row)
    correct(closed, school)
    assert write(actor, row)


@pytest.mark.parametrize("kind", OF_A_DEPARTMENT)
def test_what_is_of_no_school_waits_for_that_of_its_departement(closed, school, kind):
    actor = actor_for(Role.ADMINISTRATOR)
    row = OF_A_DEPARTMENT[kind](closed, school.department)
    correct(closed, DepartmentFactory(code="34", name="Hérault"))
    correct(closed, school)
    with pytest.raises(YearClosed, match="Le rectorat peut la rouvrir"):
        write(actor, row)
    correct(closed, school.department)
    assert write(actor, row)


def test_the_school_that_the_journal_tells_is_that_of_a_row_without_one(closed, school):
    row = SimpleNamespace(school_year_id=2025)
    actor = actor_for(Role.HEAD, school=school)
    correct(closed, school)
    assert write(actor, row, school=school)
    with pytest.raises(YearClosed):
        write(actor, row, school=SchoolFactory())


def test_a_link_is_refused_as_an_account_and_the_portal_goes_on(closed, school):
    row = _group(closed, school)
    holder = Actor(link=object(), label="Lea Roux")
    with pytest.raises(YearClosed):
        write(holder, row)
    assert write(Actor.system("Passerelle"), row)


def test_acts_done_together_are_all_looked_at(closed, school):
    actor = actor_for(Role.HEAD, school=school)
    own, other = _group(closed, school), _group(closed, SchoolFactory())
    correct(closed, school)
    lines = [journal.entry(actor, "a corrigé", row, school=row.school) for row in (own, own)]
    assert len(journal.record_all(lines)) == 2
    lines.append(journal.entry(actor, "a corrigé", other, school=other.school))
    with pytest.raises(YearClosed):
        journal.record_all(lines)


def test_what_changes_nothing_of_the_year_goes_on(closed, school):
    actor = actor_for(Role.HEAD, school=school)
    assert journal.note(actor, "a téléchargé", _group(closed, school))


def test_a_year_in_progress_and_rows_without_a_year_are_open(closed, school):
    actor = actor_for(Role.HEAD, school=school)
    assert write(actor, ClassGroupFactory(school=school))
    assert write(actor, school)
    assert year_of(school) is None and year_of(None) is None
    assert departments_of(SimpleNamespace()) == set()


def test_classes_that_may_still_be_changed(closed, school):
    now, past = ClassGroupFactory(school=school), _group(closed, school)
    other = _group(closed, SchoolFactory())
    rows = writable(ClassGroup.objects.all())
    assert set(rows) == {now}
    correct(closed, school)
    assert set(rows.all()) == {now, past}
    assert not closed_refusals(closed, school=school)
    assert closed_refusals(closed, school=other.school)


def test_a_page_says_it_where_no_view_does(rf):
    refused = YearClosed(violations=[refusal(2025, True)])
    answer = SchoolYearMiddleware(None).process_exception(rf.post("/"), refused)
    assert answer.status_code == 409
    assert "L’année 2025-2026 est close." in answer.content.decode()
    assert SchoolYearMiddleware(None).process_exception(rf.post("/"), ValueError()) is None


def test_the_admin_reads_the_classes_of_a_closed_year(client, closed, school):
    actor = actor_for(Role.RBDE, school=school)
    client.force_login(actor.user)
    group = _group(closed, school)
    address = f"/admin/directory/classgroup/{group.pk}/change/"
    data = {"school": school.pk, "school_year": 2025, "name": "3e Z", "level": "3e"}
    assert 'name="_save"' not in client.get(address).content.decode()
    assert client.post(address, data).status_code == 403
    assert "est close" in client.post("/admin/directory/classgroup/add/", data).content.decode()
    correct(closed, school)
    assert 'name="_save"' in client.get(address).content.decode()
    assert client.post("/admin/directory/classgroup/add/", data).status_code == 302
    assert ClassGroup.objects.filter(name="3e Z", school_year=2025).exists()
    assert not JournalEntry.objects.filter(verb="a corrigé").exists()
