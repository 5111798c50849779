"""A class with weeks of its own does not follow those of its level, anywhere."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from directory.violations import Refused
from placements import follow_up
from placements.models import Campaign, ClassReferent
from placements.territory_calendar import weeks_of
from placements.workflow import campaigns
from tests.accounts.factories import UserFactory, actor_for
from tests.directory.factories import (
    ClassGroupFactory,
    DiplomaClassFactory,
    SchoolYearFactory,
)
from tests.placements.families import FIRST, LAST, pupil_of, world
from tests.placements.test_follow_up import planned

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(days=7)


@pytest.fixture
def here():
    """The 3e B has the week of the level; the 3e C, with one pupil, the week after."""
    here = world()
    here.own = ClassGroupFactory(school=here.group.school, level=here.group.level, name="3e C")
    pupil_of(here.own, "Roux", "Tom")
    ClassReferent.objects.create(class_group=here.own, user=UserFactory(email="c@ecole.test"))
    Campaign.objects.create(
        school=here.group.school,
        school_year=here.group.school_year,
        level=here.group.level,
        class_group=here.own,
        starts_on=FIRST + WEEK,
        ends_on=LAST + WEEK,
    )
    return here


def test_the_windows_of_a_class(here):
    def days(group):
        return list(Campaign.objects.of_class(group).values_list("starts_on", flat=True))

    assert (days(here.group), days(here.own)) == ([FIRST], [FIRST + WEEK])
    both = Campaign.objects.by_class([here.group, here.own])
    assert {key: [one.starts_on for one in rows] for key, rows in both.items()} == {
        here.group.pk: [FIRST],
        here.own.pk: [FIRST + WEEK],
    }


def test_who_seeks_when(here):
    due = {pupil.last_name: pupil.due for pupil in follow_up.seeking(FIRST)}
    assert due == {"Maréchal": FIRST, "Roux": FIRST + WEEK}
    usual, own = follow_up.windows_with_seekers().order_by("starts_on")
    assert [(group.name, n, without) for group, n, without in follow_up.counts_of(usual)] == [
        ("3e B", 2, 2)
    ]
    assert [(group.name, n, without) for group, n, without in follow_up.counts_of(own)] == [
        ("3e C", 1, 1)
    ]


def test_each_referent_is_reminded_of_the_own_weeks(here):
    found = planned("placement.without.referent.15", FIRST + WEEK - dt.timedelta(days=15))
    assert set(found) == {here.referent.user.email, "c@ecole.test"}
    assert "Stages de 3e C" in found["c@ecole.test"][1].subject
    assert found["c@ecole.test"][1].facts == [("3e C", "1 sans stage sur 1")]


def test_a_class_that_prepares_a_diploma_does_not_follow_its_level():
    """R-PF-1: in one lycée, the June of the 2de GT is not that of the 2de pro beside it."""
    here = world(level="2de")
    trade = DiplomaClassFactory(school=here.group.school, level="2de", name="2de TU")
    pupil_of(trade, "Cazals", "Léo")
    ClassReferent.objects.create(class_group=trade, user=UserFactory(email="p@lycee.test"))
    assert not Campaign.objects.of_class(trade).exists()
    assert Campaign.objects.by_class([trade]) == {trade.pk: []}
    assert {pupil.class_group for pupil in follow_up.seeking(FIRST)} == {here.group}
    window = follow_up.windows_with_seekers().get()
    assert [group for group, _, _ in follow_up.counts_of(window)] == [here.group]
    found = planned("placement.without.referent.15", FIRST - dt.timedelta(days=15))
    assert set(found) == {here.referent.user.email}
    (week,) = weeks_of(here.group.school_year, None)
    assert week.pupils == 2


def test_the_weeks_of_the_territory_count_a_class_once(here):
    weeks = weeks_of(here.group.school_year, None)
    assert [week.pupils for week in weeks] == [2, 1]
    assert weeks[1].rows[0].campaign.whom == "3e C"


def test_windows_of_the_level_and_of_a_class_may_meet(here):
    head = actor_for(Role.HEAD, school=here.group.school)
    row = Campaign(school=here.group.school, level=here.group.level, class_group=here.group)
    row.starts_on, row.ends_on = FIRST, LAST
    campaigns.set_campaign(head, row)
    again = Campaign(school=here.group.school, level=here.group.level, class_group=here.group)
    again.starts_on, again.ends_on = FIRST, LAST
    with pytest.raises(Refused, match="déjà une période"):
        campaigns.set_campaign(head, again)


def test_the_class_is_of_the_school_the_level_and_the_year(here):
    school = here.group.school
    head = actor_for(Role.HEAD, school=school)
    closed = SchoolYearFactory(start_year=2025, state="closed")
    others = [
        ClassGroupFactory(level=here.group.level),
        ClassGroupFactory(school=school, level="4e"),
        ClassGroupFactory(school=school, level=here.group.level, school_year=closed),
    ]
    for group in others:
        row = Campaign(school=school, level=here.group.level, class_group=group)
        row.starts_on, row.ends_on = FIRST + 2 * WEEK, LAST + 2 * WEEK
        with pytest.raises(Refused, match="n’est pas de cet établissement"):
            campaigns.set_campaign(head, row)


def test_the_form_offers_the_classes_of_one_s_schools(client, here):
    stranger = ClassGroupFactory(level=here.group.level, name="3e Z")
    client.force_login(actor_for(Role.HEAD, school=here.group.school).user)
    shown = client.get(reverse("placements:new")).content.decode()
    assert "3e C" in shown and "3e Z" not in shown
    typed = {
        "school": here.group.school_id,
        "level": here.group.level,
        "starts_on": "2027-03-08",
        "ends_on": "2027-03-12",
    }
    page = reverse("placements:new")
    assert client.post(page, typed | {"class_group": stranger.pk}).status_code == 200
    assert client.post(page, typed | {"class_group": here.own.pk}).status_code == 302
    assert Campaign.objects.get(starts_on=dt.date(2027, 3, 8)).class_group == here.own
