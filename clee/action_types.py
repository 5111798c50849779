"""After `migrate`, the types of actions of R-CL-4, ready to be edited by the authority."""

from django.apps import apps
from django.db import connection
from django.db.models.signals import post_migrate

from clee.models import ActionType

TYPES = (
    "Immersion d’enseignants en entreprise",
    "Visite d’entreprise par des élèves",
    "Visite d’entreprise par des personnels",
    "Visite d’établissement par des entreprises",
    "Entraînement aux entretiens",
    "Livret d’accueil",
    "Banque de stages",
    "Semaine de découverte",
    "Forum des métiers",
    "Intervention en classe",
    "Classe en entreprise",
    "Vis ma vie",
    "Mini-stage en lycée professionnel",
    "Table ronde",
    "Visite d’un plateau technique",
    "Atelier (identité numérique, recherche de stage)",
    "Projet d’entreprendre",
)
OTHER = "Autre action"


def first_types(**_):
    """Only while there is none: what the authority changed stays changed."""
    if ActionType._meta.db_table not in connection.introspection.table_names():
        return
    if ActionType.objects.exists():
        return
    rows = [ActionType(label=label, rank=10 * rank) for rank, label in enumerate(TYPES, start=1)]
    ActionType.objects.bulk_create([*rows, ActionType(label=OTHER, rank=900, needs_label=True)])


post_migrate.connect(first_types, sender=apps.get_app_config("clee"))
