"""What pupils wish among the offers, by their personal link; sent or declined by the school."""

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.idempotency import once
from accounts.journal import record
from directory.violations import Refused, Violation, require
from outbox.workflow import notify
from partnerships import seats
from placements.enums.applications import WishState
from placements.models import PlacementOffer, PlacementWish, Pupil
from placements.rules import offers as rules
from placements.rules.offers import Span
from placements.workflow import applications
from placements.workflow.family_links import WISH_PURPOSE, family, link_of
from placements.workflow.followers import followers
from placements.workflow.pupils import check_author

NOT_YOURS = "Ce lien n’ouvre pas cette action."
DECIDED = "Ce vœu n’attend plus : votre référent s’en est occupé."


def may_wish(actor, pupil):
    """Whether the actor holds the pupil's own link of wishes (R-AG-4)."""
    link = actor.link
    if link is None or link.purpose != WISH_PURPOSE or pupil.left_on:
        return False
    return link.subject_type.model_class() is Pupil and link.subject_id == pupil.pk


def wish(actor, pupil, offer, span, message="", *, key, today=None):
    """Add an offer to the wishes of a pupil, as the last one; once per form. Who follows the
    class is told, once a day. Raises Refused."""
    make = partial(_make, actor, pupil, offer, span, message, today or timezone.localdate())
    with transaction.atomic():
        return once(actor, key, make)[0]


def _make(actor, pupil, offer, span, message, today):
    pupil = _locked(pupil)
    if not may_wish(actor, pupil):
        raise Refused(NOT_YOURS)
    group = pupil.class_group
    open_to = PlacementOffer.objects.published().open_to_class(group)
    if not open_to.filter(pk=offer.pk).exists():
        raise Refused(applications.CLOSED)
    if span not in applications.spans_for(offer, group, today):
        raise Refused(violations=[Violation(rules.RULE, "Choisissez des dates.", "span")])
    waiting = pupil.wishes.waiting()
    if waiting.filter(offer=offer).exists():
        raise Refused("Cette offre est déjà parmi vos vœux.")
    if pupil.applications.pending().filter(offer=offer).exists():
        raise Refused("Votre demande est déjà transmise à cette entreprise.")
    require(rules.check_wishes(waiting.count()))
    last = waiting.aggregate(last=Max("rank"))["last"] or 0
    row = PlacementWish.objects.create(
        pupil=pupil,
        offer=offer,
        rank=last + 1,
        starts_on=span.first,
        ends_on=span.last,
        message=message.strip(),
    )
    _write(actor, "a ajouté un vœu de stage", row)
    for to in followers(group):
        notify("placement_wish.made", group, to, by=actor, occasion=f"{today:%Y%m%d}")
    return row


@transaction.atomic
def drop(actor, row):
    """The pupil takes a wish back, while nobody has decided."""
    row = _own(actor, row)
    row.state = WishState.WITHDRAWN
    row.save(update_fields=["state"])
    _write(actor, "a retiré un vœu de stage", row)
    return row


@transaction.atomic
def prefer(actor, row):
    """The wish passes before the one above it."""
    row = _own(actor, row)
    above = row.pupil.wishes.waiting().filter(rank__lt=row.rank).order_by("-rank").first()
    if above is not None:
        above.rank, row.rank = row.rank, above.rank
        for one in (above, row):
            one.save(update_fields=["rank"])
        _write(actor, "a changé l’ordre de ses vœux de stage", row)
    return row


def _own(actor, row):
    pupil = _locked(row.pupil)
    if not may_wish(actor, pupil):
        raise Refused(NOT_YOURS)
    row = PlacementWish.objects.select_related("offer__company").get(pk=row.pk)
    row.pupil = pupil
    if row.state != WishState.WAITING:
        raise Refused(DECIDED)
    return row


def _locked(pupil):
    """The pupil is the parent lock of their wishes."""
    rows = Pupil.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("class_group__school_year", "school").get(pk=pupil.pk)


@dataclass(frozen=True)
class Line:
    """What became of the wishes for one offer: sent, or why they could not be."""

    offer: Any
    count: int
    done: bool
    words: str = ""


def send(actor, rows, *, meets=False, today=None):
    """Send these wishes to their companies: those for one offer and the same days together,
    each with the words of its pupil; [Line]. What cannot be sent leaves the others."""
    groups = defaultdict(list)
    for row in rows:
        groups[(row.pupil.class_group_id, row.offer_id, row.starts_on, row.ends_on)].append(row)
    return [_send_together(actor, together, meets, today) for together in groups.values()]


def _send_together(actor, rows, meets, today):
    first = rows[0]
    batch = applications.Batch(
        first.offer,
        tuple(row.pupil for row in rows),
        Span(first.starts_on, first.ends_on),
        meets=meets,
        own={row.pupil_id: row.message for row in rows},
    )
    try:
        made = _sent(actor, batch, [row.pk for row in rows], today or timezone.localdate())
    except Refused as refused:
        return Line(first.offer, len(rows), False, refused.message)
    return Line(first.offer, len(made), True)


@seats.unit_of_work
def _sent(actor, batch, keys, today):
    """A second click finds no wish that waits."""
    rows = seats.lock(PlacementWish.objects.waiting().filter(pk__in=keys))
    if len(rows) != len(keys):
        raise Refused("Ces vœux n’attendent plus.")
    return applications.make_all(actor, batch, today)


@transaction.atomic
def decline(actor, row, reason):
    """The school does not send it, and says why; the pupil is told. Raises Refused."""
    (row,) = seats.lock(PlacementWish.objects.select_related("offer__company").filter(pk=row.pk))
    require(check_author(actor, row.pupil.class_group))
    if row.state != WishState.WAITING:
        raise Refused("Ce vœu n’attend plus.")
    if not reason.strip():
        raise Refused(violations=[Violation(rules.RULE, "Dites à l’élève pourquoi.", "reason")])
    row.state, row.reason = WishState.DECLINED, reason.strip()
    row.save(update_fields=["state", "reason"])
    _write(actor, "n’a pas transmis un vœu de stage", row)
    link = link_of(row.pupil, WISH_PURPOSE)
    if link and link.holder_email:
        to = family(link.holder_email, link.holder_name)
        notify("placement_wish.declined", row, to, by=actor)
    return row


def _write(actor, verb, row):
    """The pupil is not named: the entry outlives them."""
    record(actor, verb, row, school=row.pupil.school, words=row.offer.title)
