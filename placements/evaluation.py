"""What the tutor and the pupil are asked on the last day, by link (DOMAIN §4, follow-up)."""

import datetime as dt

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from directory.calendar import Calendar
from directory.enums import Rhythm
from directory.french import of
from documents import questionnaires
from documents.enums import QuestionType
from documents.models import Questionnaire, QuestionnaireAnswer
from documents.questionnaires import Respondent
from outbox.rules import first_morning
from partnerships.evaluation import question
from partnerships.workflow.tables import SYSTEM as PORTAL
from placements.enums import PlacementKind, PlacementState
from placements.models import Placement
from placements.rules.follow_up import never_came
from placements.wording import period_of
from placements.workflow.host_links import recipient_of

TUTOR, PUPIL = "placement.tutor", "placement.pupil"
# The grid of skills of a diploma in a school: the kind goes on with both keys (R-PF-1).
SKILLS = "placement.skills."
ASKED_OF_TUTOR = Q(questionnaire__kind=TUTOR) | Q(questionnaire__kind__startswith=SKILLS)
ASKED = ASKED_OF_TUTOR | Q(questionnaire__kind=PUPIL)
# In whose name they answer, as the journal prints it.
TUTOR_FUNCTION, FAMILY = "tuteur", "famille"
OPEN_DAYS = 60
# A tick that was down asks later, not weeks later.
ASKED_WITHIN = dt.timedelta(days=7)
STATES = (PlacementState.SIGNED, PlacementState.DONE)
WORDS = question("words", QuestionType.TEXT, "Ce que vous voulez ajouter", required=False)
QUESTIONS = {
    TUTOR: (
        "Votre avis de tuteur",
        [
            question("punctual", QuestionType.SCALE, "L’élève a-t-il été assidu et ponctuel ?"),
            question("curious", QuestionType.SCALE, "A-t-il montré de la curiosité ?"),
            question(
                "attitude", QuestionType.SCALE, "A-t-il respecté les règles et les personnes ?"
            ),
            question("again", QuestionType.YES_NO, "Accueilleriez-vous de nouveau un élève ?"),
            WORDS,
        ],
    ),
    PUPIL: (
        "Ton avis sur ton stage",
        [
            question("satisfaction", QuestionType.SCALE, "Es-tu content de ton stage ?"),
            question("welcome", QuestionType.SCALE, "As-tu été bien accueilli ?"),
            question("jobs", QuestionType.TEXT, "Quels métiers as-tu découverts ?", False),
            question("useful", QuestionType.YES_NO, "Ce stage t’aide-t-il à t’orienter ?"),
            question("words", QuestionType.TEXT, "Ce que tu veux ajouter", False),
        ],
    ),
}


def answers(asked=ASKED):
    """The answers of placements (an outer reference to their key)."""
    return QuestionnaireAnswer.objects.filter(
        asked,
        subject_type=ContentType.objects.get_for_model(Placement),
        subject_id=OuterRef("pk"),
    )


def with_evaluation(placements):
    """Placements with `is_evaluated`: the tutor has answered."""
    return placements.annotate(is_evaluated=Exists(answers(ASKED_OF_TUTOR).given()))


def ask_due(today):
    """Ask about the placements that end today, or ended since the last tick. Idempotent;
    returns how many were asked."""
    due = Placement.objects.filter(
        ~Exists(answers()),
        state__in=STATES,
        pupil__isnull=False,
        ends_on__range=(today - ASKED_WITHIN, today),
    )
    rows = due.select_related("pupil", "class_group").prefetch_related(
        "stays__company", "presences"
    )
    return sum(bool(ask(PORTAL, row)) for row in rows.order_by("pk"))


def ask(actor, placement):
    """Ask both sides, in the morning of the last day, or of their next one. Idempotent; who
    has no address is not asked, nor anybody about a pupil who never came."""
    if never_came(placement.presences.all()):
        return []
    asked = []
    for kind, respondents in _respondents(placement).items():
        if respondents:
            kind = _published(kind, placement)
            asked += [_ask(actor, kind, placement, one) for one in respondents]
    return asked


def grid_kind(school_id, diploma_id):
    """The kind of the grid of skills that a school keeps for a diploma."""
    return f"{SKILLS}{school_id}.{diploma_id}"


def _published(kind, placement):
    """What is asked: of the tutor of a vocational period, the grid of the diploma when the
    school has one."""
    if kind == TUTOR and PlacementKind(placement.kind).is_vocational:
        grid = grid_kind(placement.school_id, placement.class_group.diploma_id)
        if Questionnaire.objects.latest_of(grid):
            return grid
    title, questions = QUESTIONS[kind]
    questionnaires.publish(kind, title, questions)
    return kind


def _ask(actor, kind, placement, respondent):
    pupil = placement.pupil
    midnight = timezone.make_aware(dt.datetime.combine(placement.ends_on, dt.time()))
    morning = first_morning(midnight, respondent.rhythm, Calendar.load(), settings.DIGEST_HOUR)
    name = of(f"{pupil.first_name} {pupil.last_name[:1]}.")
    return questionnaires.ask(
        actor,
        kind,
        placement,
        [respondent],
        subject_label=f"stage {name}, {period_of(placement)}",
        closes_on=placement.ends_on + dt.timedelta(days=OPEN_DAYS),
        due_at=morning,
    )


def _respondents(placement):
    tutors = []
    for rank, stay in enumerate(placement.stays.all(), 1):
        if to := recipient_of(stay):
            function = TUTOR_FUNCTION if rank == 1 else f"{TUTOR_FUNCTION} {rank}"
            tutors.append(Respondent(function, to.name, to.email))
    return {TUTOR: tutors, PUPIL: _family(placement.pupil)}


def _family(pupil):
    """The pupil, else a guardian who passes it on; families read every day."""
    guardian = pupil.guardians.exclude(email="").first()
    email = pupil.email or (guardian and guardian.email)
    name = f"{pupil.first_name} {pupil.last_name}" if pupil.email else str(guardian)
    return [Respondent(FAMILY, name, email, rhythm=Rhythm.EVERY_DAY)] if email else []


def asked_of(placement, email):
    """Where the tutor whose address this is answers; "" when nothing is asked of it."""
    rows = QuestionnaireAnswer.objects.awaited().about(placement)
    row = rows.filter(ASKED_OF_TUTOR, email__iexact=email).first()
    return row.path if row else ""


def unanswered():
    """What was asked and not answered."""
    return QuestionnaireAnswer.objects.unanswered().filter(ASKED)


OF_FAMILY = Q(function=FAMILY)
