"""A closed year opened again for a correction, until its report is frozen (R-ID-8)."""

import datetime as dt
import uuid

import pytest

from accounts.enums import Role
from accounts.models import JournalEntry
from clee.enums import Side
from clee.workflow import actions
from directory.closed_years import YearClosed
from directory.enums import YearState
from directory.models import SchoolYear, YearCorrection
from directory.violations import Refused
from documents import rounds
from events.workflow import check_in, editions, events
from partnerships.rules.on_the_day import Count
from partnerships.workflow import day
from reports.report import Report
from reports.territories import ALL, Territory, department_territory
from reports.workflow import corrections
from reports.workflow.published import publish
from tests.accounts.factories import actor_for
from tests.clee.factories import ActionFactory, CommitteeFactory, MandateFactory
from tests.directory.factories import DepartmentFactory, SchoolFactory, SchoolYearFactory
from tests.events import cup_world, registration_world
from tests.partnerships.contract_world import MONDAY, make_contract_world

pytestmark = pytest.mark.django_db
PAGE = "/rapports/annees-closes/"
TODAY = dt.date(2026, 11, 23)


def closed(start_year=2025):
    return SchoolYearFactory(start_year=start_year, state=YearState.CLOSED)


def close(start_year=2026):
    SchoolYear.objects.filter(pk=start_year).update(state=YearState.CLOSED)
    return SchoolYear.objects.get(pk=start_year)


def reopen(actor, year, place, reason="Présence oubliée"):
    return corrections.reopen(actor, year, place, reason, key=uuid.uuid4())


@pytest.fixture
def school():
    return SchoolFactory(department=DepartmentFactory())


@pytest.fixture
def head(school):
    return actor_for(Role.HEAD, school=school)


def test_who_opens_why_and_until_when_is_told(school, head):
    SchoolYearFactory()
    row = reopen(head, closed(), school, "  Une présence\noubliée ")
    assert (row.reason, row.last_day) == ("Une présence oubliée", dt.date(2026, 11, 29))
    entry = JournalEntry.objects.about(row).get()
    assert (entry.school, entry.reason) == (school, "Une présence oubliée")
    assert "2025-2026" in entry.words and "29/11/2026" in entry.words
    supervisor = actor_for(Role.DEPARTMENT_SUPERVISOR, department=school.department)
    assert entry in JournalEntry.objects.visible_to(supervisor)
    assert row in YearCorrection.objects.visible_to(supervisor)
    with pytest.raises(Refused, match="déjà rouverte"):
        reopen(head, row.school_year, school)


def test_nobody_opens_the_year_of_another_place(school, head):
    year = closed()
    other = SchoolFactory(department=school.department)
    authority = actor_for(Role.EDUCATION_AUTHORITY, department=school.department)
    elsewhere = DepartmentFactory(code="34", name="Hérault")
    for actor, place in (
        (head, other),
        (head, school.department),
        (actor_for(Role.RBDE, school=school), school),
        (authority, school),
        (authority, elsewhere),
        (actor_for(Role.DEPARTMENT_SUPERVISOR, department=elsewhere), elsewhere),
    ):
        with pytest.raises(Refused, match="Vous ne rouvrez pas"):
            reopen(actor, year, place)
    assert reopen(authority, year, school.department)
    assert reopen(actor_for(Role.DEPUTY, school=school), year, school)


def test_a_reason_and_a_closed_year_are_wanted(school, head):
    with pytest.raises(Refused, match="Indiquez le motif"):
        reopen(head, closed(), school, " ")
    with pytest.raises(Refused, match="n’est pas close"):
        reopen(head, SchoolYearFactory(), school)


def test_a_published_report_ends_what_it_covers_and_nothing_is_opened_again(world):
    herault, garonne = world.herault, world.haute_garonne
    year = closed()
    there, here = SchoolFactory(department=herault), world.school
    chief = {place: actor_for(Role.HEAD, school=place) for place in (here, there)}
    rows = [reopen(chief[place], year, place) for place in (here, there)]
    rows.append(reopen(actor_for(Role.ADMINISTRATOR), year, garonne))
    rectorat = actor_for(Role.EDUCATION_AUTHORITY, department=garonne)
    publish(rectorat, Report(year.pk, department_territory(garonne)))
    for row in rows:
        row.refresh_from_db()
    assert [row.is_open for row in rows] == [False, True, False]
    with pytest.raises(Refused, match="est publié"):
        reopen(chief[here], year, here)
    everywhere = Territory(ALL, "Tout mon territoire")
    publish(rectorat, Report(year.pk, everywhere))
    rows[1].refresh_from_db()
    assert not rows[1].is_open


