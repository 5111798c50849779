"""The first themes of events (DOMAIN §6), written once after a migration."""

from django.apps import apps
from django.db import connection
from django.db.models.signals import post_migrate

from events.models import Theme

THEMES = (
    "Semaine de l’industrie",
    "Égalité entre les femmes et les hommes",
    "Transition écologique",
    "Économie circulaire",
    "Découverte des métiers",
    "Orientation et poursuite d’études",
    "Innovation et numérique",
    "Entrepreneuriat",
)


def first_themes(**_):
    """Only while there is none: what the authority changed stays changed."""
    if Theme._meta.db_table not in connection.introspection.table_names():
        return
    if Theme.objects.exists():
        return
    Theme.objects.bulk_create(
        Theme(label=label, rank=10 * rank) for rank, label in enumerate(THEMES, start=1)
    )


post_migrate.connect(first_themes, sender=apps.get_app_config("events"))
