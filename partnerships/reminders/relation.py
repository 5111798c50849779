"""Reminders of partnerships: signatures that are awaited; three months and one month before
their end."""

import datetime as dt
from functools import partial

from django.db.models import Exists, OuterRef, Q, Value

from accounts.enums import Role
from clee.models import Mandate
from directory.enums import Rhythm
from documents.unsigned import awaited, remind, to_signatories
from outbox.addresses import absolute
from outbox.kinds import MailContent
from partnerships.enums.relation import PARTNERSHIP_RHYTHMS
from partnerships.models import Partnership
from partnerships.wording import day, in_days, period_between
from partnerships.workflow.partnership_signing import ROUND_KINDS
from reminders.holders import with_holders
from reminders.rules import Rule, To, days, register

# Days after the agreement was put to signature; then a call does better than a mail.
WAITS = (7, 21)


def to_renew():
    """In force, with an end, and nothing that follows."""
    return Partnership.objects.active().filter(ends_on__isnull=False, renewed_by=None)


def _led(before):
    """The terms with an account of the committee of a partnership, on the day on which one is
    told so many days before its end: who keeps the committee then, whoever wrote it."""
    told = OuterRef("ends_on") - Value(dt.timedelta(days=before))
    terms = Mandate.objects.filter(committee=OuterRef("committee"), user__is_active=True)
    return terms.filter(Q(ends_on=None) | Q(ends_on__gte=told), starts_on__lte=told)


def followed_by_owner(before):
    """Those that a person follows; of a committee, who is no co-lead of it."""
    led = Mandate.objects.filter(committee=OuterRef("committee"), user=OuterRef("owner"))
    return to_renew().exclude(Exists(led))


def followed_by_co_leads(before):
    """Those of a committee, each with its co-leads of that day."""
    terms = _led(before).filter(pk=OuterRef("committee__mandates"))
    return to_renew().filter(Exists(terms))


def followed_by_office(before):
    """Those that a co-lead followed, of a committee without anybody: with the département."""
    path = "committee__departments__role_assignments"
    rows = to_renew().filter(committee__isnull=False).exclude(Exists(_led(before)))
    rows = rows.exclude(pk__in=followed_by_owner(before).values("pk"))
    return with_holders(rows, path, [Role.DEPARTMENT_OFFICE], "ends_on")


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
        facts=[*round.glance, *([("À signer au plus tard le", day(last))] if last else [])],
        action=("Lire et signer", signatory.current_link.url),
    )


remind(
    "partnership.unsigned",
    "Signature d’un partenariat attendue ({} rappel)",
    "votre signature est demandée pour cette convention",
    ROUND_KINDS,
    waits=WAITS,
    to=to_signatories(PARTNERSHIP_RHYTHMS),
    render=sign,
    lasts=7,
)

RENEWALS = (
    ("", "", "vous suivez ce partenariat", followed_by_owner, To.user("owner", Rhythm.SCHOOL)),
    (
        "committee.",
        " d’un comité, aux copilotes",
        "vous copilotez ce comité",
        followed_by_co_leads,
        To.user("committee__mandates__user"),
    ),
    (
        "office.",
        " d’un comité sans copilote, à la DSDEN",
        "vous suivez les comités de votre département",
        followed_by_office,
        To.user("holder__user"),
    ),
)
for code, whose, why, followed, to in RENEWALS:
    for before, later, rank in ((91, 30, "premier rappel"), (30, None, "dernier rappel")):
        register(
            Rule(
                f"partnership.renewal.{code}{before}",
                f"Partenariat{whose} à renouveler ({rank})",
                why,
                partial(followed, before),
                [to],
                "ends_on",
                "la fin du partenariat",
                days(-before),
                renewal,
                follower=f"partnership.renewal.{code}{later}" if later else "",
            )
        )
