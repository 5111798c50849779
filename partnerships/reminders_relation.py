"""Reminders of partnerships: signatures that are awaited; three months and one month before
their end."""

import datetime as dt

from django.db.models import Q

from directory.enums import Rhythm
from documents.enums import RoundState
from documents.models import Signatory
from outbox.addresses import absolute
from outbox.kinds import MailContent
from partnerships.enums_relation import PartnershipFunction
from partnerships.models import Partnership
from partnerships.wording import day, in_days, period_between
from partnerships.workflow.partnership_signing import ROUND_KINDS
from reminders.rules import Rule, To, at_school_if, days, register

# Days after the agreement was put to signature; then a call does better than a mail.
WAITS = (7, 21)


def to_renew():
    """In force, with an end, and nothing that follows."""
    return Partnership.objects.active().filter(ends_on__isnull=False, renewed_by=None)


def renewal(notice):
    row = notice.subject
    return MailContent(
        subject=f"Partenariat à renouveler : {row.party}",
        paragraphs=[
            f"Ce partenariat prend fin le {day(row.ends_on)}, "
            f"{in_days(row.ends_on, notice.told_on)}. Renouvelez-le en changeant les dates, ou "
            "laissez-le arriver à son terme.",
        ],
        facts=[
            ("Nature", row.get_kind_display()),
            ("Objet", row.title),
            ("Dates", period_between(row.starts_on, row.ends_on)),
        ],
        action=("Ouvrir le partenariat", absolute(row.get_absolute_url())),
    )


def awaited_signatories():
    """Who has not signed the agreement of a partnership."""
    return Signatory.objects.awaited().filter(
        round__kind__in=ROUND_KINDS, round__state=RoundState.OPEN
    )


def sign(notice):
    signatory = notice.subject
    round = signatory.round
    last = round.deadline.next(notice.told_on)
    return MailContent(
        subject=f"Votre signature est attendue : {round.label}",
        paragraphs=[
            "Cette convention de partenariat attend votre signature. Elle prend une minute : lisez"
            " le document, demandez votre code, signez.",
        ],
        facts=[*round.glance, *([("À signer avant le", day(last))] if last else [])],
        action=("Lire et signer", signatory.current_link.url),
    )


for wait, rank in zip(WAITS, ("premier", "dernier"), strict=True):
    register(
        Rule(
            f"partnership.unsigned.{wait}",
            f"Signature d’un partenariat attendue ({rank} rappel)",
            "votre signature est demandée pour cette convention",
            awaited_signatories,
            [To("email", "name", rhythm=at_school_if(Q(function=PartnershipFunction.HEAD)))],
            "round__opened_at",
            "l’envoi à la signature",
            days(wait),
            sign,
            lasts=dt.timedelta(days=7),
            until="round__closes_on",
            follower=f"partnership.unsigned.{WAITS[1]}" if wait == WAITS[0] else "",
        )
    )

for before, later, rank in ((91, 30, "premier rappel"), (30, None, "dernier rappel")):
    register(
        Rule(
            f"partnership.renewal.{before}",
            f"Partenariat à renouveler ({rank})",
            "vous suivez ce partenariat",
            to_renew,
            [To.user("owner", Rhythm.SCHOOL)],
            "ends_on",
            "la fin du partenariat",
            days(-before),
            renewal,
            follower=f"partnership.renewal.{later}" if later else "",
        )
    )
