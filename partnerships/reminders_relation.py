"""Reminders of partnerships: signatures that are awaited; three months and one month before
their end."""

from directory.enums import Rhythm
from documents.unsigned import awaited, remind, to_signatories
from outbox.addresses import absolute
from outbox.kinds import MailContent
from partnerships.enums_relation import PartnershipFunction
from partnerships.models import Partnership
from partnerships.wording import day, in_days, period_between
from partnerships.workflow.partnership_signing import ROUND_KINDS
from reminders.rules import Rule, To, days, register

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
    return awaited(ROUND_KINDS)


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


remind(
    "partnership.unsigned",
    "Signature d’un partenariat attendue ({} rappel)",
    "votre signature est demandée pour cette convention",
    ROUND_KINDS,
    waits=WAITS,
    to=to_signatories(PartnershipFunction.HEAD),
    render=sign,
    lasts=7,
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
