"""The plan and review of a year: written by the co-leads, validated in turn, frozen (R-CL-5).

Raises `Refused`.
"""

from django.db import transaction
from django.utils import timezone

from accounts import journal
from accounts.enums import Role
from accounts.transitions import Table, Transition
from clee.enums import Side
from clee.enums.reviews import Outcome, ReviewKind, ReviewState
from clee.models import Review, ReviewVersion
from clee.notices import reviews as told
from clee.review.content import content_of
from clee.review.document import DATA, PDF_KIND, pdf_of
from clee.workflow import who
from directory.violations import Refused, Violation
from documents.snapshots import freeze

DRAFT, PROPOSED, FILED, SEEN, VALIDATED, NOTED = ReviewState
LONGEST = 5000


def side_of(actor, review):
    """The side that the actor co-leads today, "" when none."""
    return review.sides.get(actor.user.pk, "") if actor.role == Role.CO_LEAD else ""


def _both_on_portal(review):
    """Whether each side has somebody to validate there."""
    return len(set(review.sides.values())) == len(Side)


def _with_other_side(review, actor):
    return _co_lead(review, actor) and _both_on_portal(review)


def _alone(review, actor):
    return _co_lead(review, actor) and not _both_on_portal(review)


def _other_side(review, actor):
    return side_of(actor, review) not in ("", review.proposed_side)


def _co_lead(review, actor):
    return bool(side_of(actor, review))


def _office(review, actor):
    of_office = actor.is_administrator or actor.role == Role.DEPARTMENT_OFFICE
    return of_office and who.of_territory(actor, review.committee)


def _authority(review, actor):
    of_authority = actor.is_administrator or actor.role == Role.EDUCATION_AUTHORITY
    return of_authority and who.of_territory(actor, review.committee)


def _co_lead_or_authority(review, actor):
    return _co_lead(review, actor) or _authority(review, actor)


TABLE = Table(
    {
        (DRAFT, "propose"): Transition(PROPOSED, _with_other_side, "Valider pour votre côté"),
        (DRAFT, "file"): Transition(FILED, _alone, "Valider et déposer"),
        (PROPOSED, "agree"): Transition(FILED, _other_side, "Valider et déposer"),
        (PROPOSED, "rework"): Transition(DRAFT, _co_lead, "Reprendre la rédaction"),
        (FILED, "see"): Transition(SEEN, _office, "Marquer « vu »"),
        (FILED, "return"): Transition(DRAFT, _office, "Renvoyer aux copilotes"),
        (SEEN, "validate"): Transition(VALIDATED, _authority, "Valider"),
        (SEEN, "note"): Transition(NOTED, _authority, "Marquer « vu », sans valider"),
        (SEEN, "return"): Transition(DRAFT, _authority, "Renvoyer aux copilotes"),
        (VALIDATED, "reopen"): Transition(DRAFT, _co_lead_or_authority, "Rouvrir"),
        (NOTED, "reopen"): Transition(DRAFT, _co_lead_or_authority, "Rouvrir"),
    }
)
VERBS = {
    "propose": "a validé pour son côté",
    "file": "a validé et déposé",
    "agree": "a validé et déposé",
    "rework": "a repris la rédaction",
    "see": "a marqué « vu »",
    "return": "a renvoyé aux copilotes",
    "validate": "a validé",
    "note": "a marqué « vu », sans valider",
    "reopen": "a rouvert",
}
# What must be said, and what may be.
WITH_REASON = ("rework", "return", "reopen")
WITH_COMMENT = ("see", "validate", "note", *WITH_REASON)


@transaction.atomic
def start(actor, committee, school_year, kind):
    """The document of that year, made when it is first opened; asked again, the same."""
    who.demand(who.keeps(actor, committee))
    review, is_new = Review.objects.get_or_create(
        committee=committee, school_year=school_year, kind=ReviewKind(kind)
    )
    if is_new:
        _write(actor, "a ouvert", review)
    return review


