"""Two years after, who was invited to a meeting, who followed a decision, who validated a plan or
review and the contact of a member who left leave the tables (DOMAIN §8).

Of a meeting stay its agenda, what was said and decided, and how many came; its minutes pass to the
closed archive (`documents.archive`). Co-leads stay: a committee keeps the history of its terms.
"""

from django.db.models import Exists, OuterRef, Q

from accounts.erasure import ERASED, if_any
from clee import minutes
from clee.models import Decision, Invitation, Meeting, Member, Review, ReviewVersion
from clee.review.document import PDF_KIND
from documents.erasure import Kind, erase

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


KINDS = (
    Kind(Meeting, _meetings, OF_MEETING, ("une réunion", "{} réunions"), minutes.KIND),
    Kind(Member, _members, OF_MEMBER, ("un membre parti", "{} membres partis")),
    Kind(Review, _reviews, OF_REVIEW, ("un plan ou bilan", "{} plans et bilans"), PDF_KIND),
)


def erase_due(today=None):
    """How many rows were erased."""
    return erase(KINDS, "a effacé les noms de personnes", today)
