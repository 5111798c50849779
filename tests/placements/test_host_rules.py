"""R-PF-1, R-PF-2, R-PF-5 in the workflow: tutors and hosts counted over all schools, what hosts
declare, the dated limits of the authority."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.enums import Role
from accounts.models import JournalEntry
from directory.violations import Refused
from placements.enums import PlacementKind, PlacementState
from placements.host_places import hosts_of, left_at
from placements.models import HostDeclaration, PfmpLimits, Placement
from placements.rules.pfmp import DELIVERED, Measures
from placements.rules.presence import WeekTable
from placements.workflow import declarations, vocational_limits
from placements.workflow.agreement_ends import agreement_of
from placements.workflow.checks import check
from placements.workflow.placements import record_found
from tests.accounts.factories import actor_for
from tests.directory.factories import (
    AcademyFactory,
    CompanyFactory,
    DepartmentFactory,
    SchoolFactory,
)
from tests.placements.factories import PlacementFactory, PupilFactory
from tests.placements.vocational_world import (
    FIRST,
    LAST,
    WEEK,
    found,
    make_period,
    make_world,
    place,
)

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)
OTHER_TUTOR = {"tutor_name": "Marc Sol", "tutor_email": "marc@meca.test"}


@pytest.fixture
def host():
    return CompanyFactory(siret="73282932000074", siren="732829320", staff_band="")


@pytest.fixture
def period():
    return make_period()


def pupils(period, count):
    return [PupilFactory(class_group=period.class_group) for _ in range(count)]


def staff(company, count, **more):
    return HostDeclaration.objects.create(company=company, kind="staff", staff=count, **more)


def record(pupil, company, **more):
    head = actor_for(Role.HEAD, school=pupil.school)
    return record_found(head, found(pupil, company, **more), key=uuid.uuid4())


def test_a_tutor_who_follows_three_elsewhere_is_full(host, period):
    """R-PF-2: all schools together, at another site of the SIREN; nobody is named."""
    site = CompanyFactory(siret="73282932000082", siren="732829320")
    staff(host, 100)
    for number in range(3):
        (other,) = pupils(make_period(), 1)
        place(other, site, tutor_email="DOUNIA@meca.test" if number else "")
    (pupil,) = pupils(period, 1)
    with pytest.raises(Refused) as refused:
        record(pupil, host)
    (violation,) = refused.value.violations
    assert violation.field == "tutor_name" and "suit déjà 3 stagiaires" in violation.message
    assert "Élève" not in violation.message
    assert record(pupil, host, **OTHER_TUTOR).state == PlacementState.FOUND


def test_a_tutor_is_free_on_other_days_and_of_observation(host, period):
    staff(host, 100)
    for other in pupils(period, 2):
        place(other, host)
    (other,) = pupils(period, 1)
    place(other, host, first=LAST + dt.timedelta(days=3), last=LAST + dt.timedelta(days=7))
    PlacementFactory(company=host, starts_on=FIRST, ends_on=FIRST)
    (pupil,) = pupils(period, 1)
    assert record(pupil, host).pk


def test_a_host_that_is_full_refuses_when_it_declared_its_staff(host, period):
    site = CompanyFactory(siret="73282932000082", siren="732829320")
    for other in pupils(make_period(), 3):
        place(other, site, **OTHER_TUTOR)
    (pupil,) = pupils(period, 1)
    head = actor_for(Role.HEAD, school=pupil.school)
    (warned,) = check(head, found(pupil, host))
    assert not warned.blocking and "effectif à confirmer par l’accueillant" in warned.message
    staff(site, 19)
    with pytest.raises(Refused, match="accueille déjà 3 stagiaires"):
        record(pupil, host)
    staff(host, 26, declared_on=dt.date.today() + dt.timedelta(days=1))
    assert record(pupil, host).pk


def test_what_is_left_before_asking(host, period, django_assert_num_queries):
    site, alone = CompanyFactory(siret=None, no_siret_reason="Essai", staff_band="12"), host
    for other in pupils(period, 2):
        place(other, alone, first=FIRST, last=FIRST + dt.timedelta(days=4))
    with django_assert_num_queries(3):
        left = left_at([alone, site], FIRST + dt.timedelta(days=4), LAST, DELIVERED)
    assert {key: one.number for key, one in left.items()} == {alone.pk: 1, site.pk: 3}
    later = left_at([alone], FIRST + dt.timedelta(days=7), LAST, DELIVERED)
    assert later[alone.pk].number == 3


def test_the_band_is_its_lower_bound_and_the_largest_site(host):
    CompanyFactory(siret="73282932000082", siren="732829320", staff_band="21")
    known = hosts_of([host]).staff_of(host)
    assert (known.count, known.is_declared) == (50, False)


def test_a_change_does_not_count_itself(host, period):
    staff(host, 5)
    first, second, pupil = pupils(period, 3)
    place(first, host), place(second, host)
    made = record(pupil, host)
    head = actor_for(Role.HEAD, school=pupil.school)
    assert check(head, found(pupil, host), but=made) == []


def test_hours_follow_the_age_and_a_derogation_of_the_sector(host, period):
    (pupil,) = pupils(period, 1)
    pupil.birth_date = dt.date(2010, 1, 1)
    night = WeekTable((((1140, 1380),),) * 5 + ((), ()))
    head = actor_for(Role.HEAD, school=pupil.school)
    assert all(
        one.blocking and one.rule == "R-PF-5"
        for one in check(head, found(pupil, host, table=night))
    )
    HostDeclaration.objects.create(company=host, kind="hours", basis="Boulangerie, L3163-2")
    warned = check(head, found(pupil, host, table=night))
    assert warned and not any(one.blocking for one in warned)
    pupil.birth_date = dt.date(2006, 1, 1)
    HostDeclaration.objects.create(company=host, kind="hours", basis="")
    assert check(head, found(pupil, host, table=night)) == []


# --- The limits of the authority -----------------------------------------------------------


@pytest.fixture
def authority():
    DepartmentFactory()
    academy = AcademyFactory(code="11", name="Montpellier")
    SchoolFactory(department=DepartmentFactory(code="34", name="Hérault", academy=academy))
    return actor_for(Role.EDUCATION_AUTHORITY, whole_region=True)


def new(**values):
    return PfmpLimits(**{"valid_from": TODAY, "note": "Essai"} | values)


def test_the_defaults_are_those_of_the_rule_book():
    assert PfmpLimits().values == DELIVERED == Measures()


@time_machine.travel(TODAY)
def test_an_academie_raises_its_limits_and_warns(authority, host, period):
    academy = period.school.department.academy
    for other in pupils(period, 4):
        place(other, host, **OTHER_TUTOR)
    staff(host, 10)
    (pupil,) = pupils(period, 1)
    head = actor_for(Role.HEAD, school=pupil.school)
    assert [one.blocking for one in check(head, found(pupil, host))] == [True]
    vocational_limits.publish(authority, new(few=5, from_staff=30, percent=20, academy=academy))
    assert check(head, found(pupil, host)) == []
    vocational_limits.publish(authority, new(warnings=["host", "tutor"], academy=academy))
    warned = check(head, found(pupil, host, **OTHER_TUTOR))
    assert [one.blocking for one in warned] == [False, False]
    assert "stagiaires d’un accueillant" in JournalEntry.objects.latest("pk").words


@pytest.mark.parametrize(
    "values", [{"percent": 21}, {"from_staff": 31}, {"few": 6}, {"trainees": 4}, {"young_day": 481}]
)
def test_what_the_authority_cannot_go_above(values):
    with pytest.raises(DatabaseError), transaction.atomic():
        new(version=9, **values).save()


@time_machine.travel(TODAY)
def test_who_sets_and_from_when(authority):
    with pytest.raises(Refused, match="rectorat"):
        vocational_limits.publish(actor_for(Role.HEAD), new())
    with pytest.raises(Refused, match="à partir d’aujourd’hui"):
        vocational_limits.publish(authority, new(valid_from=TODAY - dt.timedelta(days=1)))
    assert PfmpLimits.objects.visible_to(actor_for(Role.RBDE)).count() == 0


@time_machine.travel(TODAY)
def test_the_page_of_the_authority(client, authority):
    client.force_login(authority.user)
    add = reverse("admin:placements_pfmplimits_add")
    numbers = {"trainees": 3, "percent": 20, "from_staff": 30, "few": 5, "load": 20}
    values = {"academy": "", "young_day": "7 h 30", "valid_from": "2026-11-23", "note": "Essai"}
    values |= numbers
    assert client.post(add, values).status_code == 302
    made = PfmpLimits.objects.latest("pk")
    assert (made.young_day, made.percent, made.values.warned) == (450, 20, ())
    shown = client.get(reverse("admin:placements_pfmplimits_changelist")).content.decode()
    assert "20 % à partir de 30 personnes" in shown
    assert "au plus 20 %" not in shown
    values |= {"percent": 25}
    assert "Au plus 20 pour cent" in client.post(add, values).content.decode()


# --- What a host declares ------------------------------------------------------------------


@time_machine.travel(dt.date(2026, 11, 23))
def test_a_host_declares_and_only_what_differs_is_kept(host):
    actor = actor_for(Role.COMPANY_REPRESENTATIVE, company=host)
    said = {"staff": 24, "machines_on": dt.date(2025, 9, 1), "hours_basis": ""}
    assert len(declarations.declare(actor, host, said)) == 2
    assert declarations.declare(actor, host, said) == []
    assert "effectif de 24 personnes" in JournalEntry.objects.latest("pk").words
    assert declarations.declared_values(host) == said
    with pytest.raises(Refused, match="pas encore passé"):
        declarations.declare(actor, host, {"machines_on": dt.date(2026, 12, 1)})
    with pytest.raises(Refused, match="Seul l’accueillant"):
        declarations.declare(actor, CompanyFactory(), said)
    other = actor_for(Role.COMPANY_REPRESENTATIVE, company=CompanyFactory())
    assert HostDeclaration.objects.visible_to(other).count() == 0
    assert HostDeclaration.objects.visible_to(actor).count() == 2


@time_machine.travel(dt.date(2026, 12, 1))
def test_the_part_of_the_host_declares_and_is_refused_a_full_tutor():
    world = make_world()
    world.prepare()
    company = world.part.company
    for other in pupils(make_period(), 3):
        place(other, company, **OTHER_TUTOR)
    declared = {"staff": 100, "machines_on": dt.date(2024, 1, 20), "hours_basis": ""}
    with pytest.raises(Refused, match="suit déjà 3 stagiaires"):
        world.fill(world.company, **OTHER_TUTOR, **declared)
    assert world.part.completed_at is None and not HostDeclaration.objects.exists()
    world.fill(world.company, **declared)
    assert HostDeclaration.objects.count() == 2
    found_ = agreement_of(world.placement)
    assert found_.state == "to_review"


@time_machine.travel(dt.date(2026, 12, 1))
def test_the_form_keeps_what_was_typed_of_a_full_tutor(client):
    """A tutor already full elsewhere: a clear message on the field, nothing lost."""
    world = make_world()
    world.prepare()
    for other in pupils(make_period(), 3):
        place(other, world.part.company, **OTHER_TUTOR)
    client.force_login(world.company.user)
    url = reverse("placements:agreement_part", args=[world.agreement.pk, world.part.pk])
    page = client.get(url).content.decode()
    assert "Effectif de l’organisme" in page and "travaux réglementés" in page
    typed = {
        "hours_every_am": "9-12", "hours_every_pm": "13-17", "activities": "Tournage",
        "insurance": "Assureur 12", "signatory_name": "Ana Roux", "works_read": "on",
        "staff": "100", "machines_on": "2024-02-15", "hours_basis": "", **OTHER_TUTOR,
    }  # fmt: skip
    page = client.post(url, typed).content.decode()
    assert "Ce tuteur suit déjà 3 stagiaires" in page
    assert "Tournage" in page and 'value="100"' in page and "marc@meca.test" in page
    check_page = client.post(f"{url}regles/", typed).content.decode()
    assert "Ce tuteur suit déjà 3 stagiaires" in check_page
    typed |= {"tutor_name": "Ida Bon", "tutor_email": "", "machines_on": "2024-01-15"}
    live = client.post(f"{url}regles/", typed).content.decode()
    assert "vaut jusqu’au 14/01/2027" in live
    assert client.post(url, typed).status_code == 302
    assert HostDeclaration.objects.filter(company=world.part.company).count() == 2


@time_machine.travel(dt.date(2026, 12, 1))
def test_a_sunday_is_typed_where_the_host_notes_what_allows_it(client):
    """R-PF-5: refused on its line without a derogation of the sector, a warning with one."""
    world = make_world()
    world.prepare()
    client.force_login(world.company.user)
    url = reverse("placements:agreement_part", args=[world.agreement.pk, world.part.pk])
    off = {f"hours_{day}_{half}": "-" for day in (0, 1) for half in ("am", "pm")}
    typed = {
        "hours_every_am": "9-12", "hours_every_pm": "13-17", "hours_6_am": "9-12", **off,
        "tutor_name": "Ida Bon", "activities": "Service en salle", "insurance": "Assureur 12",
        "signatory_name": "Ana Roux", "works_read": "on", "staff": "", "machines_on": "",
        "hours_basis": "",
    }  # fmt: skip
    assert "Pas de présence le dimanche" in client.post(url, typed).content.decode()
    answer = client.post(url, typed | {"hours_basis": "Hôtellerie, R3164-1"})
    assert answer.status_code == 302
    assert world.placement.stays.get().table[6] == [[540, 720]]
    assert HostDeclaration.objects.get(kind="hours").basis == "Hôtellerie, R3164-1"
    page = client.get(url).content.decode()
    assert 'id="id_hours_6_am"' in page and "9 h–12 h" in page


def test_a_discovery_placement_has_no_line_for_sundays(client):
    pupil = PupilFactory()
    client.force_login(actor_for(Role.HEAD, school=pupil.school).user)
    page = client.get(reverse("placements:placement_new", args=[pupil.pk])).content.decode()
    assert "hours_5_am" in page and "hours_6_am" not in page


def test_the_live_check_of_the_school_counts_tutor_and_host(client, host, period):
    staff(host, 3)
    for other in pupils(period, 3):
        place(other, host)
    (pupil,) = pupils(period, 1)
    client.force_login(actor_for(Role.HEAD, school=pupil.school).user)
    typed = {"kind": PlacementKind.PFMP, "company": host.pk, "starts_on": FIRST, "ends_on": LAST,
             "hours_every_am": "9-12", "hours_every_pm": "13-17", "tutor_name": "Dounia Faure",
             "source": "school"}  # fmt: skip
    page = client.post(reverse("placements:placement_check", args=[pupil.pk]), typed)
    text = page.content.decode()
    assert "accueille déjà 3 stagiaires" in text and "suit déjà 3 stagiaires" in text


def test_a_host_closed_in_the_meantime_is_said_and_nothing_is_lost(host, period):
    (pupil,) = pupils(period, 1)
    made = record(pupil, host)
    host.is_active = False
    host.save()
    head = actor_for(Role.HEAD, school=pupil.school)
    (warned,) = check(head, found(pupil, host), but=made)
    assert "a fermé" in warned.message and not warned.blocking
    assert Placement.objects.get(pk=made.pk).state == PlacementState.FOUND


def test_eight_hours_a_day_at_sixteen_and_seven_before(host, period):
    (pupil,) = pupils(period, 1)
    eight = WeekTable((((480, 720), (780, 1020)),) * 4 + ((), (), ()))
    head = actor_for(Role.HEAD, school=pupil.school)
    pupil.birth_date = dt.date(2011, 6, 1)
    said = [one.message for one in check(head, found(pupil, host, table=eight))]
    assert said and all(one.endswith(": au plus 7 h de présence par jour.") for one in said)
    pupil.birth_date = dt.date(2010, 6, 1)
    assert check(head, found(pupil, host, table=eight)) == []
    assert check(head, found(pupil, host, table=WEEK)) == []
