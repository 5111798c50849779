import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from accounts.enums import Role
from clee.enums import MemberKind, Side
from clee.models import Committee, Mandate, Member
from tests.accounts.factories import actor_for
from tests.clee.factories import CommitteeFactory, MandateFactory, MemberFactory
from tests.directory.factories import DepartmentFactory, SchoolFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)


def test_vacant_side_is_shown_r_cl_1(client):
    committee = CommitteeFactory()
    MandateFactory(committee=committee, side=Side.SCHOOL)
    MandateFactory(committee=committee, side=Side.ECONOMIC, ends_on=dt.date(2026, 6, 30))
    page = client.get(committee.get_absolute_url()).content.decode()
    assert page.count("Siège vacant") == 1
    assert "Côté entreprises" in page


def test_running_mandates_on_a_day():
    over = MandateFactory(ends_on=dt.date(2026, 11, 22))
    last_day = MandateFactory(ends_on=TODAY)
    later = MandateFactory(starts_on=dt.date(2026, 12, 1))
    open_ended = MandateFactory()
    running = set(Mandate.objects.running(TODAY))
    assert running == {last_day, open_ended}
    assert not {over, later} & running


def test_names_only_after_sign_in(client):
    mandate = MandateFactory(person_name="Denis Fabre")
    url = mandate.committee.get_absolute_url()
    assert "Denis Fabre" not in client.get(url).content.decode()
    client.force_login(actor_for(Role.TEACHER).user)
    assert "Denis Fabre" in client.get(url).content.decode()


def test_list_filters_by_department(client):
    CommitteeFactory(name="CLEE de Béziers", departments=[DepartmentFactory(code="34")])
    CommitteeFactory(name="CLEE d’Alès", departments=[DepartmentFactory(code="30")])
    page = client.get("/clee/?departement=30").content.decode()
    assert "Alès" in page and "Béziers" not in page


def test_list_has_a_constant_number_of_queries(client, django_assert_num_queries):
    def load():
        client.get("/clee/")

    for _ in range(2):
        MandateFactory()
    load()
    with django_assert_num_queries(4):
        load()
    for _ in range(8):
        MandateFactory()
    with django_assert_num_queries(4):
        load()


def test_the_page_of_a_large_committee_is_few_queries(client, django_assert_max_num_queries):
    committee = CommitteeFactory()
    for side in Side:
        MandateFactory(committee=committee, side=side)
    school, rows = SchoolFactory(), MemberFactory.build_batch(400, committee=committee)
    Member.objects.bulk_create(rows)
    MemberFactory(committee=committee, kind=MemberKind.SCHOOL, school=school, other_name="")
    with django_assert_max_num_queries(10):
        page = client.get(committee.get_absolute_url()).content.decode()
    assert school.name in page and rows[-1].other_name in page


def test_mandate_needs_somebody_and_ordered_days():
    with pytest.raises(IntegrityError), transaction.atomic():
        MandateFactory(person_name="")
    with pytest.raises(IntegrityError), transaction.atomic():
        MandateFactory(ends_on=dt.date(2020, 1, 1))


def test_only_the_territory_changes_a_committee(client):
    committee = CommitteeFactory(departments=[DepartmentFactory(code="31")])
    url = f"/admin/clee/committee/{committee.pk}/change/"
    here = actor_for(Role.DEPARTMENT_SUPERVISOR, department=DepartmentFactory(code="31"))
    there = actor_for(Role.DEPARTMENT_SUPERVISOR, department=DepartmentFactory(code="34"))
    client.force_login(here.user)
    assert 'name="name"' in client.get(url).content.decode()
    client.force_login(there.user)
    assert 'name="name"' not in client.get(url).content.decode()
    client.post(url, {"name": "Pris"})
    assert not Committee.objects.filter(name="Pris").exists()
