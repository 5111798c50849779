"""Reminders of roles that wait: to the head at three days of class, to the département at five."""

from datetime import timedelta

from django.db.models import F
from django.urls import reverse

from accounts.enums import Evidence, Role
from accounts.models import RoleAssignment
from accounts.rules import BY_SCHOOL, ESCALATION_DAYS, VALIDATION
from directory.enums import Rhythm
from outbox.addresses import absolute
from outbox.kinds import MailContent
from outbox.topics import Topic
from reminders.holders import with_holders
from reminders.rules import Rule, To, days, register, their_days

ASKED_AGAIN = 3  # days of class
VALIDATED_BY_SCHOOL = [role for role, steps in VALIDATION.items() if steps == BY_SCHOOL]


def waiting(path, role, **narrowed):
    """The requests of the staff of schools, each with the holders of a role beside it."""
    rows = RoleAssignment.objects.undecided().filter(role__in=VALIDATED_BY_SCHOOL)
    return with_holders(rows, path, [role], "escalates_on", **narrowed)


def for_heads():
    return waiting("schools__role_assignments", Role.HEAD)


def for_offices():
    """Those that passed to the département, which was not told at the request itself."""
    path = "schools__department__role_assignments"
    return waiting(path, Role.DEPARTMENT_OFFICE, escalates_on__gt=F("granted_at__date"))


def _content(notice, sentence):
    assignment = notice.subject
    return MailContent(
        subject=f"Toujours à valider : {assignment.user}",
        paragraphs=[sentence.format(person=assignment.user)],
        facts=[
            ("Rôle", assignment.get_role_display()),
            ("Périmètre", ", ".join(assignment.places())),
            ("Preuve", Evidence(assignment.evidence).label),
        ],
        action=("Répondre à la demande", absolute(reverse("roles_to_validate"))),
    )


def to_head(notice):
    return _content(
        notice,
        "{person} attend toujours que vous validiez son rôle. Sans réponse de votre part, la "
        "demande passe à la DSDEN.",
    )


def to_office(notice):
    return _content(
        notice,
        "L’établissement de {person} n’a pas répondu en "
        f"{ESCALATION_DAYS} jours de classe : la demande vous revient.",
    )


register(
    Rule(
        code="roles.waiting.head",
        label="Rôle à valider, au chef d’établissement",
        why="vous validez les rôles de votre établissement",
        subjects=for_heads,
        recipients=[To.user("holder__user", Rhythm.SCHOOL)],
        anchor="granted_at",
        anchor_label="la demande",
        offset=their_days(ASKED_AGAIN),
        render=to_head,
    )
)
register(
    Rule(
        code="roles.waiting.office",
        label="Rôle sans réponse de l’établissement, à la DSDEN",
        why="vous validez les rôles de votre département",
        subjects=for_offices,
        recipients=[To.user("holder__user")],
        anchor="escalates_on",
        anchor_label="la transmission de la demande",
        offset=days(0),
        render=to_office,
        lasts=timedelta(days=10),
        topic=Topic.ANSWERS,
    )
)
