"""R-PL-3: the limits are dated parameters of the authority, kept by the agreement."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.enums import Role
from accounts.models import JournalEntry
from directory.violations import Refused
from placements.agreement.document import layout_data
from placements.enums import SoftLimit
from placements.models import PresenceLimits
from placements.models.parameters import NUMBERS
from placements.rules.presence import OBSERVATION, Stay, in_words
from placements.workflow import agreements, parameters
from placements.workflow.checks import check_days
from placements.workflow.facts import Facts
from tests.accounts.factories import actor_for
from tests.directory.factories import AcademyFactory, DepartmentFactory, SchoolFactory
from tests.placements.agreement_world import MONDAY, WEEK, make_agreement_world

pytestmark = pytest.mark.django_db
ADD = "admin:placements_presencelimits_add"
TODAY = dt.date(2026, 11, 23)


def elsewhere():
    """A school of the other académie of the région."""
    academy = AcademyFactory(code="11", name="Montpellier")
    return SchoolFactory(department=DepartmentFactory(code="34", name="Hérault", academy=academy))


@pytest.fixture
def authority():
    DepartmentFactory()
    elsewhere()
    return actor_for(Role.EDUCATION_AUTHORITY, whole_region=True)


def new(**values):
    return PresenceLimits(**{"valid_from": TODAY, "note": "Essai"} | values)


def test_the_defaults_are_those_of_the_rule_book():
    assert PresenceLimits().values == OBSERVATION
    assert {SoftLimit(name).value for name in OBSERVATION.warned} == {"young_week"}


def test_the_delivered_limits_apply_until_the_authority_says_otherwise(authority):
    school = SchoolFactory()
    assert parameters.limits_of(school.pk, TODAY).values == OBSERVATION
    later = parameters.publish(authority, new(day=360, valid_from=TODAY + dt.timedelta(days=9)))
    assert parameters.limits_of(school.pk, TODAY).values == OBSERVATION
    assert parameters.limits_of(school.pk, later.valid_from).day == 360


def test_an_academie_goes_before_what_is_common(authority):
    here, there = SchoolFactory(), elsewhere()
    parameters.publish(authority, new(day=360, academy=here.department.academy))
    parameters.publish(authority, new(day=390))
    assert parameters.limits_of(here.pk, TODAY).day == 360
    assert parameters.limits_of(there.pk, TODAY).day == 390


def test_a_change_is_journalled_with_what_changed(authority):
    parameters.publish(authority, new(day=360, warnings=["young_week", "night"]))
    entry = JournalEntry.objects.latest("pk")
    assert entry.reason == "Essai"
    assert "présence par jour, au plus 7 h → 6 h" in entry.words
    assert "le repos d’un jour à l’autre" in entry.words


def test_who_sets_and_from_when(authority):
    academy, other = SchoolFactory().department.academy, elsewhere().department.academy
    of_academy = actor_for(Role.EDUCATION_AUTHORITY, academies=[academy])
    parameters.publish(of_academy, new(day=360, academy=academy))
    for actor, limits, message in (
        (of_academy, new(), "toutes les académies"),
        (of_academy, new(academy=other), "n’est pas la vôtre"),
        (actor_for(Role.RBDE), new(), "Seuls le rectorat"),
        (authority, new(valid_from=TODAY - dt.timedelta(days=1)), "à partir d’aujourd’hui"),
    ):
        with pytest.raises(Refused, match=message):
            parameters.publish(actor, limits)
    assert PresenceLimits.objects.exclude(academy=None).count() == 1


@pytest.mark.parametrize(
    "values", [{"earliest": 359}, {"latest": 1201}, {"day": 2200}, {"stretch": 430}, {"day": 0}]
)
def test_the_database_keeps_what_no_version_may_say(values):
    with pytest.raises(DatabaseError), transaction.atomic():
        new(version=7, **values).save()


def test_a_version_never_changes():
    row = parameters.first_version()
    with pytest.raises(DatabaseError), transaction.atomic():
        PresenceLimits.objects.filter(pk=row.pk).update(day=300)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()


def test_the_rules_follow_the_version_and_say_its_limit(authority):
    world = make_agreement_world()
    stays = [Stay(MONDAY, MONDAY + dt.timedelta(days=4), WEEK)]
    pupil = world.pupil
    checked = check_days(pupil, "observation", stays, Facts([pupil], []))
    assert not [one for one in checked if one.blocking]
    parameters.publish(authority, new(day=330, stretch=200, warnings=["stretch"]))
    found = check_days(pupil, "observation", stays, Facts([pupil], []))
    assert "Lundi\N{NO-BREAK SPACE}: au plus 5 h 30 de présence par jour." in [
        one.message for one in found
    ]
    assert {one.blocking for one in found if "par jour" in one.message} == {True}


def test_an_agreement_keeps_the_limits_it_was_signed_with(authority):
    world = make_agreement_world()
    world.signing()
    first = world.agreement.limits
    assert first.version == 1 and first.values == OBSERVATION
    parameters.publish(authority, new(day=330))
    assert world.agreement.limits == first
    assert "7 h par jour" in layout_data(world.agreement)["variables"]["presence"]
    agreements.amend(world.teacher, world.agreement, "Autre horaire")
    with pytest.raises(Refused, match="au plus 5 h 30"):
        agreements.open_signatures(world.teacher, world.agreement)


def test_the_sentence_of_the_article_says_the_numbers():
    said = in_words(replace(OBSERVATION, day=330, rest_in_day=45))
    assert "5 h 30 par jour" in said and "une pause de 45 min au moins dès 4 h 30" in said


def fields(**changes):
    typed = {
        "earliest": "6 h",
        "latest": "20 h",
        "day": "6h30",
        "week": "32 h",
        "young": "15",
        "young_week": "30 h",
        "stretch": "4 h 30",
        "rest_in_day": "45 min",
        "night": "14 h",
    }
    assert set(typed) == set(NUMBERS)
    return typed | {"valid_from": "2027-01-04", "note": "Nouvelle consigne"} | changes


def test_the_rectorat_publishes_from_the_admin(client, authority):
    client.force_login(authority.user)
    page = client.get(reverse(ADD)).content.decode()
    assert 'value="4 h 30"' in page and "Toutes les académies" in page
    assert client.post(reverse(ADD), fields(warnings=["night"])).status_code == 302
    made = PresenceLimits.objects.latest("pk")
    assert (made.day, made.rest_in_day, made.warnings, made.version) == (390, 45, ["night"], 2)
    listed = client.get(reverse("admin:placements_presencelimits_changelist")).content.decode()
    assert "6 h 30" in listed
    shown = reverse("admin:placements_presencelimits_change", args=[made.pk])
    assert "6 h 30 par jour" in client.get(shown).content.decode()
    assert client.post(shown, fields()).status_code == 403


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"day": "sept heures"}, "Cette durée ne se lit pas"),
        ({"earliest": "5 h"}, "aucune dérogation n’est possible"),
        ({"day": "40 h"}, "Les durées vont en croissant"),
        ({"valid_from": "2026-01-01"}, "à partir d’aujourd’hui"),
        ({"note": ""}, "Ce champ est obligatoire"),
    ],
)
def test_what_is_typed_wrong_is_said_in_french(client, authority, changes, message):
    client.force_login(authority.user)
    page = client.post(reverse(ADD), fields(**changes)).content.decode()
    assert message in page
    assert not PresenceLimits.objects.filter(version__gt=1).exists()


def test_other_roles_see_nothing_of_it(client):
    client.force_login(actor_for(Role.RBDE).user)
    assert client.get(reverse(ADD)).status_code == 403
