"""Many pupils of a period at once: hosts given, placements made; a message to each family.

Each placement is its own transaction: what one of them lacks does not hold the others back.
"""

import uuid
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.utils import timezone

from accounts.idempotency import once
from accounts.journal import record
from directory.models import Company
from directory.violations import Refused, Violation, require
from outbox.workflow import notify
from partnerships import seats
from placements import rules
from placements.enums import Source
from placements.models import Campaign, HostAsk, Pupil
from placements.rules_presence import WeekTable
from placements.workflow import pfmp_requests, placements
from placements.workflow.agreement_batch import Outcome
from placements.workflow.family_links import family, family_address
from placements.workflow.placements import Found, Hosting
from placements.workflow.pupils import check_author

MOST_TEXT = 2000
VERB = "a attribué un accueil"


@dataclass(frozen=True)
class Given:
    """A host for a pupil and a period; `ask` when the company had accorded places."""

    pupil: Pupil
    period: Campaign
    company: Company
    ask: HostAsk | None = None


def assign(actor, gifts, table: WeekTable, *, key):
    """A placement for each of `gifts` over the whole period, with the same hours; an `Outcome`
    of pupils. Sent twice, it is done once."""
    outcome = Outcome()
    for gift in gifts:
        own = uuid.uuid5(key, f"{gift.pupil.pk}-{gift.period.pk}")
        outcome.run(gift.pupil, partial(_assign, actor, gift, table, own))
    return outcome


def _assign(actor, gift, table, key):
    return _made(actor, gift, table, key)[1]


@seats.unit_of_work
def _made(actor, gift, table, key):
    return once(actor, key, partial(_make, actor, gift, table))


def _make(actor, gift, table):
    require(check_author(actor, gift.pupil.class_group))
    group = gift.pupil.class_group
    kind = rules.kind_of_diploma(group.diploma and group.diploma.kind)
    if kind is None:
        raise Refused("Indiquez d’abord le diplôme que prépare la classe.")
    days = gift.period.starts_on, gift.period.ends_on
    hosting = Hosting(gift.company, *days, table, {})
    found = Found(gift.pupil, (hosting,), Source.SCHOOL, kind, gift.period)
    placement = placements.place(actor, found, VERB)
    if gift.ask is not None:
        pfmp_requests.take(gift.ask)
        placement.host_ask = gift.ask
        placement.save(update_fields=["host_ask"])
    return placement


placements.on_cancelled(pfmp_requests.give_back)
placements.on_changed(pfmp_requests.give_back_if_left)


@transaction.atomic
def write_to_families(actor, pairs, subject, text, day=None):
    """One mail to the family of each pupil of `pairs` [(pupil, period)], `{classe}`, `{periode}`
    and `{etablissement}` written in full; no name of a pupil leaves. Once a day for the same
    words. Returns (how many leave, pupils without address). Raises Refused."""
    if not subject.strip() or not text.strip():
        raise Refused(violations=[Violation("R-AG-4", "Écrivez un objet et un message.", "text")])
    day, sent, without = day or timezone.localdate(), 0, []
    for group in {pupil.class_group_id: pupil.class_group for pupil, _ in pairs}.values():
        require(check_author(actor, group))
    stamp = uuid.uuid5(uuid.NAMESPACE_OID, f"{subject}\n{text}").hex[:12]
    for pupil, period in pairs:
        email = family_address(pupil)
        if not email:
            without.append(pupil)
            continue
        told = notify(
            "pfmp.family_message",
            pupil,
            family(email, f"Famille, {pupil.class_group}"),
            by=actor,
            occasion=f"{period.pk}-{day:%Y%m%d}-{stamp}",
            context={"subject": fill(subject, period), "text": fill(text, period)},
        )
        sent += told is not None
    _write(actor, pairs, sent, subject)
    return sent, without


def _write(actor, pairs, sent, subject):
    if sent:
        period = pairs[0][1]
        words = f"{period.whom} : {sent}, « {subject.strip()} »"
        record(actor, "a écrit aux familles", period, school=period.school, words=words)


def fill(text, period):
    """The words of a mail merge for one period."""
    said = {
        "{classe}": period.whom,
        "{periode}": f"du {period.starts_on:%d/%m/%Y} au {period.ends_on:%d/%m/%Y}",
        "{etablissement}": period.school.name,
    }
    for name, value in said.items():
        text = text.replace(name, value)
    return text.strip()
