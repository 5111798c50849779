"""Whose turn it is on a plan or review, and what became of it."""

from django.db.models import Q

from accounts.enums import Role
from accounts.models import RoleAssignment, User
from accounts.workflow.validators import recipient
from clee.enums import Side
from clee.enums.reviews import Outcome, ReviewState
from clee.models import Mandate, ReviewVersion
from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.topics import Topic
from outbox.workflow import notify

CO_LEADS = "vous copilotez ce comité"
OFFICERS = "vous suivez les comités de votre territoire"


def co_leads(review, side=""):
    """The accounts of the co-leads, of one side or of both."""
    running = Mandate.objects.running().filter(committee=review.committee_id, user__isnull=False)
    running = running.filter(side=side) if side else running
    return [mandate.user for mandate in running.select_related("user")]


def officers(review, role):
    """Who holds this role over a département of the committee."""
    departments = review.committee.departments.all()
    here = (
        Q(departments__in=departments)
        | Q(academies__in=departments.values("academy"))
        | Q(whole_region=True)
    )
    held = RoleAssignment.objects.in_force().filter(here, role=role)
    people = User.objects.filter(pk__in=held.values("user"), is_active=True)
    return list(people.order_by("pk"))


def tell(actor, review, event):
    """Whoever must act next; the co-leads when it comes back to them or is over."""
    kind, people, role = _next(review)
    if not kind:
        return
    last = review.versions.order_by("-number").first()
    occasion = f"{event}:{review.updated_at.isoformat()}:{last.number if last else 0}"
    for person in people:
        notify(kind, review, recipient(person, role), by=actor, occasion=occasion)


def _next(review):
    """(kind of mail, people, the role in which they read it)."""
    if review.state == ReviewState.PROPOSED:
        other = next(side for side in Side if side != review.proposed_side)
        return "clee.review_proposed", co_leads(review, other), Role.CO_LEAD
    if review.state == ReviewState.FILED:
        role = Role.DEPARTMENT_OFFICE
        return "clee.review_filed", officers(review, role), role
    if review.state == ReviewState.SEEN:
        role = Role.EDUCATION_AUTHORITY
        return "clee.review_seen", officers(review, role), role
    return "clee.review_answered", co_leads(review), Role.CO_LEAD


def _content(review, subject, sentence, facts=()):
    pairs = [("Comité", review.committee.name), ("Document", str(review)), *facts]
    return MailContent(
        subject=f"{subject} : {review}, {review.committee}",
        paragraphs=[sentence],
        facts=[pair for pair in pairs if pair[1]],
        action=("Ouvrir le document", absolute(review.get_absolute_url())),
    )


def proposed(notice):
    side = Side(notice.subject.proposed_side).label if notice.subject.proposed_side else ""
    sentence = "L’autre côté l’a validé. Relisez-le : validez-le à votre tour, ou reprenez-le."
    return _content(notice.subject, "À valider", sentence, [("Validé", side)])


def filed(notice):
    sentence = "Les copilotes l’ont validé et déposé. Marquez-le « vu » ou renvoyez-le."
    return _content(notice.subject, "Déposé", sentence)


def seen(notice):
    version = _last(notice.subject)
    facts = [("Commentaire de la DSDEN", version.seen_comment)] if version else []
    sentence = "La DSDEN l’a vu. Validez-le, marquez-le « vu », ou renvoyez-le."
    return _content(notice.subject, "Au rectorat", sentence, facts)


ANSWERS = {
    Outcome.VALIDATED: ("Validé", "Le rectorat l’a validé. La version déposée est figée."),
    Outcome.NOTED: ("Vu", "Le rectorat l’a vu. La version déposée est figée."),
    Outcome.RETURNED: ("À reprendre", "Il vous est renvoyé. Reprenez-le, puis déposez-le."),
    Outcome.WAITING: ("Repris", "La rédaction est reprise : validez-le de nouveau ensuite."),
}


def answered(notice):
    """Returned, decided, taken back or reopened: the state of now says which."""
    review, version = notice.subject, _last(notice.subject)
    is_open = review.state == ReviewState.DRAFT
    outcome = Outcome(version.outcome) if version else Outcome.WAITING
    if is_open and outcome != Outcome.RETURNED:
        outcome = Outcome.WAITING
    subject, sentence = ANSWERS[outcome]
    comment = version.outcome_comment if version and outcome != Outcome.WAITING else ""
    return _content(review, subject, sentence, [("Commentaire", comment)])


def _last(review):
    return ReviewVersion.objects.filter(review=review).order_by("-number").first()


def _in(*states):
    return lambda notice: notice.subject.state in states


for _code, _label, _why, _render, _topic, _relevant in (
    ("clee.review_proposed", "Plan ou bilan à valider par l’autre côté", CO_LEADS, proposed,
     Topic.ANSWERS, _in(ReviewState.PROPOSED)),
    ("clee.review_filed", "Plan ou bilan déposé, à la DSDEN", OFFICERS, filed, Topic.ANSWERS,
     _in(ReviewState.FILED)),
    ("clee.review_seen", "Plan ou bilan vu par la DSDEN, au rectorat", OFFICERS, seen,
     Topic.ANSWERS, _in(ReviewState.SEEN)),
    ("clee.review_answered", "Suite donnée à un plan ou bilan, aux copilotes", CO_LEADS, answered,
     Topic.ACTS, None),
):  # fmt: skip
    register(NoticeKind(_code, _label, _why, _render, _relevant, topic=_topic))