@transaction.atomic
def write(actor, review, texts):
    """Keep the texts of its sections; figures are never typed."""
    review = locked(review)
    who.demand(who.keeps(actor, review.committee))
    if review.state != DRAFT:
        raise Refused("Le document est validé ou déposé : reprenez d’abord la rédaction.")
    known = ReviewKind(review.kind).sections
    for code, text in texts.items():
        if code in known and len(text) > LONGEST:
            raise Refused(violations=[Violation("R-CL-5", "Ce texte est trop long.", code)])
    review.texts = {code: texts.get(code, "").strip() for code in known}
    review.save(update_fields=["texts", "updated_at"])
    _write(actor, "a rédigé", review)
    return review


@transaction.atomic
def act(actor, review, event, comment=""):
    """One step of the turn. Two co-leads who click together: the second finds it done."""
    review = locked(review)
    comment = comment.strip()
    if event in WITH_REASON and not comment:
        text = "Dites ce qui est à reprendre."
        raise Refused(violations=[Violation("R-CL-5", text, "comment")])
    TABLE.apply(review, event, actor)
    STEPS[event](actor, review, event, comment)
    review.save()
    _write(actor, VERBS[event], review, comment)
    told.tell(actor, review, event)
    return review


def _propose(actor, review, event, comment):
    review.proposed_side = side_of(actor, review)
    review.proposed_by = actor.label


def _file(actor, review, event, comment):
    """Figures and texts are frozen: what the office and the authority read never moves."""
    validated = []
    if review.proposed_side:
        validated.append([Side(review.proposed_side).label, review.proposed_by])
    validated.append([Side(side_of(actor, review)).label, actor.label])
    last = last_version(review)
    content = content_of(review, frozenset(last.content["counted"]) if last else frozenset())
    content["filed_on"] = timezone.localdate().isoformat()
    snapshot = freeze(actor, DATA, review, content)
    ReviewVersion.objects.create(
        review=review, number=snapshot.version, snapshot=snapshot, validated=validated
    )
    review.proposed_side = review.proposed_by = ""


def _rework(actor, review, event, comment):
    review.proposed_side = review.proposed_by = ""


def _see(actor, review, event, comment):
    version = last_version(review)
    version.seen_at, version.seen_comment = timezone.now(), comment
    version.save()


def _return(actor, review, event, comment):
    _settle(actor, last_version(review), Outcome.RETURNED, comment)


def _decide(actor, review, event, comment):
    """The document is sealed with what the office and the authority answered."""
    version = last_version(review)
    outcome = Outcome.VALIDATED if event == "validate" else Outcome.NOTED
    _settle(actor, version, outcome, comment)
    name = f"{review.kind}-clee-{review.committee_id}-{review.school_year_id}.pdf"
    version.document = freeze(
        actor, PDF_KIND, review, pdf_of(version), mimetype="application/pdf", name=name
    )
    version.save()


def _settle(actor, version, outcome, comment):
    version.outcome, version.outcome_comment = outcome, comment
    version.outcome_at, version.outcome_by = timezone.now(), actor.label
    version.save()


def _reopen(actor, review, event, comment):
    """The frozen version stays; the next filing makes another one."""


STEPS = {
    "propose": _propose,
    "file": _file,
    "agree": _file,
    "rework": _rework,
    "see": _see,
    "return": _return,
    "validate": _decide,
    "note": _decide,
    "reopen": _reopen,
}


def last_version(review):
    """The latest filing, with what it froze; None before the first."""
    return versions_of(review).first()


def versions_of(review):
    """Its filings, the latest first, with what they froze."""
    return review.versions.select_related("snapshot__file", "document").order_by("-number")


def locked(review):
    """Its row, locked for this transaction and read again."""
    rows = Review.objects.select_for_update(of=("self",))
    return rows.select_related("committee", "school_year").get(pk=review.pk)


def _write(actor, verb, review, reason=""):
    verb = f"{verb} le {review.get_kind_display().lower()}"
    journal.note(
        actor,
        verb,
        review,
        committee_id=review.committee_id,
        words=review.school_year.label,
        reason=reason,
    )
