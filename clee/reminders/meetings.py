"""Reminders of meetings: an answer that is awaited, the meeting itself, what was decided."""

from django.db.models import F, Q

from clee.enums.meetings import Answer, MeetingState
from clee.models import Decision, Invitation
from clee.notices.meetings import GUEST, door, meeting_facts
from directory.enums import Rhythm
from directory.french import full_day
from outbox.addresses import absolute
from outbox.kinds import MailContent
from outbox.topics import Topic
from reminders.rules import Rule, To, at_school_if, days, register

PERSON = To(
    email="email",
    name="name",
    user_id="user",
    rhythm=at_school_if(Q(member__school__isnull=False)),
)
START = "le début de la réunion"
LEAD = "vous copilotez ce comité"


def invited():
    rows = Invitation.objects.standing().by_mail()
    return rows.filter(meeting__state=MeetingState.INVITED)


def unanswered():
    return invited().awaited()


def expected():
    """Those who did not say that they cannot come."""
    return invited().exclude(answer=Answer.EXCUSED)


def _mail(notice, subject, words, label):
    row = notice.subject
    url = door(row)
    return MailContent(
        subject=subject,
        paragraphs=[words],
        facts=meeting_facts(row.meeting),
        action=(label, url) if url else None,
    )


def answer(notice):
    meeting = notice.subject.meeting
    subject = f"Venez-vous ? {meeting}, le {full_day(meeting.day)}"
    words = "Votre réponse à cette invitation est attendue."
    return _mail(notice, subject, words, "Répondre à l’invitation")


def coming(notice):
    meeting = notice.subject.meeting
    subject = f"Rappel : {meeting}, le {full_day(meeting.day)}"
    return _mail(notice, subject, "La réunion approche.", "Voir l’invitation")


def followed():
    """Open decisions, each with the co-leads whose term runs on its due date."""
    lasting = Q(meeting__committee__mandates__ends_on=None) | Q(
        meeting__committee__mandates__ends_on__gte=F("due_on")
    )
    return Decision.objects.open().filter(
        lasting, due_on__isnull=False, meeting__committee__mandates__user__isnull=False
    )


def decided(notice):
    decision = notice.subject
    return MailContent(
        subject=f"Décision à suivre : {decision.meeting.committee}",
        paragraphs=["L’échéance de cette décision approche : dites si elle est faite."],
        facts=[
            ("Décision", decision.text),
            ("Responsable", decision.owner),
            ("Échéance", full_day(decision.due_on)),
        ],
        action=("Ouvrir la réunion", absolute(decision.meeting.get_absolute_url())),
    )


register(
    Rule(
        "clee.meeting.answer",
        "Invitation sans réponse, à la personne invitée",
        GUEST,
        unanswered,
        [PERSON],
        "meeting__starts_at",
        START,
        days(-7),
        answer,
    )
)
register(
    Rule(
        "clee.meeting.coming",
        "Réunion d’un comité qui approche, à la personne invitée",
        GUEST,
        expected,
        [PERSON],
        "meeting__starts_at",
        START,
        days(-2),
        coming,
        topic=Topic.COMING,
    )
)
register(
    Rule(
        "clee.decision.due",
        "Décision d’une réunion à suivre, aux copilotes",
        LEAD,
        followed,
        [To.user("meeting__committee__mandates__user", Rhythm.WORK)],
        "due_on",
        "l’échéance de la décision",
        days(-7),
        decided,
    )
)
