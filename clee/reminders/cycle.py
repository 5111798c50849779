"""Reminders of the year: a step that comes, a step that is late; a term that ends, a side left
vacant (R-CL-1, R-CL-3)."""

import datetime as dt

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from accounts.enums import Role
from clee.enums import CommitteeState, Side
from clee.models import Committee, CycleStep, Mandate
from clee.reminders.meetings import LEAD
from directory.french import full_day
from outbox.addresses import absolute
from outbox.kinds import MailContent
from reminders.holders import with_holders
from reminders.rules import Rule, To, days, register

OFFICE = "vous suivez les comités de votre département"


def to_do():
    """Steps to do, each with the co-leads whose term runs on its due date."""
    term = "committee__mandates__"
    lasting = Q(**{f"{term}ends_on": None}) | Q(**{f"{term}ends_on__gte": F("due_on")})
    return CycleStep.objects.to_do().filter(
        lasting, committee__state=CommitteeState.ACTIVE, committee__mandates__user__isnull=False
    )


def _step(notice, subject, words):
    step = notice.subject
    return MailContent(
        subject=f"{subject} : {step}",
        paragraphs=[words],
        facts=[("Comité", str(step.committee)), ("Échéance", full_day(step.due_on))],
        action=(
            "Ouvrir le calendrier de l’année",
            absolute(reverse("clee:cycle", args=[step.committee_id])),
        ),
    )


def coming(notice):
    return _step(notice, "Étape de l’année à préparer", "Cette étape de l’année approche.")


def late(notice):
    return _step(notice, "Étape de l’année en retard", "L’échéance de cette étape est passée.")


def last_terms():
    """The terms with an end that nobody of the same side follows."""
    later = Mandate.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=OuterRef("ends_on")),
        committee=OuterRef("committee"),
        side=OuterRef("side"),
    )
    rows = Mandate.objects.filter(ends_on__isnull=False, committee__state=CommitteeState.ACTIVE)
    return rows.exclude(Exists(later))


def last_terms_with_office():
    """The same, each with the department offices of its territory."""
    path = "committee__departments__role_assignments"
    return with_holders(last_terms(), path, [Role.DEPARTMENT_OFFICE], "ends_on")


def never_led_with_office():
    """The active committees with a side that nobody has ever held, each with the department
    offices of its territory."""
    terms = Mandate.objects.filter(committee=OuterRef("pk"))
    empty = ~Exists(terms.filter(side=Side.SCHOOL)) | ~Exists(terms.filter(side=Side.ECONOMIC))
    path = "departments__role_assignments"
    rows = Committee.objects.active().filter(empty)
    return with_holders(rows, path, [Role.DEPARTMENT_OFFICE], "created_at__date")


def never_led(notice):
    committee = notice.subject
    held = set(committee.mandates.values_list("side", flat=True))
    sides = [side.label for side in Side if side not in held]
    return MailContent(
        subject=f"Siège jamais pourvu : {committee}",
        paragraphs=["Depuis sa création, ce comité attend un copilote."],
        facts=[("Comité", str(committee)), ("À pourvoir", " et ".join(sides))],
        action=("Tenir le comité", absolute(reverse("clee:keep", args=[committee.pk]))),
    )


def _term(notice, subject, words):
    mandate = notice.subject
    return MailContent(
        subject=f"{subject} : {mandate.committee}",
        paragraphs=[words],
        facts=[
            ("Comité", str(mandate.committee)),
            ("Côté", Side(mandate.side).label),
            ("Copilote", mandate.name),
            ("Dernier jour", full_day(mandate.ends_on)),
        ],
        action=(
            "Tenir le comité",
            absolute(reverse("clee:keep", args=[mandate.committee_id])),
        ),
    )


def ending(notice):
    return _term(
        notice,
        "Mandat de copilote qui prend fin",
        "Personne n’est inscrit pour la suite de ce côté du comité.",
    )


def vacant(notice):
    return _term(
        notice,
        "Siège vacant",
        "Ce côté du comité n’a plus de copilote depuis la fin de ce mandat.",
    )


STEPS = (
    ("clee.step.soon", "Étape de l’année d’un comité, aux copilotes", days(-21), coming),
    ("clee.step.late", "Étape de l’année en retard, aux copilotes", days(3), late),
)
for code, label, offset, render in STEPS:
    register(
        Rule(
            code,
            label,
            LEAD,
            to_do,
            [To.user("committee__mandates__user")],
            "due_on",
            "l’échéance de l’étape",
            offset,
            render,
            lasts=dt.timedelta(days=14),
        )
    )
END = "le dernier jour du mandat"
TERMS = (
    ("clee.mandate.ends.lead", "Mandat qui prend fin, au copilote", LEAD, last_terms,
     "user", -60, ending),
    ("clee.mandate.ends.office", "Mandat de copilote qui prend fin, à la DSDEN", OFFICE,
     last_terms_with_office, "holder__user", -60, ending),
    ("clee.side.vacant", "Siège vacant d’un comité, à la DSDEN", OFFICE,
     last_terms_with_office, "holder__user", 7, vacant),
)  # fmt: skip
for code, label, why, subjects, path, offset, render in TERMS:
    register(
        Rule(
            code,
            label,
            why,
            subjects,
            [To.user(path)],
            "ends_on",
            END,
            days(offset),
            render,
            lasts=dt.timedelta(days=30),
        )
    )
register(
    Rule(
        "clee.side.never",
        "Siège d’un comité jamais pourvu, à la DSDEN",
        OFFICE,
        never_led_with_office,
        [To.user("holder__user")],
        "created_at",
        "la création du comité",
        days(30),
        never_led,
        lasts=dt.timedelta(days=30),
    )
)
