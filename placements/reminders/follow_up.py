"""Reminders after a placement: the evaluation that is still awaited."""

from datetime import timedelta

from django.db.models import Case, CharField, Exists, OuterRef, Value, When

from directory.enums import Rhythm
from outbox.kinds import MailContent
from outbox.topics import Topic
from placements.evaluation import OF_FAMILY, unanswered
from placements.models import Placement
from reminders.rules import Rule, To, days, register

RHYTHM = Case(
    When(OF_FAMILY, then=Value(Rhythm.EVERY_DAY.value)),
    default=Value(Rhythm.WORK.value),
    output_field=CharField(),
)


def to_remind():
    """What is still awaited of tutors and pupils; of a guardian, who passes on what the pupil is
    asked, it is not asked twice."""
    owns = Placement.objects.filter(
        pk=OuterRef("subject_id"), pupil__email__iexact=OuterRef("email")
    )
    return unanswered().filter(~OF_FAMILY | Exists(owns))


def evaluate(notice):
    row = notice.subject
    return MailContent(
        subject=f"Avis attendu : {row.subject_label}",
        paragraphs=[
            "L’avis sur ce stage n’est pas encore enregistré. Il tient en une page et sert au"
            " suivi de l’élève.",
        ],
        action=("Donner un avis", row.url),
    )


# The mail of the last day is sent by the questionnaire itself.
register(
    Rule(
        code="placement.evaluation.7",
        label="Avis attendu après un stage, au tuteur et à l’élève",
        why="vous avez participé à ce stage",
        subjects=to_remind,
        recipients=[To(email="email", name="name", rhythm=RHYTHM)],
        anchor="asked_at",
        anchor_label="la demande d’avis",
        offset=days(7),
        render=evaluate,
        lasts=timedelta(days=21),
        until="closes_on",
        topic=Topic.OPINIONS,
    )
)
