"""R-CEE-7: what the host and the guest are asked the day after an immersion."""

import datetime as dt

from django.conf import settings
from django.utils import timezone

from directory.calendar import Calendar
from directory.enums import Rhythm
from documents import questionnaires
from documents.enums import QuestionType
from documents.questionnaires import Respondent
from outbox.rules import first_morning
from partnerships.enums import OfferKind
from partnerships.enums.contract import COVERED_STATES
from partnerships.models import Contract
from partnerships.wording import period_of

HOST, GUEST = "evaluation.host", "evaluation.guest"
# Of the immersion of staff, whose questions speak of no class.
STAFF_HOST, STAFF_GUEST = "evaluation.staff_host", "evaluation.staff_guest"
HOSTS = (HOST, STAFF_HOST)
KINDS = (*HOSTS, GUEST, STAFF_GUEST)
AGAIN = "again"
OPEN_DAYS = 60


def question(code, kind, text, required=True):
    return {"code": code, "type": kind, "text": text, "required": required}


SATISFACTION = question("satisfaction", QuestionType.SCALE, "Êtes-vous satisfait de ces journées ?")
WORDS = question("words", QuestionType.TEXT, "Ce que vous en retenez", required=False)
QUESTIONS = {
    HOST: (
        "Votre avis d’accueillant",
        [
            SATISFACTION,
            question("prepared", QuestionType.SCALE, "La classe était-elle préparée ?"),
            question("jobs", QuestionType.TEXT, "Quels métiers avez-vous fait découvrir ?", False),
            question(AGAIN, QuestionType.YES_NO, "Accueilleriez-vous de nouveau une classe ?"),
            WORDS,
        ],
    ),
    STAFF_HOST: (
        "Votre avis d’accueillant",
        [
            SATISFACTION,
            question("jobs", QuestionType.TEXT, "Quels métiers avez-vous fait découvrir ?", False),
            question(AGAIN, QuestionType.YES_NO, "Accueilleriez-vous de nouveau des enseignants ?"),
            WORDS,
        ],
    ),
    STAFF_GUEST: (
        "Votre avis d’après l’immersion",
        [
            SATISFACTION,
            question("jobs", QuestionType.TEXT, "Quels métiers avez-vous découverts ?"),
            question("use", QuestionType.TEXT, "Qu’en ferez-vous avec vos élèves ?", False),
            question(AGAIN, QuestionType.YES_NO, "Referiez-vous cette immersion ?"),
            WORDS,
        ],
    ),
    GUEST: (
        "Votre avis d’enseignant",
        [
            SATISFACTION,
            question("present", QuestionType.NUMBER, "Combien d’élèves étaient présents ?", False),
            question("jobs", QuestionType.TEXT, "Quels métiers la classe a-t-elle découverts ?"),
            question("again", QuestionType.YES_NO, "Referiez-vous cette immersion ?"),
            WORDS,
        ],
    ),
}


def ask(actor, booking, day):
    """Ask both sides, in the morning of their next open day from `day`; who has no address is
    not asked. Idempotent.

    Nobody is asked about an immersion that its contract did not cover (R-CEE-8).
    """
    if Contract.objects.filter(booking=booking).exclude(state__in=COVERED_STATES).exists():
        return
    calendar = Calendar.load()
    for kind, respondent in _respondents(booking):
        title, questions = QUESTIONS[kind]
        questionnaires.publish(kind, title, questions)
        questionnaires.ask(
            actor,
            kind,
            booking,
            [respondent],
            subject_label=f"{booking.host}, {period_of(booking)}",
            closes_on=day + dt.timedelta(days=OPEN_DAYS),
            due_at=_morning(day, respondent.rhythm, calendar),
        )


def _morning(day, rhythm, calendar):
    """The morning of the first day from `day` on which this side is at work (R-ID-9)."""
    midnight = timezone.make_aware(dt.datetime.combine(day, dt.time()))
    return first_morning(midnight, rhythm, calendar, settings.DIGEST_HOUR)


def _respondents(booking):
    staff = booking.kind == OfferKind.TEACHER_IMMERSION
    host, guest = (STAFF_HOST, STAFF_GUEST) if staff else (HOST, GUEST)
    if booking.contact_email:
        name = booking.contact_name or str(booking.host)
        rhythm = Rhythm.of(booking.host_school_id)
        yield host, Respondent("host", name, booking.contact_email, rhythm=rhythm)
    leader = booking.teacher or booking.requested_by
    if leader.is_active:
        rhythm = Rhythm.of(booking.school_id)
        yield guest, Respondent("guest", str(leader), leader.email, leader, rhythm)
