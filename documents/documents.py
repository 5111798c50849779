"""After `migrate`, each declared wording has its first version, ready to edit."""

from django.apps import apps
from django.db import connection
from django.db.models.signals import post_migrate

from documents import registry, versions
from documents.models import DocumentTemplate


def first_versions(**_):
    """Idempotent; silent while the table is not there (`migrate documents zero`)."""
    if DocumentTemplate._meta.db_table in connection.introspection.table_names():
        for code in registry.wordings():
            versions.first_version(code)


post_migrate.connect(first_versions, sender=apps.get_app_config("documents"))
