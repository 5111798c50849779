"""The quick way through the migrations makes the database that Django's own makes."""

from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection
from django.db.migrations import AddField, AlterField, CreateModel, Migration, RunPython
from django.db.migrations.state import ProjectState
from django.db.models import CASCADE, AutoField, CharField, ForeignKey, IntegerField

from config.migrating import quickly
from tests import databases

TOWN = ForeignKey("shop.Town", CASCADE)
SCHEMA = """
SELECT 'column', attrelid::regclass::text, attnum::text, concat_ws(' ', attname,
    format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated,
    (SELECT collname FROM pg_collation WHERE oid = attcollation),
    (SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef
     WHERE adrelid = attrelid AND adnum = attnum))
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
WHERE relnamespace = 'public'::regnamespace AND attnum > 0
UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'index', tablename, indexname, indexdef
FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid)
FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', proname, '', pg_get_functiondef(oid)
FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind = 'f' AND NOT EXISTS
    (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
ORDER BY 1, 2, 3, 4
"""


@contextmanager
def emptied_database(name):
    with databases.server() as postgres:
        databases.drop(postgres, name)
        postgres.execute(f"CREATE DATABASE {name}")
        try:
            yield databases.url_of(name)
        finally:
            databases.drop(postgres, name)


def schema(url):
    with psycopg.connect(url) as connection:
        return connection.execute(SCHEMA).fetchall()


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_both_ways_make_the_same_database(database_url):
    """Django's own draws each model hundreds of times: a minute and a half of processor."""
    with emptied_database("speed_of_migrations") as slow:
        databases.migrate(slow, "manage.py", "migrate")
        by_django = schema(slow)

    assert len(by_django) > 1000
    assert schema(database_url) == by_django


@pytest.fixture
def town_and_street(db):
    """A state with two related models, and the schema editor; nothing remains."""
    state = ProjectState()
    assert state.apps.all_models == {}
    with quickly(), connection.schema_editor() as editor:
        columns = [("name", CharField(max_length=5, primary_key=True))]
        tables = [CreateModel("Town", columns)]
        tables += [CreateModel("Street", [("id", AutoField(primary_key=True)), ("town", TOWN)])]
        yield migration(*tables).apply(state, editor), editor


def migration(*operations):
    made = Migration("0001_initial", "shop")
    made.operations = list(operations)
    return made


def test_an_addition_draws_its_model_alone(town_and_street):
    state, editor = town_and_street
    town, street = (state.apps.get_model("shop", name) for name in ("Town", "Street"))

    after = migration(AddField("Street", "length", IntegerField(default=0))).apply(state, editor)

    assert after.apps.get_model("shop", "Town") is town
    assert after.apps.get_model("shop", "Street") is not street


def test_whoever_needs_the_relations_gets_them_all(town_and_street):
    """After models drawn alone, an operation of another kind finds each model as it is now."""
    state, editor = town_and_street
    seen = []

    def look(apps, _):
        town, street = apps.get_model("shop", "Town"), apps.get_model("shop", "Street")
        seen.append(street._meta.get_field("town").related_model is town)
        seen.append([field.related_model for field in town._meta.related_objects] == [street])

    longer = AlterField("Town", "name", CharField(max_length=9, primary_key=True))
    added = AddField("Town", "since", IntegerField(default=0))
    migration(added, longer, RunPython(look)).apply(state, editor)

    assert seen == [True, True]
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, "shop_street")
    assert {column.name: column.display_size for column in columns}["town_id"] == 9
