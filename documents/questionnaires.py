"""Asking questions of respondents, by link or account (R-CEE-7 evaluations first)."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from accounts import journal, links
from directory.enums import Rhythm
from directory.violations import Refused, Violation
from documents import registry
from documents.enums import QuestionType
from documents.models import Questionnaire, QuestionnaireAnswer
from outbox.recipients import Recipient
from outbox.workflow import notify

PURPOSE = "evaluer"
LONGEST_TEXT = 4000
SCALE = range(1, 6)


@dataclass(frozen=True)
class Respondent:
    """Whom the answer is asked of: a function, held by an account or an address; `rhythm`:
    the days on which they read."""

    function: str
    name: str
    email: str = ""
    user: object = None
    rhythm: Rhythm = Rhythm.WORK


def publish(kind, title, questions, introduction=""):
    """The questionnaire of a kind with these questions; new questions are a new version.

    Idempotent: the same questions again give the version that exists. What was asked
    with an earlier version keeps it.
    """
    latest = Questionnaire.objects.latest_of(kind)
    if latest and latest.questions == questions:
        return latest
    check_questions(questions)
    return Questionnaire.objects.create(
        kind=kind,
        version=latest.version + 1 if latest else 1,
        title=title,
        questions=questions,
        introduction=introduction,
    )


def check_questions(questions):
    """Raises ValueError for questions that no form could show."""
    codes = [question["code"] for question in questions]
    if not codes or len(set(codes)) < len(codes):
        raise ValueError("Each question needs a code of its own.")
    for question in questions:
        if question["type"] not in QuestionType.values or not question["text"]:
            raise ValueError(f"Question {question['code']} has no known type or no text.")
        if question["type"] == QuestionType.CHOICE and not question.get("choices"):
            raise ValueError(f"Question {question['code']} has no choices.")


@transaction.atomic
def ask(actor, kind, subject, respondents, *, subject_label, closes_on, occasion="", due_at=None):
    """Ask each respondent once per subject and occasion; asked again, nothing changes but what
    was closed without an answer, which opens again.

    The invitation leaves with a morning's digest, from `due_at` on (default now). Returns
    the rows, one per respondent. Raises Refused when the kind has no questionnaire.
    """
    questionnaire = Questionnaire.objects.latest_of(kind)
    if questionnaire is None:
        raise Refused("Ce questionnaire n’existe pas.")
    earlier = QuestionnaireAnswer.objects.about(subject).filter(
        questionnaire__kind=kind, occasion=occasion
    )
    earlier.filter(answered_at=None, closes_on__lt=timezone.localdate()).update(closes_on=closes_on)
    asked = {row.function: row for row in earlier}
    for one in respondents:
        if one.function not in asked:
            row = _ask_one(
                actor, questionnaire, subject, one, subject_label, occasion, closes_on, due_at
            )
            notify(
                "documents.questionnaire_asked",
                row,
                Recipient(row.email or row.user.email, row.name, row.user_id, one.rhythm),
                by=actor,
                due_at=due_at,
                not_after=links.end_of(closes_on),
            )
            asked[one.function] = row
    return [asked[one.function] for one in respondents]


def _ask_one(actor, questionnaire, subject, one, subject_label, occasion, closes_on, due_at):
    row, created = QuestionnaireAnswer.objects.get_or_create(
        questionnaire=questionnaire,
        subject_type=ContentType.objects.get_for_model(subject),
        subject_id=subject.pk,
        occasion=occasion,
        function=one.function,
        defaults={
            "subject_label": subject_label[:200],
            "name": one.name,
            "email": one.email,
            "user": one.user,
            "asked_at": due_at or timezone.now(),
            "closes_on": closes_on,
        },
    )
    if created and one.user is None:
        row.link = links.issue(
            actor,
            PURPOSE,
            row,
            name=one.name,
            email=one.email,
            function=one.function,
            valid_until=links.end_of(closes_on),
        )
        row.save(update_fields=["link"])
    return row


def close(subject, day):
    """Nobody is asked any more about the subject: what awaits its answer closes on the eve of
    `day`. Asked again, it opens again."""
    rows = QuestionnaireAnswer.objects.about(subject).awaited(day)
    rows.update(closes_on=day - dt.timedelta(days=1))


@transaction.atomic
def answer(actor, row, values):
    """Keep the answer; it may be changed until the row closes.

    `values`: code → value. Raises Refused with one violation per question that is
    missing or wrong, and when the row is closed or is another person's.
    """
    row = QuestionnaireAnswer.objects.select_for_update(of=("self",)).get(pk=row.pk)
    by_link = actor.link and row.link and links.latest(row.link).pk == actor.link.pk
    by_account = actor.user and row.user_id == actor.user.pk
    if not by_link and not by_account:
        raise Refused("Ce questionnaire est adressé à une autre personne.")
    if not row.is_open:
        raise Refused("Ce questionnaire est clos : les réponses ne peuvent plus être modifiées.")
    cleaned, violations = {}, []
    for question in row.questionnaire.questions:
        value, why_not = checked(question, values.get(question["code"]))
        if why_not:
            violations.append(Violation("R-CEE-7", why_not, question["code"]))
        elif value is not None:
            cleaned[question["code"]] = value
    if violations:
        raise Refused(violations=violations)
    again = row.answered_at is not None
    row.answers = cleaned
    row.answered_at = timezone.now()
    row.save(update_fields=["answers", "answered_at"])
    verb = "a modifié sa réponse" if again else "a répondu"
    journal.record(actor, f"{verb} : {row.questionnaire.title}", row.subject)
    registry.answered(row.questionnaire.kind)[0](actor, row)
    return row


def checked(question, value):
    """(value, why not): what is kept of an answer, None for no answer. Pure."""
    if value in (None, ""):
        return None, "Cette réponse est nécessaire." if question.get("required") else ""
    return CHECKS[question["type"]](question, value)


def _number(_question, value):
    try:
        number = int(value)
    except (TypeError, ValueError):
        return None, "Indiquez un nombre entier."
    if not 0 <= number <= 100_000:
        return None, "Indiquez un nombre entre 0 et 100 000."
    return number, ""


def _scale(question, value):
    number, why_not = _number(question, value)
    if why_not or number not in SCALE:
        return None, "Choisissez une note de 1 à 5."
    return number, ""


def _yes_no(_question, value):
    known = {"oui": True, "non": False, True: True, False: False}
    return (known[value], "") if value in known else (None, "Répondez par oui ou par non.")


def _choice(question, value):
    if value in [code for code, _ in question["choices"]]:
        return value, ""
    return None, "Choisissez une des réponses proposées."


def _text(_question, value):
    text = str(value).replace("\x00", "").strip()
    if len(text) > LONGEST_TEXT:
        return None, f"{LONGEST_TEXT} caractères au plus."
    return text or None, ""


CHECKS = {
    QuestionType.SCALE: _scale,
    QuestionType.YES_NO: _yes_no,
    QuestionType.CHOICE: _choice,
    QuestionType.TEXT: _text,
    QuestionType.NUMBER: _number,
}
