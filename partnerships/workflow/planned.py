"""Planned groups after the rentrée: real as they are, or attached to a real class (R-ID-8)."""

from contextlib import suppress
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import ManyToOneRel

from accounts import journal
from accounts.models.deciders import headed_by
from directory.models import ClassGroup
from directory.violations import Refused, Violation, require
from partnerships import rules, seats
from partnerships.contract.data import contract_data
from partnerships.enums import PENDING, TAKEN, BookingState
from partnerships.models import Booking, Contract
from partnerships.rules.contract import Effect
from partnerships.workflow import contract_base, contracts
from partnerships.workflow.locking import GROUP_GONE, locked_groups
from partnerships.workflow.people import tell_guests, tell_hosts
from partnerships.workflow.requests import write

OPEN = frozenset((*PENDING, *TAKEN))
BIGGEST = 500


def prepared_by(actor):
    """The keys of the schools whose rentrée the actor prepares: the management's own, and
    those of the heads they stand for."""
    own = actor.school_ids if actor.is_school_management else frozenset()
    return own | headed_by(actor)


@dataclass(frozen=True)
class Moved:
    """A booking that changes class: what becomes of its contract, who is told of it."""

    booking: Booking
    effect: Effect = Effect.NONE
    level_changes: bool = False

    @property
    def voids(self):
        return self.effect == Effect.VOID


@seats.unit_of_work
def confirm(actor, group, size):
    """The planned group is the class that came, with its real size. Idempotent."""
    (group,) = _own(actor, seats.lock(ClassGroup.objects.filter(pk=group.pk)))
    if not group.is_planned:
        return group
    if size is None or not 1 <= size <= BIGGEST:
        text = f"Indiquez l’effectif, de 1 à {BIGGEST}."
        raise Refused(violations=[Violation("R-ID-8", text, "size")])
    group.is_planned, group.size = False, size
    group.save(update_fields=["is_planned", "size"])
    journal.record(
        actor, "a confirmé la classe prévue", group, school=group.school, words=group.name
    )
    return group


def preview(actor, planned, real):
    """The bookings that `attach` would move, each with its consequences; nothing is kept.

    Raises Refused as `attach` does.
    """
    with transaction.atomic():
        moved = attach(actor, planned, real, confirmed=True)
        transaction.set_rollback(True)
    return moved


@seats.unit_of_work
def attach(actor, planned, real, *, confirmed=False):
    """The bookings of a planned group are those of a real class of its school and year; the
    planned one is gone. Returns them as `Moved`.

    Every rule is asked again of the real class (R-CEE-1, R-CEE-6). A contract that was put
    to signature names the class: its signatures are void (R-CEE-5), which `confirmed`
    says one knows. Raises Refused.
    """
    groups, bookings = locked_groups([planned.pk, real.pk])
    known = {group.pk: group for group in _own(actor, groups)}
    if not {planned.pk, real.pk} <= known.keys():
        raise Refused(GROUP_GONE)
    planned, real = known[planned.pk], known[real.pk]
    mine = [row for row in bookings if row.class_group_id == planned.pk]
    require(_check_pair(planned, real))
    require(_check(mine, [row for row in bookings if row.class_group_id == real.pk], real))
    moved = [_move(actor, row, planned, real, confirmed) for row in mine]
    _move_others(planned, real)
    words = f"{planned.name} devient {real.name}, {_counted(len(moved))}"
    planned.delete()
    journal.record(actor, "a rattaché la classe prévue", real, school=real.school, words=words)
    return moved


def _counted(count):
    return f"{count} demande{'s' if count > 1 else ''}" if count else "sans demande"


def _own(actor, groups):
    """The groups, when all are of schools that the actor prepares and of an open year."""
    if not groups:
        raise Refused(GROUP_GONE)
    if any(group.school_id not in prepared_by(actor) for group in groups):
        raise Refused("Seule la direction de l’établissement tient les classes de la rentrée.")
    if any(group.school_year.is_closed for group in groups):
        raise Refused(violations=[Violation("R-ID-8", "Cette année scolaire est close.")])
    return groups


def _check_pair(planned, real):
    if not planned.is_planned:
        return [Violation("R-ID-8", "Cette classe n’est plus prévisionnelle.")]
    of_one = (planned.school_id, planned.school_year_id) == (real.school_id, real.school_year_id)
    if real.is_planned or not of_one:
        text = "Choisissez une classe réelle du même établissement et de la même année."
        return [Violation("R-ID-8", text, "real")]
    return []


def _check(mine, others, real):
    """R-CEE-1 and R-CEE-6, asked of the real class for what is still open."""
    found = []
    for row in mine:
        if row.state in OPEN:
            offer = row.offer
            levels = (offer.min_level, offer.max_level) if offer else ()
            found += rules.check_level(row.kind, real.level, *levels)
            found += _check_overlaps(row, others)
    for kind in {row.kind for row in mine if row.state in PENDING}:
        waiting = [row for row in (*mine, *others) if row.kind == kind and row.state in PENDING]
        found += rules.check_merged(len(waiting))
    return list(dict.fromkeys(found))


def _check_overlaps(row, others):
    """Two bookings on the same days, one of them accepted: the class cannot be at both."""
    period = rules.Period(row.starts_on, row.ends_on)
    return [
        violation
        for other in others
        if other.state in OPEN and (row.state in TAKEN or other.state in TAKEN)
        if period.overlaps(rules.Period(other.starts_on, other.ends_on))
        for violation in rules.check_pending(0, [period])
    ]


def _move(actor, booking, planned, real, confirmed):
    contract = Contract.objects.filter(booking=booking).first()
    if contract is None or contract.is_closed:
        booking.class_group = real
        booking.save(update_fields=["class_group", "updated_at"])
        effect = Effect.NONE
    else:
        effect = _move_with_contract(actor, booking, real, contract, confirmed)
    moved = Moved(booking, effect, booking.state in OPEN and planned.level != real.level)
    words = f"{planned.name} devient {real.name}"
    write(actor, "a rattaché la demande à sa classe", booking, words=words)
    if moved.level_changes and booking.state != BookingState.DONE:
        _tell(actor, booking, real)
    return moved


def _move_with_contract(actor, booking, real, contract, confirmed):
    contract = contract_base.lock(contract)
    before = contract_data(contract)
    booking.class_group = real
    booking.save(update_fields=["class_group", "updated_at"])
    contract = Contract.objects.with_parties().get(pk=contract.pk)
    return contracts.settle(actor, contract, before, confirmed=confirmed)


def _tell(actor, booking, real):
    """The level of the class changes for who leads the visit and for who receives it."""
    occasion = str(real.pk)
    tell_guests(actor, "booking.class_changed", booking, occasion=occasion)
    if booking.state != BookingState.AWAITING_VISA:
        tell_hosts(actor, "booking.class_changed", booking, occasion=occasion)


def _move_others(planned, real):
    """Whatever else points to the group, on any floor, points to the real one."""
    for relation in ClassGroup._meta.related_objects:
        # The tables of history point without a constraint: they keep what was.
        is_key = isinstance(relation, ManyToOneRel)
        if is_key and getattr(relation.field, "db_constraint", False):
            rows = relation.related_model._base_manager.filter(**{relation.field.name: planned})
            _point(rows, relation.field.name, real)


def _point(rows, name, real):
    """One by one: a row that the real class has already goes with the planned one."""
    for key in rows.order_by("pk").values_list("pk", flat=True):
        with suppress(IntegrityError), transaction.atomic():
            rows.model._base_manager.filter(pk=key).update(**{name: real})
