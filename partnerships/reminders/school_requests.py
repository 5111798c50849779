"""Reminders of school requests: an answer to settle, a request that nobody answers."""

from django.db.models import Exists, OuterRef

from directory.enums import Rhythm
from outbox.kinds import MailContent
from partnerships.enums.school_requests import UNANSWERED_AFTER, AnswerKind, RequestState
from partnerships.models import SchoolRequest, SchoolRequestAnswer
from partnerships.notices.school_requests import SCHOOL, facts_of, page, short
from partnerships.wording import day
from reminders.rules import Rule, To, days, register, their_days


def unanswered():
    """Published, without any answer but *pas pour le moment*."""
    heard = SchoolRequestAnswer.objects.filter(
        request=OuterRef("pk"), kind__in=(AnswerKind.YES, AnswerKind.QUESTION)
    )
    return SchoolRequest.objects.published().filter(~Exists(heard))


def widen(notice):
    request = notice.subject
    return MailContent(
        subject=f"Toujours sans réponse : {short(request)}",
        paragraphs=[
            "Personne n’a encore dit oui à votre appel, ni posé de question. Vous pouvez en "
            "publier un autre, sur un territoire ou une période plus larges ; les chargés de "
            "mission du département voient cet appel dans leur liste.",
            f"Il reste ouvert jusqu’au {day(request.expires_on)}.",
        ],
        facts=facts_of(request),
        action=page(notice, "Voir l’appel"),
    )


def to_settle():
    """A yes or a question that waits for the school."""
    rows = SchoolRequestAnswer.objects.standing().filter(request__state=RequestState.PUBLISHED)
    return rows.filter(kind=AnswerKind.YES) | rows.filter(kind=AnswerKind.QUESTION, reply="")


def settle(notice):
    row = notice.subject
    return MailContent(
        subject=f"Une réponse attend la vôtre : {row.host}",
        paragraphs=[f"{row.host} a répondu à votre appel et attend que vous lui disiez la suite."],
        facts=facts_of(row.request),
        action=page(notice, "Lire la réponse"),
    )


RULES = (
    Rule(
        code="school_request.unanswered",
        label="Appel toujours sans réponse, à qui l’a publié",
        why=SCHOOL,
        subjects=unanswered,
        recipients=[To.user("created_by", Rhythm.SCHOOL)],
        anchor="published_at",
        anchor_label="la publication de l’appel",
        offset=days(UNANSWERED_AFTER),
        render=widen,
        until="expires_on",
    ),
    Rule(
        code="school_request.to_settle",
        label="Réponse à un appel, en attente de l’établissement",
        why=SCHOOL,
        subjects=to_settle,
        recipients=[To.user("request__created_by", Rhythm.SCHOOL)],
        anchor="answered_at",
        anchor_label="la réponse",
        offset=their_days(5),
        render=settle,
        until="request__expires_on",
    ),
)

for rule in RULES:
    register(rule)