def test_the_head_and_the_authority_end_a_correction(school, head):
    row = reopen(head, closed(), school)
    with pytest.raises(Refused, match="Vous ne terminez pas"):
        corrections.end(actor_for(Role.HEAD, school=SchoolFactory()), row)
    authority = actor_for(Role.EDUCATION_AUTHORITY, department=school.department)
    assert not corrections.end(authority, row).is_open
    assert corrections.end(head, row).ended_at == corrections.end(head, row).ended_at
    assert JournalEntry.objects.about(row).count() == 2


# --- each family, through its own workflow ------------------------------------------------------


def refused_then_done(act, year, place, actor):
    """The act is refused, also during the correction of another place; then done."""
    other = SchoolFactory()
    reopen(actor_for(Role.HEAD, school=other), year, other)
    with pytest.raises(YearClosed, match="est close"):
        act()
    reopen(actor, year, place)
    return act()


def test_the_attendance_of_an_immersion():
    world = make_contract_world()
    count = Count(girls=10, boys=12, adults=2)
    year, school = close(), world.booking.school

    def act():
        return day.count(world.teacher, world.booking, MONDAY, count, today=MONDAY)

    assert refused_then_done(act, year, school, world.head).pupils == 22


def test_a_late_signature_of_a_contract():
    world = make_contract_world()
    world.in_signature()
    year, school = close(), world.booking.school

    def act():
        return rounds.refuse(world.head, world.signatories()["head"], "Dates à revoir")

    refused_then_done(act, year, school, world.head)


def authority(department):
    return actor_for(Role.EDUCATION_AUTHORITY, department=department)


def test_an_event_and_who_came():
    world = registration_world.make_world()
    entry, department = world.seated("Lea Roux"), world.event.department
    year = close()

    def come():
        return check_in.note(world.organiser, entry, 1, key=uuid.uuid4())

    with pytest.raises(YearClosed, match="Le rectorat"):
        events.act(world.organiser, world.event, "cancel", "Salle fermée")
    assert refused_then_done(come, year, department, authority(department)).present == 1


def test_an_edition_of_the_industrie_cup():
    world = cup_world.make_world()
    year, department = close(), world.edition.department

    def act():
        return editions.act(world.organiser, world.edition, "enter", reason="Oubli")

    refused_then_done(act, year, department, authority(department))


def test_the_actions_of_a_committee():
    department = DepartmentFactory()
    action = ActionFactory(committee=CommitteeFactory(departments=[department]), state="done")
    lead = actor_for(Role.CO_LEAD)
    MandateFactory(committee=action.committee, side=Side.ECONOMIC, user=lead.user)
    year = close()

    def act():
        return actions.act(lead, action, "undo", reason="Erreur")

    assert refused_then_done(act, year, department, authority(department)).state == "planned"


# --- pages --------------------------------------------------------------------------------------


def test_the_head_opens_the_year_on_a_page_and_a_banner_says_so(client, school, head):
    SchoolYearFactory()
    closed()
    client.force_login(head.user)
    page = client.get(PAGE).content.decode()
    key = page.split('name="form_key" value="')[1].split('"')[0]
    data = {"year": 2025, "place": f"School-{school.pk}", "reason": "Oubli", "form_key": key}
    done = client.post(PAGE, data, follow=True).content.decode()
    assert "est rouverte jusqu’au 29 novembre 2026" in done
    assert client.post(PAGE, data).status_code == 302
    row = YearCorrection.objects.get()
    assert "rouverte pour une correction" not in client.get(PAGE).content.decode()
    session = client.session
    session["school_year"] = 2025
    session.save()
    page = client.get(PAGE).content.decode()
    assert "est rouverte pour une correction jusqu’au 29 novembre 2026" in page
    assert head.user.get_full_name() in page
    client.post(f"{PAGE}{row.pk}/terminer/")
    row.refresh_from_db()
    assert not row.is_open


def test_others_read_or_do_not(client, school, head):
    row = reopen(head, closed(), school)
    supervisor = actor_for(Role.DEPARTMENT_SUPERVISOR, department=school.department)
    client.force_login(supervisor.user)
    page = client.get(PAGE).content.decode()
    assert "Présence oubliée" in page and "Rouvrir l’année" not in page
    client.force_login(actor_for(Role.HEAD, school=SchoolFactory()).user)
    assert "Présence oubliée" not in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}{row.pk}/terminer/").status_code == 404
    client.force_login(actor_for(Role.TEACHER, school=school).user)
    assert client.get(PAGE).status_code == 403
