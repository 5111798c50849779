"""What waits about documents: signatures and answers asked of the signed-in person."""

from django.utils import timezone

from accounts.todo import Todo, urgency_of
from documents.enums import RoundState
from documents.models import QuestionnaireAnswer, Signatory


def todos(actor, school_year):
    """One line per signature asked of the person's own address, then per questionnaire."""
    if actor.user is None:
        return []
    return [*_signatures(actor.user), *_questionnaires(actor)]


def _signatures(user):
    """The person's own personal link is theirs to open from here too.

    Late once the wanted day is past; after the last day nothing is asked any more.
    """
    today = timezone.localdate()
    asked = Signatory.objects.filter(
        round__state=RoundState.OPEN,
        round__closes_on__gte=today,
        signed_at=None,
        email__iexact=user.email,
    ).select_related("round", "link")
    return [
        Todo(
            f"Signer : {one.round.label} n° {one.round.number}",
            one.current_link.path,
            one.round.deadline.next(today),
            urgency_of(one.round.wanted_on, today),
        )
        for one in asked
    ]


def _questionnaires(actor):
    rows = QuestionnaireAnswer.objects.visible_to(actor).awaited().select_related("questionnaire")
    return [
        Todo(
            f"Répondre : {row.questionnaire.title} ({row.subject_label})",
            row.path,
            row.closes_on,
        )
        for row in rows
    ]
