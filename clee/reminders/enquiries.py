"""Reminders of requests that nobody answered."""

from datetime import timedelta

from django.db.models import F

from accounts.enums import Role
from clee.enums.public import EnquiryKind
from clee.models import Enquiry
from outbox.addresses import absolute
from outbox.kinds import MailContent
from outbox.topics import Topic
from reminders.holders import with_holders
from reminders.rules import Rule, To, register, working_days

ESCALATION = (Role.DEPARTMENT_SUPERVISOR, Role.DEPARTMENT_OFFICE)


def waiting(roles, **narrowed):
    """Requests that wait, each with the holders of these roles in its département."""
    path = "department__role_assignments"
    return with_holders(Enquiry.objects.waiting(), path, roles, "sent_at__date", **narrowed)


def for_answerers():
    return waiting(None, holder__role=F("asked_role"))


def for_escalation():
    return waiting(ESCALATION)


def _content(notice, sentence):
    row = notice.subject
    return MailContent(
        subject=f"Toujours sans réponse : {EnquiryKind(row.kind).label.lower()}",
        paragraphs=[sentence.format(who=row.organisation or row.name)],
        facts=[("Objet", EnquiryKind(row.kind).label), ("Département", str(row.department))],
        action=("Répondre à la demande", absolute(row.get_absolute_url())),
    )


def again(notice):
    return _content(
        notice,
        "{who} attend votre réponse. Sans elle, la demande passe au superviseur et à la DSDEN.",
    )


def escalated(notice):
    return _content(notice, "La demande de {who} est restée sans réponse : elle vous revient.")


register(
    Rule(
        code="clee.enquiry.unanswered.5",
        label="Demande de comité sans réponse, à qui elle est adressée",
        why="vous répondez aux demandes de comité de votre territoire",
        subjects=for_answerers,
        recipients=[To.user("holder__user")],
        anchor="sent_at",
        anchor_label="la demande",
        offset=working_days(5),
        render=again,
    )
)
register(
    Rule(
        code="clee.enquiry.unanswered.10",
        label="Demande de comité toujours sans réponse, au superviseur et à la DSDEN",
        why="vous pilotez les comités de votre département",
        subjects=for_escalation,
        recipients=[To.user("holder__user")],
        anchor="sent_at",
        anchor_label="la demande",
        offset=working_days(10),
        render=escalated,
        lasts=timedelta(days=10),
        topic=Topic.ANSWERS,
    )
)
