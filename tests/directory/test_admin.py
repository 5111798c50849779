"""The directory in the admin: who may change what."""

from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from directory.enums import YearState
from directory.models import CalendarDay, ClassGroup, School, SchoolYear
from tests.accounts.factories import RoleAssignmentFactory, actor_for
from tests.directory.factories import (
    ClassGroupFactory,
    ContactFactory,
    DepartmentFactory,
    SchoolFactory,
    SchoolYearFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign_in(client):
    def do(role, **scope):
        client.force_login(RoleAssignmentFactory(role=role, **scope).user)
        return client

    return do


@pytest.fixture
def school():
    return SchoolFactory(name="Lycée du Parc")


def form_data(response):
    """What the browser would post back."""
    form = response.context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in values.items()}


def test_the_authority_corrects_the_calendar_and_the_log_names_no_row(sign_in):
    client = sign_in(Role.EDUCATION_AUTHORITY, departments=[DepartmentFactory()])
    data = {"day": "12/03/2027", "zone": "C", "label": "Pont"}
    response = client.post(reverse("admin:directory_calendarday_add"), data)
    assert response.status_code == 302
    day = CalendarDay.objects.get()
    assert (day.day, day.is_open) == (date(2027, 3, 12), False)
    assert LogEntry.objects.get().object_repr == f"correction du calendrier n° {day.pk}"


def test_a_school_office_edits_what_its_school_decides_and_nothing_else(sign_in, school):
    client = sign_in(Role.RBDE, schools=[school])
    url = reverse("admin:directory_school_change", args=[school.pk])
    page = client.get(url)
    form = page.context["adminform"].form
    own = {"email", "phone", "website", "board_delegation_on", "head_visa"}
    assert set(form.fields) == own | {"version"}
    data = {**form_data(page), "board_delegation_on": "15/09/2026", "name": "Autre", "uai": "x"}
    assert client.post(url, data).status_code == 302
    school.refresh_from_db()
    assert school.board_delegation_on == date(2026, 9, 15)
    assert school.name == "Lycée du Parc"


def test_the_day_on_which_a_school_closes_is_kept_until_it_reopens(sign_in, school):
    client = sign_in(Role.ADMINISTRATOR)
    url = reverse("admin:directory_school_change", args=[school.pk])
    for is_open, since in ((False, timezone.localdate()), (True, None)):
        data = {**form_data(client.get(url)), "is_open": "on"}
        if not is_open:
            del data["is_open"]
        assert client.post(url, data).status_code == 302
        school.refresh_from_db()
        assert (school.is_open, school.missing_since) == (is_open, since)


def test_another_school_is_only_read(sign_in, school):
    client = sign_in(Role.RBDE, schools=[SchoolFactory()])
    url = reverse("admin:directory_school_change", args=[school.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"head_visa": ""}).status_code == 403
    school.refresh_from_db()
    assert school.head_visa


def test_a_class_group_is_made_for_ones_own_school_only(sign_in, school):
    other = SchoolFactory()
    client = sign_in(Role.RBDE, schools=[school])
    year = SchoolYearFactory()
    data = {"school_year": year.pk, "name": "3e B", "level": "3e", "size": "24"}
    url = reverse("admin:directory_classgroup_add")
    for text in (str(other.pk), f"x [n° {other.pk}]", other.name):
        response = client.post(url, {**data, "school": text})
        assert response.status_code == 200
        assert "Aucun résultat" in str(response.context["adminform"].form.errors["school"])
    assert client.post(url, {**data, "school": "parc"}).status_code == 302
    assert ClassGroup.objects.get().school == school


def test_a_class_group_of_another_school_does_not_exist(sign_in, school):
    group = ClassGroupFactory(name="MARQUEUR")
    client = sign_in(Role.RBDE, schools=[school])
    for page in ("change", "delete", "history"):
        response = client.get(
            reverse(f"admin:directory_classgroup_{page}", args=[group.pk]), follow=True
        )
        assert "MARQUEUR" not in response.content.decode()
    assert "MARQUEUR" not in client.get(reverse("admin:directory_classgroup_changelist")).text


