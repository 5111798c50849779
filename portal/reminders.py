"""Reminders of the rentrée: to the head to confirm, to the people whose role ends."""

from django.db.models import Exists, F, OuterRef
from django.db.models.functions import ExtractYear
from django.urls import reverse

from accounts.enums import Role, RoleState
from accounts.models import RoleAssignment, RoleRenewal
from accounts.rules import RENEWED
from directory.french import full_day
from outbox.addresses import absolute
from outbox.kinds import MailContent
from outbox.topics import Topic
from portal import reminders_roles  # noqa: F401 declares the rules of roles that wait
from reminders.rules import Rule, To, days, register

# 15 June, then when the heads are back: the summer holidays hold no day of class, and
# those who read are told on the day itself.
CONFIRM_BEFORE = (77, 14, 3)
END_BEFORE = (14, 1)
HOLDER = To.user("user")
ON_31_AUGUST = {"month": 8, "day": 31}


def _ends_on_31_august(path=""):
    return {f"{path}ends_on__{part}": value for part, value in ON_31_AUGUST.items()}


def ending():
    """The roles of people of schools that nobody has confirmed."""
    rows = RoleAssignment.objects.filter(state=RoleState.VALIDATED, role__in=RENEWED)
    return rows.filter(**_ends_on_31_august())


def heads_to_ask():
    """The roles of heads in whose school a role ends on a 31 August, until they decide."""
    path = "schools__role_assignments__"
    of_people = {f"{path}state": RoleState.VALIDATED, f"{path}role__in": RENEWED}
    rows = RoleAssignment.objects.filter(
        role=Role.HEAD,
        state=RoleState.VALIDATED,
        **of_people,
        **_ends_on_31_august(path),
    )
    decided = RoleRenewal.objects.filter(school=OuterRef("place"), start_year=OuterRef("year"))
    rows = rows.annotate(year=ExtractYear(f"{path}ends_on"), place=F("schools"))
    return rows.filter(~Exists(decided))


def role_ends(notice):
    assignment = notice.subject
    day = full_day(assignment.ends_on)
    return MailContent(
        subject=f"Votre rôle prend fin le {day}",
        paragraphs=[
            "Dans un établissement, les rôles sont confirmés chaque année. Le vôtre ne l’est pas "
            f"encore pour la rentrée : après le {day}, il n’ouvrira plus aucun accès.",
            "Si vous restez dans l’établissement, demandez à votre chef d’établissement de le "
            "confirmer. Si vous le quittez, vous n’avez rien à faire.",
        ],
        facts=[
            ("Rôle", assignment.get_role_display()),
            ("Périmètre", ", ".join(assignment.places())),
        ],
        action=("Voir mes rôles", absolute(reverse("account"))),
    )


def confirm_roles(notice):
    assignment = notice.subject
    return MailContent(
        subject="Confirmer les rôles de la rentrée",
        paragraphs=[
            "Dites qui reste dans votre établissement à la rentrée. Les rôles que vous ne "
            "confirmez pas prennent fin le 31 août : ces personnes n’auront plus accès à "
            "Passerelle.",
            "La même page propose les classes de la rentrée d’après celles de cette année.",
        ],
        facts=[("Périmètre", ", ".join(assignment.places()))],
        action=("Préparer la rentrée", absolute(reverse("portal:rentree"))),
    )


def _nearer(series, place):
    return days(-series[place + 1]) if place + 1 < len(series) else None


for place, before in enumerate(CONFIRM_BEFORE):
    register(
        Rule(
            code=f"rentree.confirm.{before}",
            label=f"Rôles à confirmer avant la rentrée, {before} jours avant leur fin, au chef",
            why="vous confirmez les rôles de votre établissement",
            subjects=heads_to_ask,
            recipients=[HOLDER],
            anchor=F("schools__role_assignments__ends_on"),
            anchor_label="la fin des rôles de l’année",
            offset=days(-before),
            render=confirm_roles,
            nearer=_nearer(CONFIRM_BEFORE, place),
            topic=Topic.ACTS,
            then="la DSDEN appelle l’établissement" if before == CONFIRM_BEFORE[-1] else "",
        )
    )

for place, before in enumerate(END_BEFORE):
    register(
        Rule(
            code=f"rentree.role_ends.{before}",
            label=f"Fin d’un rôle d’établissement dans {before} jour{'s' * (before > 1)}",
            why="il s’agit de votre rôle",
            subjects=ending,
            recipients=[HOLDER],
            anchor="ends_on",
            anchor_label="la fin du rôle",
            offset=days(-before),
            render=role_ends,
            nearer=_nearer(END_BEFORE, place),
            topic=Topic.ACTS,
        )
    )
