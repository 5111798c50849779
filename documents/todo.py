"""What waits about documents: signatures and answers asked of the signed-in person."""

from accounts.todo import Todo, Urgency
from documents.enums import RoundState
from documents.models import QuestionnaireAnswer, Signatory


def todos(actor, school_year):
    """One line per signature asked of the person's own address, then per questionnaire."""
    if actor.user is None:
        return []
    return [*_signatures(actor.user), *_questionnaires(actor)]


def _signatures(user):
    """The person's own personal link is theirs to open from here too."""
    asked = Signatory.objects.filter(
        round__state=RoundState.OPEN, signed_at=None, email__iexact=user.email
    ).select_related("round", "link")
    return [
        Todo(
            f"Signer : {one.round.label} n° {one.round.number}",
            one.current_link.path,
            one.round.closes_on,
            Urgency.SOON,
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
