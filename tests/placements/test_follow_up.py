"""Pupils without a placement: who is reminded and when, what waits, the file of a class."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import JournalEntry
from outbox.kinds import kind_of
from outbox.models import Notice
from placements import follow_up
from placements.enums import Source
from placements.models import ClassReferent, Placement, Pupil
from placements.rules.presence import WeekTable
from placements.todo import todos
from placements.workflow.placements import Found, Hosting, record_found
from tests.accounts.factories import actor_for
from tests.directory.factories import ClassGroupFactory, CompanyFactory, SchoolYearFactory
from tests.placements.factories import PlacementFactory
from tests.placements.families import FIRST, LAST, pupil_of, world
from tests.reminders.planning import plan

pytestmark = pytest.mark.django_db
PRESSING = dt.date(2027, 1, 4)
TABLE = WeekTable((((540, 720), (810, 1020)),) * 5 + ((), ()))


def place(here, pupil=None, source=Source.FAMILY, company=None):
    hosting = Hosting(company or CompanyFactory(), FIRST, LAST, TABLE)
    found = Found(pupil or here.pupil, (hosting,), source)
    return record_found(here.referent, found, key=uuid.uuid4())


def planned(code, day):
    """{address: (day, mail)} as planned on the eve of `day`."""
    eve = dt.datetime.combine(day - dt.timedelta(days=1), dt.time(9), dt.UTC)
    plan(code, now=eve)
    return {
        row.recipient_email: (row.due_at.date(), kind_of(code).render(row.at(row.due_at)))
        for row in Notice.objects.filter(kind=code)
    }


def test_who_is_seeking_depends_on_the_window():
    here = world()
    place(here)
    assert list(follow_up.seeking(PRESSING)) == [here.other]
    assert not follow_up.seeking(FIRST - dt.timedelta(days=31)).exists()
    assert follow_up.seeking(FIRST - dt.timedelta(days=30)).get().due == FIRST
    assert follow_up.seeking(LAST).exists()
    assert not follow_up.seeking(LAST + dt.timedelta(days=1)).exists()


def test_who_left_or_is_of_another_level_seeks_nothing():
    here = world()
    place(here)
    Pupil.objects.filter(pk=here.other.pk).update(left_on=FIRST)
    pupil_of(ClassGroupFactory(school=here.group.school, level="4e"), "Autre", "Niveau")
    assert not follow_up.seeking(PRESSING).exists()
    assert not follow_up.windows_with_seekers().exists()


@pytest.mark.parametrize(
    ("number", "day"),
    [(30, dt.date(2026, 12, 18)), (15, dt.date(2027, 1, 8)), (0, FIRST)],
)
def test_the_referent_is_reminded_with_the_counts(number, day):
    """The thirtieth day before falls in the holidays: told before them."""
    here = world()
    place(here)
    found = planned(f"placement.without.referent.{number}", day)
    assert found.keys() == {here.referent.user.email}
    due, mail = found[here.referent.user.email]
    assert mail.facts == [("3e B", "1 sans stage sur 2")]
    assert "1 élève sans stage" in mail.subject and "Maréchal" not in str(mail)
    assert due == day


def test_each_referent_of_a_shared_class_hears_of_their_own_pupils():
    here = world()
    second, third = (actor_for(Role.TEACHER, school=here.group.school).user for _ in range(2))
    for user in (second, third):
        ClassReferent.objects.create(class_group=here.group, user=user)
    Pupil.objects.filter(pk=here.pupil.pk).update(referent=here.referent.user)
    Pupil.objects.filter(pk=here.other.pk).update(referent=second)
    place(here)
    found = planned("placement.without.referent.15", dt.date(2027, 1, 8))
    # The first one's pupil is placed, the third one follows nobody.
    assert found.keys() == {second.email}
    assert found[second.email][1].facts == [("3e B", "1 sans stage sur 1")]
    Pupil.objects.update(referent=None)
    found = planned("placement.without.referent.15", dt.date(2027, 1, 8))
    assert found.keys() == {here.referent.user.email, second.email, third.email}


def test_head_and_rbde_are_told_of_the_whole_school():
    here = world()
    other = ClassGroupFactory(school=here.group.school, name="3e C", level="3e")
    pupil_of(other, "Roux", "Tom")
    head = actor_for(Role.HEAD, school=here.group.school)
    rbde = actor_for(Role.RBDE, school=here.group.school)
    actor_for(Role.HEAD)
    gone = actor_for(Role.RBDE, school=here.group.school)
    gone.user.role_assignments.update(ends_on=dt.date(2026, 12, 1))
    found = planned("placement.without.school.15", dt.date(2027, 1, 8))
    assert found.keys() == {head.user.email, rbde.user.email}
    _, mail = found[head.user.email]
    assert mail.facts == [("3e B", "2 sans stage sur 2"), ("3e C", "1 sans stage sur 1")]


def test_nothing_leaves_once_everybody_is_placed():
    here = world()
    place(here)
    planned("placement.without.referent.30", dt.date(2026, 12, 18))
    place(here, here.other)
    rows = Notice.objects.filter(kind="placement.without.referent.30")
    assert [kind_of(row.kind).still_relevant(row.at(timezone.now())) for row in rows] == [False]


def test_what_waits_leads_to_the_class():
    here = world()
    here.propose()
    year = here.group.school_year
    (line,) = todos(here.referent, year)
    assert line.title == "Examiner un stage proposé par une famille"
    assert line.url == reverse("placements:families", args=[here.group.pk])
    with time_machine.travel(dt.datetime(2027, 1, 4, 9, tzinfo=dt.UTC)):
        titles = {line.title for line in todos(here.referent, year)}
    assert "Trouver un stage à 2 élèves" in titles
    assert todos(actor_for(Role.TEACHER, school=here.group.school), year) == []
    assert todos(actor_for(Role.COMPANY_REPRESENTATIVE), year) == []


def test_the_load_of_each_referent(client):
    here = world()
    place(here)
    here.propose(here.link_actor(here.other), here.other)
    (load,) = follow_up.loads([here.group.school_id], here.group.school_year)
    assert (load.pupils, load.placed, load.without, load.waiting) == (2, 1, 1, 1)
    head = actor_for(Role.HEAD, school=here.group.school)
    client.force_login(head.user)
    page = client.get(reverse("placements:loads")).content.decode()
    assert str(here.referent.user) in page
    client.force_login(here.referent.user)
    assert client.get(reverse("placements:loads")).status_code == 403


def test_a_placement_of_the_year_before_places_nobody():
    """The one of 4e stays with its pupil, who seeks again in 3e."""
    here = world()
    year, before = here.group.school_year, SchoolYearFactory(start_year=2025, state="closed")
    PlacementFactory(
        pupil=here.pupil, school_year=before, level="4e", state="done",
        starts_on=dt.date(2026, 5, 18), ends_on=dt.date(2026, 5, 22),
    )  # fmt: skip
    (load,) = follow_up.loads([here.group.school_id], year)
    assert (load.pupils, load.placed, load.without) == (2, 0, 2)


def test_a_shared_class_counts_for_each_with_their_own_pupils():
    """In the loads and in what waits; a pupil of nobody is everybody's."""
    here = world()
    colleague = actor_for(Role.TEACHER, school=here.group.school)
    ClassReferent.objects.create(class_group=here.group, user=colleague.user)
    third = pupil_of(here.group, "Roux", "Tom")
    here.pupil.referent, third.referent = here.referent.user, here.referent.user
    here.other.referent = colleague.user
    for pupil in (here.pupil, here.other, third):
        pupil.save()
    year = here.group.school_year

    def counted():
        loads = {one.user: one.pupils for one in follow_up.loads([here.group.school_id], year)}
        return [loads[actor.user] for actor in (here.referent, colleague)]

    assert counted() == [2, 1]
    with time_machine.travel(dt.datetime(2027, 1, 4, 9, tzinfo=dt.UTC)):
        (line,) = todos(colleague, year)
        assert line.title == "Trouver un stage à un élève qui n’en a pas"
    third.referent = None
    third.save()
    assert counted() == [2, 2]


def test_the_file_of_a_class_is_imported_again_without_a_change(client):
    here = world()
    place(here)
    place(here, here.other, Source.ELSEWHERE)
    client.force_login(here.referent.user)
    answer = client.get(reverse("placements:class_file", args=[here.group.pk]))
    content = b"".join(answer.streaming_content)
    assert "MARÉCHAL" not in content.decode() and "Maréchal;Zoé" in content.decode()
    assert JournalEntry.objects.filter(verb="a exporté les stages d’une classe").exists()

    file = SimpleUploadedFile("stages.csv", content)
    page = client.post(reverse("placements:found_import"), {"file": file}, follow=True)
    assert "2 stages déjà enregistrés" in page.content.decode()
    assert Placement.objects.count() == 2


def test_a_stranger_takes_no_file(client):
    here = world()
    path = reverse("placements:class_file", args=[here.group.pk])
    client.force_login(actor_for(Role.TEACHER, school=here.group.school).user)
    assert client.get(path).status_code == 403
    client.force_login(actor_for(Role.HEAD).user)
    assert client.get(path).status_code == 404
