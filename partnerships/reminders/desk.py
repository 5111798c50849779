"""The end of a stand-in comes: the absent person may prolong it."""

from datetime import timedelta

from django.db.models import F
from django.urls import reverse

from outbox.addresses import absolute
from outbox.kinds import MailContent
from partnerships.models import StandIn
from partnerships.wording import day, in_days
from reminders.rules import Rule, To, register, their_days

# Who is away for less needs no reminder of it.
LONG = timedelta(days=4)


def stand_ins():
    return StandIn.objects.filter(ends_on__gte=F("starts_on") + LONG)


def prolong(notice):
    row = notice.subject
    page = reverse("partnerships:stand_in_prolong", args=[row.pk])
    return MailContent(
        f"Votre remplacement chez {row.company} se termine le {day(row.ends_on)}",
        [
            f"{row.stand_in_name} répond à votre place jusqu’au {day(row.ends_on)}, "
            f"{in_days(row.ends_on, notice.told_on)}. Le lendemain, les messages vous sont de "
            "nouveau écrits.",
            "Si votre absence dure, prolongez le remplacement : la même personne continue.",
        ],
        [("Entreprise", str(row.company)), ("Remplacement", row.in_words)],
        ("Prolonger le remplacement", absolute(page)),
    )


register(
    Rule(
        code="company.stand_in.ends",
        label="Fin prochaine d’un remplacement, à la personne absente",
        why="un collègue vous remplace pendant une absence",
        subjects=stand_ins,
        recipients=[To("email", "name")],
        anchor="ends_on",
        anchor_label="le dernier jour du remplacement",
        offset=their_days(-2),
        render=prolong,
    )
)
