"""Publication of a report: the authority stands for its figures. Raises `Refused`."""

import json

from django.db import transaction

from accounts import journal
from accounts.enums import Role
from directory.violations import Refused, Violation
from documents.snapshots import freeze
from reports import changes, frozen
from reports.models import REPORT, PublishedReport
from reports.workflow import corrections

PUBLISHERS = frozenset({Role.EDUCATION_AUTHORITY, Role.ADMINISTRATOR})


@transaction.atomic
def publish(actor, report, note=""):
    """Freeze the report as its next version; the Snapshot. A version after the first says
    why, and is refused when it says nothing new."""
    if actor.role not in PUBLISHERS or report.territory.is_of_schools:
        raise Refused("Seul le rectorat publie un rapport.")
    if report.is_empty():
        raise Refused("Ce rapport ne contient aucune donnée.")
    corrections.locked(report.year)
    published, _ = PublishedReport.objects.get_or_create(
        school_year_id=report.year,
        territory=report.territory.published_as,
        defaults={"label": report.territory.label},
    )
    # One at a time: the second reads what the first has published.
    PublishedReport.objects.select_for_update().get(pk=published.pk)
    note = " ".join(note.split())
    last = published.versions.first()
    if last is not None:
        _check_is_new(report, last, note)
    made = freeze(actor, REPORT, published, frozen.dump(report, note))
    corrections.end_covered(actor, report)
    verb = "a publié le rapport" if last is None else "a publié une version du rapport"
    words = f"Version {made.version}, empreinte : {made.sha256}"
    journal.note(actor, verb, published, reason=note, words=words)
    return made


def _check_is_new(report, last, note):
    if not note:
        text = "Dites ce qui change depuis la version précédente."
        raise Refused(violations=[Violation("DOMAIN §7", text, "note")])
    before = read(last)
    if not (changes.figures(before, report) or changes.words(before, report)):
        raise Refused("Aucun chiffre ni aucun mot n’a changé depuis la version publiée.")


def read(version):
    """The Report of a published version."""
    return frozen.load(content(version))


def content(version):
    return json.loads(bytes(version.file.content))
