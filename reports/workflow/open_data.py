"""Opening the figures of a year to everybody, by the authority. Raises `Refused`."""

from django.db import transaction
from django.utils import timezone

from accounts import journal
from directory.violations import Refused
from reports.models import PublishedReport
from reports.workflow.published import PUBLISHERS


def may_open(actor):
    return actor.role in PUBLISHERS


@transaction.atomic
def open_year(actor, published, version):
    """This version is the dataset of its year; another one of that year is no more open."""
    if not may_open(actor):
        raise Refused("Seul le rectorat ouvre les données.")
    if not published.versions.filter(version=version).exists():
        raise Refused("Cette version n’existe pas.")
    same_year = PublishedReport.objects.filter(school_year=published.school_year_id)
    list(same_year.select_for_update().order_by("pk"))
    same_year.update(open_version=None, opened_at=None)
    published.open_version, published.opened_at = version, timezone.now()
    published.save(update_fields=["open_version", "opened_at"])
    words = f"Version {version}"
    journal.note(actor, "a ouvert les données de l’année", published, words=words)
    return published


@transaction.atomic
def close_year(actor, published):
    """The dataset is no more given; what was taken stays taken."""
    if not may_open(actor):
        raise Refused("Seul le rectorat retire les données.")
    published.open_version = published.opened_at = None
    published.save(update_fields=["open_version", "opened_at"])
    journal.note(actor, "a retiré les données de l’année", published)
    return published
