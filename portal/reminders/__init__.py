"""Reminders of the rentrée: to the head to confirm, to the people whose role ends."""

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import ExtractYear
from django.urls import reverse

from accounts.enums import Role, RoleState
from accounts.models import Delegation, RoleAssignment, RoleRenewal
from accounts.rules import RENEWED
from directory.french import full_day, of
from outbox.addresses import absolute
from outbox.kinds import MailContent
from outbox.topics import Topic
from portal.reminders import (
    accounts,  # noqa: F401 declares that of accounts that are erased
    roles,  # noqa: F401 declares the rules of roles that wait
)
from reminders.rules import Rule, To, at_school_if, days, register

# 15 June, then when the heads are back: the summer holidays hold no day of class, and
# those who read are told on the day itself.
CONFIRM_BEFORE = (77, 14, 3)
END_BEFORE = (14, 1)
HOLDER = To.user("user")
SCHOOL_ROLES = [role for role in Role if role.of_school]
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


def ending_otherwise():
    """The other roles that end on a known day; a mandate's and a juror's are not theirs to keep."""
    rows = RoleAssignment.objects.filter(state=RoleState.VALIDATED, ends_on__isnull=False)
    rows = rows.exclude(role__in=(Role.CO_LEAD, Role.JUROR))
    return rows.exclude(role__in=RENEWED, **_ends_on_31_august())


def lent():
    """Delegations that nobody has taken back."""
    return Delegation.objects.filter(ended_at=None)


def any_role_ends(notice):
    assignment = notice.subject
    day = full_day(assignment.ends_on)
    return MailContent(
        subject=f"Votre rôle prend fin le {day}",
        paragraphs=[
            f"Après le {day}, ce rôle n’ouvrira plus aucun accès. S’il doit continuer, demandez-le "
            "à la personne qui vous l’a donné ou depuis votre compte.",
        ],
        facts=[
            ("Rôle", assignment.get_role_display()),
            ("Périmètre", ", ".join(assignment.places())),
        ],
        action=("Voir mes rôles", absolute(reverse("account"))),
    )


def delegation_ends(notice):
    delegation = notice.subject
    lender = delegation.assignment.user
    day = full_day(delegation.ends_on)
    mine = notice.user_id == lender.pk
    return MailContent(
        subject=f"Une délégation prend fin le {day}",
        paragraphs=[
            f"Après le {day}, {delegation.holder} ne pourra plus agir à votre place. Pour "
            "continuer, donnez une nouvelle délégation."
            if mine
            else f"Après le {day}, vous ne pourrez plus agir à la place {of(lender)}.",
        ],
        facts=[("Actes délégués", ", ".join(delegation.act_labels))],
        action=("Voir les délégations", absolute(reverse("delegations")))
        if mine
        else ("Voir mes rôles", absolute(reverse("account"))),
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


def _series(code, numbers):
    """(code, number of days, rank in words, code of the next one) of each."""
    ranks = {0: "premier rappel", len(numbers) - 1: "dernier rappel"}
    codes = [*(f"{code}.{number}" for number in numbers), ""]
    return [
        (codes[place], number, ranks.get(place, "deuxième rappel"), codes[place + 1])
        for place, number in enumerate(numbers)
    ]


for code, before, rank, follower in _series("rentree.confirm", CONFIRM_BEFORE):
    register(
        Rule(
            code=code,
            label=f"Rôles à confirmer avant la rentrée, au chef d’établissement ({rank})",
            why="vous confirmez les rôles de votre établissement",
            subjects=heads_to_ask,
            recipients=[HOLDER],
            anchor=F("schools__role_assignments__ends_on"),
            anchor_label="la fin des rôles de l’année",
            offset=days(-before),
            render=confirm_roles,
            follower=follower,
            topic=Topic.ACTS,
            then="la DSDEN appelle l’établissement" if before == CONFIRM_BEFORE[-1] else "",
        )
    )

for code, before, rank, follower in _series("rentree.role_ends", END_BEFORE):
    register(
        Rule(
            code=code,
            label=f"Fin d’un rôle d’établissement à la rentrée ({rank})",
            why="il s’agit de votre rôle",
            subjects=ending,
            recipients=[HOLDER],
            anchor="ends_on",
            anchor_label="la fin du rôle",
            offset=days(-before),
            render=role_ends,
            follower=follower,
            topic=Topic.ACTS,
        )
    )

register(
    Rule(
        code="roles.ends",
        label="Fin d’un rôle, hors rentrée",
        why="il s’agit de votre rôle",
        subjects=ending_otherwise,
        recipients=[To.user("user", at_school_if(Q(role__in=SCHOOL_ROLES)))],
        anchor="ends_on",
        anchor_label="la fin du rôle",
        offset=days(-14),
        render=any_role_ends,
    )
)
register(
    Rule(
        code="delegations.end",
        label="Fin d’une délégation",
        why="vous donnez ou avez reçu cette délégation",
        subjects=lent,
        recipients=[
            To.user("holder", at_school_if(Q(assignment__role__in=SCHOOL_ROLES))),
            To.user("assignment__user", at_school_if(Q(assignment__role__in=SCHOOL_ROLES))),
        ],
        anchor="ends_on",
        anchor_label="la fin de la délégation",
        offset=days(-7),
        render=delegation_ends,
    )
)
