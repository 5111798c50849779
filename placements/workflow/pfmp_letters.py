"""A mail merge from the board: to the families of the ticked pupils, or to their hosts. One mail
per recipient in the outbox, once a day for the same words; no name of a pupil leaves."""

import uuid
from collections import defaultdict
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from accounts.journal import entry, record, record_all
from directory.violations import Refused, Violation, require
from outbox.recipients import Recipient
from outbox.workflow import notify
from placements.enums import VOCATIONAL
from placements.models import Placement, Stay
from placements.workflow.family_links import family, family_address
from placements.workflow.host_links import recipients_of
from placements.workflow.pupils import check_author


@dataclass
class Told:
    """How many mails leave, and who gets none: [(who, why)]."""

    sent: int = 0
    without: list = field(default_factory=list)


@dataclass(frozen=True)
class Letter:
    """What is written, with `{classe}`, `{periode}` and `{etablissement}` filled in for each
    period."""

    actor: object
    subject: str
    text: str

    def send(self, kind, about, to, period, day):
        """Whether this recipient gets a mail: the same words leave once a day."""
        stamp = uuid.uuid5(uuid.NAMESPACE_OID, f"{self.subject}\n{self.text}").hex[:12]
        told = notify(
            kind,
            about,
            to,
            by=self.actor,
            occasion=f"{period.pk}-{day:%Y%m%d}-{stamp}",
            context={"subject": fill(self.subject, period), "text": fill(self.text, period)},
        )
        return told is not None


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


@transaction.atomic
def write_to_families(actor, pairs, subject, text, day=None):
    """To the family of each pupil of `pairs` [(pupil, period)]; `Told`. Raises Refused."""
    letter, told = _letter(actor, pairs, subject, text), Told()
    day = day or timezone.localdate()
    prefetch_related_objects([pupil for pupil, _ in pairs], "guardians")
    for pupil, period in pairs:
        email = family_address(pupil)
        if not email:
            told.without.append((pupil, "aucune adresse de la famille."))
            continue
        to = family(email, f"Famille, {pupil.class_group}")
        told.sent += letter.send("pfmp.family_message", pupil, to, period, day)
    if told.sent:
        period = pairs[0][1]
        words = f"{period.whom} : {told.sent}, « {subject.strip()} »"
        record(actor, "a écrit aux familles", period, school=period.school, words=words)
    return told


@transaction.atomic
def write_to_hosts(actor, pairs, subject, text, day=None):
    """To the tutor of each pupil of `pairs`, else to who answers for the host in the agreement
    or accorded the place: one mail for a person and a period, however many pupils; `Told`.
    Raises Refused."""
    letter, told = _letter(actor, pairs, subject, text), Told()
    day, wrote = day or timezone.localdate(), {}
    stays = _stays(pairs)
    people = recipients_of([stay for found in stays.values() for stay in found])
    for pupil, period in pairs:
        found = stays[pupil.pk, period.pk]
        if not found:
            told.without.append((pupil, "aucun accueil dans cette période."))
        for stay in found:
            to = people[stay.pk] or _who_accorded(stay)
            if to is None:
                told.without.append((pupil, f"aucune adresse connue chez {stay.company}."))
            elif (to.email, period.pk) not in wrote:
                sent = letter.send("pfmp.host_message", period, to, period, day)
                wrote[to.email, period.pk] = (period, stay.company) if sent else None
    reached = list(filter(None, wrote.values()))
    told.sent = len(reached)
    _write(actor, reached, subject)
    return told


def _who_accorded(stay):
    ask = stay.placement.host_ask
    return Recipient(ask.contact_email, str(stay.company)) if ask else None


def _write(actor, reached, subject):
    """One line per host: its own page tells it."""
    hosts = {(period.pk, company.pk): (period, company) for period, company in reached}
    verb, words = "a écrit à un accueillant de PFMP", f"« {subject.strip()} »"
    record_all(
        entry(actor, verb, period, school=period.school, company=company, words=words)
        for period, company in hosts.values()
    )


def _letter(actor, pairs, subject, text):
    if not subject.strip() or not text.strip():
        raise Refused(violations=[Violation("R-AG-4", "Écrivez un objet et un message.", "text")])
    for group in {pupil.class_group_id: pupil.class_group for pupil, _ in pairs}.values():
        require(check_author(actor, group))
    return Letter(actor, subject, text)


def _stays(pairs):
    """{(pupil key, period key): the stays that meet the period}; one query."""
    rows = Stay.objects.filter(
        placement__in=_held([pupil for pupil, _ in pairs]).values("pk")
    ).select_related("company", "placement__host_ask")
    of_pupil = defaultdict(list)
    for stay in rows.order_by("starts_on", "pk"):
        of_pupil[stay.placement.pupil_id].append(stay)
    return {
        (pupil.pk, period.pk): [
            stay
            for stay in of_pupil[pupil.pk]
            if stay.starts_on <= period.ends_on and stay.ends_on >= period.starts_on
        ]
        for pupil, period in pairs
    }


def _held(pupils):
    rows = Placement.objects.held().filter(kind__in=VOCATIONAL)
    return rows.filter(pupil__in=[pupil.pk for pupil in pupils])
