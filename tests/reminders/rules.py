"""Rules of the tests, on rows of low floors: role assignments that end, people who join."""

from accounts.models import RoleAssignment, User
from outbox.kinds import MailContent
from reminders.rules import Rule, To, days, working_days


def content(notice):
    return MailContent(subject="Rappel", paragraphs=[f"Avis {notice.occasion}."])


def validated():
    return RoleAssignment.objects.filter(state="validated")


COMMON = {"why": "vous suivez cet essai", "render": content}

WEEK_BEFORE = Rule(
    code="test.j7",
    label="Une semaine avant la fin d’un rôle",
    subjects=validated,
    recipients=[To.user("user")],
    anchor="ends_on",
    anchor_label="la fin du rôle",
    offset=days(-7),
    **COMMON,
)
DAY_BEFORE = Rule(
    code="test.j1",
    label="La veille de la fin d’un rôle",
    subjects=validated,
    recipients=[To.user("user")],
    anchor="ends_on",
    anchor_label="la fin du rôle",
    offset=days(-1),
    hour=9,
    **COMMON,
)
THREE_WORKING_DAYS = Rule(
    code="test.working",
    label="Trois jours ouvrés après l’inscription",
    subjects=lambda: User.objects.filter(is_active=True),
    recipients=[To(email="email", name="last_name", user_id="pk")],
    anchor="date_joined",
    anchor_label="l’inscription",
    offset=working_days(3),
    **COMMON,
)
TWO_RECIPIENTS = Rule(
    code="test.two",
    label="Deux destinataires",
    subjects=validated,
    recipients=[To.user("user"), To.user("granted_by")],
    anchor="ends_on",
    anchor_label="la fin du rôle",
    offset=days(-7),
    **COMMON,
)
ALL = (WEEK_BEFORE, DAY_BEFORE, THREE_WORKING_DAYS, TWO_RECIPIENTS)
