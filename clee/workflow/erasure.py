"""Two years after, who was invited to a meeting, who followed a decision, who validated a plan or
review and the contact of a member who left leave the tables (DOMAIN §8).

Of a meeting stay its agenda, what was said and decided, and how many came; its minutes pass to the
closed archive (`documents.archive`). Co-leads stay: a committee keeps the history of its terms.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts import erasure
from accounts.actor import Actor
from accounts.erasure import ERASED, if_any
from accounts.journal import record
from accounts.todo import counted
from clee import minutes
from clee.models import Decision, Invitation, Meeting, Member, Review, ReviewVersion
from clee.review_document import PDF_KIND
from directory.years import years_before
from documents import archive

PORTAL = Actor.system("Portail")
KEPT_YEARS = 2
BATCH = 200
OF_MEETING = {
    Meeting: ("pk", {}),
    Invitation: (
        "meeting",
        {
            "name": ERASED,
            "organisation": "",
            "email": "",
            "represented_by": if_any("represented_by"),
            "user": None,
            "mandate": None,
        },
    ),
    Decision: ("meeting", {"owner": ERASED}),
}
OF_MEMBER = {Member: ("pk", {"contact_name": "", "contact_email": ""})}
OF_REVIEW = {
    Review: ("pk", {"proposed_by": if_any("proposed_by")}),
    ReviewVersion: ("review", {"validated": [], "outcome_by": if_any("outcome_by")}),
}


def _meetings(limit):
    guests = Invitation.objects.filter(meeting=OuterRef("pk")).exclude(name=ERASED)
    owners = Decision.objects.filter(meeting=OuterRef("pk")).exclude(owner=ERASED)
    return Q(Exists(guests) | Exists(owners), ends_at__date__lt=limit)


def _members(limit):
    return Q(left_on__lt=limit) & ~Q(contact_name="", contact_email="")


def _reviews(limit):
    told = ReviewVersion.objects.filter(review=OuterRef("pk"))
    named = told.exclude(validated=[], outcome_by__in=("", ERASED))
    return Q(Exists(named) | ~Q(proposed_by__in=("", ERASED)), updated_at__date__lt=limit)


@dataclass(frozen=True)
class Kind:
    """What falls due together, what is emptied, its frozen PDF, how the journal calls it."""

    model: type[Any]
    due: Callable
    table: dict[type[Any], tuple[str, dict[str, Any]]]
    words: tuple[str, str]
    pdf: str = ""


KINDS = (
    Kind(Meeting, _meetings, OF_MEETING, ("une réunion", "{} réunions"), minutes.KIND),
    Kind(Member, _members, OF_MEMBER, ("un membre parti", "{} membres partis")),
    Kind(Review, _reviews, OF_REVIEW, ("un plan ou bilan", "{} plans et bilans"), PDF_KIND),
)


def erase_due(today=None):
    """Erase what is due, some hundreds of each kind: the next tick takes the rest. How many."""
    limit = years_before(today or timezone.localdate(), KEPT_YEARS)
    return sum(_erase(kind, limit) for kind in KINDS)


@transaction.atomic
def _erase(kind, limit):
    rows = kind.model.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    keys = [row.pk for row in rows.filter(kind.due(limit)).order_by("pk")[:BATCH]]
    if not keys:
        return 0
    kept = erasure.rows_of(kind.table, keys)
    signed = archive.rows_about(kept)
    links = erasure.forget_links(kept | signed)
    erasure.forget_mails(kept | signed, links, set())
    archive.forget(signed)
    if kind.pdf:
        archive.close_certificates(kind.pdf, ContentType.objects.get_for_model(kind.model), keys)
    erasure.empty({model: row for model, row in kind.table.items() if row[1]}, kept)
    erasure.forget_acts(kept | signed, links)
    words = f"{counted(len(keys), *kind.words)}, deux ans après"
    record(PORTAL, "a effacé les noms de personnes", words=words)
    return len(keys)
