"""What waits about documents: signatures and answers asked of the signed-in person."""

from django.urls import reverse
from django.utils import timezone

from accounts.todo import Todo, urgency_of
from documents.batch import awaited_of
from documents.models import QuestionnaireAnswer


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
    asked = list(awaited_of(user, today))
    if len(asked) > 1:
        return [_at_once(asked, today)]
    return [
        Todo(
            f"Signer : {one.round.label} n° {one.round.number}",
            one.current_link.path,
            one.round.deadline.next(today),
            urgency_of(one.round.wanted_on, today),
        )
        for one in asked
    ]


def _at_once(asked, today):
    """Several: one line, for the page that signs them with one code."""
    first = min(asked, key=lambda one: one.round.wanted_on).round
    return Todo(
        f"Signer {len(asked)} documents en une fois",
        reverse("documents:batch"),
        first.deadline.next(today),
        urgency_of(first.wanted_on, today),
    )


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
