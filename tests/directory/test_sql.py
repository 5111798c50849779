"""A query that is kept finds and changes what the same query of the ORM does."""

import pytest
from django.db.models import F
from django.db.models.sql.compiler import SQLCompiler

from directory.models import ClassGroup, School
from directory.sql import Given, Kept, KeptUpdate, among
from tests.directory.factories import ClassGroupFactory, SchoolFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def schools():
    return [SchoolFactory(kind=kind) for kind in ("college", "lycee_gt", "college")]


def test_each_run_gets_its_own_values(schools):
    kept = Kept(School.objects.filter(uai=Given("uai")).annotate(twice=F("pk") * 2))
    for school in schools:
        (found,) = kept(uai=school.uai)
        assert (found, found.twice, found.name) == (school, school.pk * 2, school.name)
    assert list(kept(uai="0000000A")) == []


def test_what_is_joined_and_what_is_left_out_come_as_by_the_orm(schools, django_assert_num_queries):
    group = ClassGroupFactory(school=schools[0])
    joined = ClassGroup.objects.filter(pk=Given("pk")).select_related("school__department")
    kept = Kept(joined.defer("name"), shared=True)
    with django_assert_num_queries(1):
        found = kept.first(pk=group.pk)
        assert found.school.department.name == schools[0].department.name
    assert found.get_deferred_fields() == {"name"} and found.name == group.name
    assert (found._state.db, found._state.adding) == ("default", False)
    assert kept.first(pk=0) is None


def test_rows_come_as_tuples_also_through_a_relation(schools):
    groups = [ClassGroupFactory(school=school) for school in schools]
    kept = Kept(ClassGroup.objects.filter(school=Given("school")).values_list("pk", "name"))
    assert [kept.rows(school=group.school_id) for group in groups] == [
        [(group.pk, group.name)] for group in groups
    ]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_one_text_serves_lists_of_any_length(schools, count):
    kept = Kept(School.objects.filter(among("pk", "keys"), among("kind", "kinds")))
    keys = [school.pk for school in schools[:count]]
    wanted = School.objects.filter(pk__in=keys, kind__in=["college"])
    assert set(kept(keys=keys, kinds=["college"])) == set(wanted)


def test_an_update_says_how_many_rows_it_touched(schools):
    kept = KeptUpdate(School.objects.filter(kind=Given("kind")), name=Given("name"))
    assert kept(kind="college", name="Léon Blum") == 2
    assert kept(kind="erea", name="Personne") == 0
    assert School.objects.filter(name="Léon Blum").count() == 2


def test_a_kept_query_is_compiled_once(schools, monkeypatch):
    kept = Kept(School.objects.filter(pk=Given("pk")).values_list("uai"))

    def compile_again(*_, **__):
        raise AssertionError("compiled again")

    monkeypatch.setattr(SQLCompiler, "as_sql", compile_again)
    assert kept.rows(pk=schools[0].pk) == [(schools[0].uai,)]
