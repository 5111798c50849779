"""Reminders of partnerships: three months and one month before their end."""

from directory.enums import Rhythm
from outbox.addresses import absolute
from outbox.kinds import MailContent
from partnerships.models import Partnership
from partnerships.wording import day, in_days, period_between
from reminders.rules import Rule, To, days, register


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