def test_names_are_searched_without_accents(sign_in, school):
    client = sign_in(Role.RBDE, schools=[school])
    SchoolFactory(name="Collège Éluard")
    ClassGroupFactory(school=school, name="Été")
    for model, query, found in (
        ("school", "eluard", "Collège Éluard"),
        ("municipality", "éluard", None),
        ("classgroup", "ÉTÉ", "Été"),
    ):
        page = client.get(reverse(f"admin:directory_{model}_changelist"), {"q": query}).text
        assert found is None or found in page


def test_a_deletion_is_confirmed_by_counts_not_names(sign_in, school):
    client = sign_in(Role.ADMINISTRATOR)
    ContactFactory(owner_school=school, last_name="MARQUEUR", function="MARQUEUR")
    ContactFactory(company=None, school=school, last_name="MARQUEUR", function="MARQUEUR")
    page = client.get(reverse("admin:directory_school_delete", args=[school.pk])).text
    assert "personnes de contact : 1" in page
    assert "MARQUEUR" not in page

    ClassGroupFactory(school=school, name="MARQUEUR")
    page = client.get(reverse("admin:directory_school_delete", args=[school.pk])).text
    assert "classes et groupes : 1" in page and "MARQUEUR" not in page
    client.post(reverse("admin:directory_school_delete", args=[school.pk]), {"post": "yes"})
    assert School.objects.filter(pk=school.pk).exists()


@pytest.fixture
def years_table():
    SchoolYear.objects.all().delete()
    SchoolYear.objects.create(start_year=2025, state=YearState.CURRENT)
    return SchoolYear.objects.create(start_year=2026)


def test_r_id_8_the_authority_switches_the_year(sign_in, years_table):
    client = sign_in(Role.EDUCATION_AUTHORITY, departments=[DepartmentFactory()])
    url = reverse("admin:directory_schoolyear_change", args=[2026])
    assert client.post(url, {"state": "closed"}).status_code == 200
    assert client.post(url, {"state": "current"}).status_code == 302
    states = dict(SchoolYear.objects.values_list("start_year", "state"))
    assert states == {2025: "closed", 2026: "current"}
    old = reverse("admin:directory_schoolyear_change", args=[2025])
    assert client.post(old, {"state": "current"}).status_code == 200
    assert SchoolYear.objects.get(pk=2026).is_current


def test_r_id_8_a_year_opens_in_preparation_from_may(sign_in, years_table, time_machine):
    client = sign_in(Role.EDUCATION_AUTHORITY, departments=[DepartmentFactory()])
    url = reverse("admin:directory_schoolyear_add")
    time_machine.move_to("2027-04-30T12:00:00Z")
    client.force_login(RoleAssignmentFactory(role=Role.ADMINISTRATOR).user)
    page = client.post(url, {"start_year": 2027, "state": "preparation"})
    assert "01/05/2027" in page.text
    time_machine.move_to("2027-05-01T12:00:00Z")
    client.force_login(RoleAssignmentFactory(role=Role.ADMINISTRATOR).user)
    assert client.post(url, {"start_year": 2027, "state": "current"}).status_code == 200
    assert client.post(url, {"start_year": 2027, "state": "preparation"}).status_code == 302
    assert SchoolYear.objects.get(pk=2027).state == YearState.PREPARATION


@pytest.mark.parametrize("year", ["", "0", "1", "32767", "soon"])
def test_a_year_that_is_none_is_refused_in_words(client, year):
    client.force_login(actor_for(Role.ADMINISTRATOR).user)
    form = {"start_year": year, "state": "preparation"}
    answer = client.post(reverse("admin:directory_schoolyear_add"), form)
    assert answer.status_code == 200 and "errorlist" in answer.content.decode()
