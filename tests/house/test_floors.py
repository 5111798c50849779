"""Foreign keys and migrations point down the house, never up.

import-linter sees neither string foreign keys nor the migration graph.
"""

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.house.source import FLOORS

USERS = settings.AUTH_USER_MODEL.split(".")[0]


def points_up(source, target):
    if source not in FLOORS or target not in FLOORS:
        return False
    return FLOORS.index(target) < FLOORS.index(source)


def test_relations_point_down_but_for_the_users_of_the_outbox():
    upward = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model
        if points_up(model._meta.app_label, field.related_model._meta.app_label)
        if (model._meta.app_label, field.related_model._meta.label)
        != ("outbox", settings.AUTH_USER_MODEL)
    ]

    assert upward == []


def test_migrations_depend_on_lower_floors_only():
    graph = MigrationLoader(connection=None).graph
    upward = [
        f"{child.key} → {parent.key}"
        for child in graph.node_map.values()
        for parent in child.parents
        if points_up(child.key[0], parent.key[0])
        if (child.key[0], parent.key[0]) != ("outbox", USERS)
    ]

    assert upward == []


def test_every_installed_app_of_ours_has_a_floor():
    ours = {app.label for app in apps.get_app_configs() if "site-packages" not in app.path}

    assert ours == set(FLOORS)


def test_the_database_is_the_one_we_were_given(db):
    assert connection.vendor == "postgresql"
    assert connection.settings_dict["NAME"].startswith("test_passerelle_")
