"""Reminders of requests that nobody answered."""

from datetime import timedelta

from django.db.models import F, FilteredRelation, Q

from accounts.enums import Role, RoleState
from clee.enums_public import EnquiryKind
from clee.models import Enquiry
from outbox.addresses import absolute
from outbox.kinds import MailContent
from outbox.topics import Topic
from reminders.rules import Rule, To, register, working_days

ESCALATION = (Role.DEPARTMENT_SUPERVISOR, Role.DEPARTMENT_OFFICE)


def _with_holders(roles):
    """Requests that wait, each with the holders of these roles in its département."""
    path = "department__role_assignments"
    held = Q(**{f"{path}__state": RoleState.VALIDATED})
    rows = Enquiry.objects.waiting().annotate(holder=FilteredRelation(path, condition=held))
    # Not to who had left by then. One `filter`: a second one would be a second join.
    still = Q(holder__ends_on=None) | Q(holder__ends_on__gte=F("sent_at__date"))
    return rows.filter(still, roles)


def for_answerers():
    return _with_holders(Q(holder__role=F("asked_role")))


def for_escalation():
    return _with_holders(Q(holder__role__in=ESCALATION))


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
