"""R-PL-7 as a machine: whatever the order of the acts, a place is never sold twice, never lost."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.models import JournalEntry
from directory.violations import Refused
from placements.enums import HELD, CancelReason
from placements.enums.applications import ApplicationState as S
from placements.enums.offers import OfferState
from placements.models import Placement, PlacementApplication
from placements.workflow import application_ends, applications
from placements.workflow import placements as recorded
from tests.placements.bank import apply, confirm, make_bank

RANK = st.integers(0, 5)
HOLDING = (S.ACCEPTED, S.CONFIRMED)
PENDING = (S.SENT, S.ACCEPTED)
FAR = dt.date(2027, 6, 1)


class Asking(RuleBasedStateMachine):
    """An offer of one place or two, two pupils who ask for it again and again."""

    reached: set = set()

    @initialize(places=st.integers(1, 2), start=st.sampled_from(["confirmed", "sent", "empty"]))
    def begin(self, places, start):
        self.bank = make_bank(places=places)
        row = None if start == "empty" else apply(self.bank)
        if start == "confirmed":
            confirm(self.bank, applications.accept(self.bank.host, row))

    def rows(self, *states):
        found = PlacementApplication.objects.for_pages().filter(offer=self.bank.offer)
        found = found.order_by("pk")  # the rows of former examples stay in the tables
        return list(found.filter(state__in=states) if states else found)

    def one(self, rank, *states):
        rows = self.rows(*states)
        return rows[rank % len(rows)] if rows else None

    def act(self, function, allowed):
        """Done exactly when it is allowed; refused, nothing is written."""
        before = JournalEntry.objects.count()
        try:
            function()
        except Refused:
            assert not allowed
            assert JournalEntry.objects.count() == before
        else:
            assert allowed
            assert JournalEntry.objects.count() > before

    @rule(is_first=st.booleans())
    def school_applies(self, is_first):
        pupil = self.bank.pupil if is_first else self.bank.other
        self.bank.offer.refresh_from_db()
        is_free = not pupil.applications.filter(state__in=PENDING).exists()
        is_free &= not pupil.placements.filter(state__in=HELD).exists()
        is_shown = self.bank.offer.state == OfferState.PUBLISHED
        self.act(lambda: apply(self.bank, pupil), is_free and is_shown)

    @precondition(lambda self: self.rows())
    @rule(rank=RANK)
    def host_accepts(self, rank):
        row = self.one(rank)
        if row.state != S.ACCEPTED:  # a second yes changes nothing
            has_room = self.bank.week.seats_left > 0
            self.act(
                lambda: applications.accept(self.bank.host, row), row.state == S.SENT and has_room
            )

    @precondition(lambda self: self.rows())
    @rule(rank=RANK)
    def host_refuses(self, rank):
        row = self.one(rank)
        if row.state != S.REFUSED:
            self.act(
                lambda: applications.refuse(self.bank.host, row, "staff"), row.state in PENDING
            )

    @precondition(lambda self: self.rows())
    @rule(rank=RANK)
    def school_withdraws(self, rank):
        row = self.one(rank)
        if row.state != S.WITHDRAWN:
            self.act(lambda: applications.withdraw(self.bank.referent, row), row.state in PENDING)

    @precondition(lambda self: self.rows())
    @rule(rank=RANK)
    def school_confirms(self, rank):
        row = self.one(rank)
        if row.state != S.CONFIRMED:
            self.act(lambda: confirm(self.bank, row), row.state == S.ACCEPTED)

    @precondition(lambda self: self.rows(S.CONFIRMED))
    @rule(rank=RANK)
    def the_placement_is_called_off(self, rank):
        row = self.one(rank, S.CONFIRMED)
        recorded.cancel(self.bank.referent, row.placement, CancelReason.PUPIL, "")

    @rule(sure=st.sampled_from([False, False, True]))
    def nobody_answers(self, sure):
        if sure:
            waiting = len(self.rows(*PENDING))
            assert application_ends.expire(FAR) >= waiting
            assert not self.rows(*PENDING)

    @invariant()
    def places_are_those_that_are_held(self):
        week, rows = self.bank.week, self.rows()
        self.reached.update(row.state for row in rows)
        holding = [row for row in rows if row.state in HOLDING]
        assert week.seats_taken == len(holding) <= week.capacity
        assert all(row.holds_seats == (row.state in HOLDING) for row in rows)

    @invariant()
    def a_pupil_has_one_placement_and_a_confirmed_application_has_its_own(self):
        held = Placement.objects.filter(state__in=HELD, class_group=self.bank.group)
        assert held.values("pupil").distinct().count() == held.count()
        confirmed = [row.placement_id for row in self.rows(S.CONFIRMED)]
        assert sorted(confirmed) == sorted(held.values_list("pk", flat=True))


def run(examples, steps):
    """What was reached over all the examples, the same at each run."""
    Asking.reached = set()
    run_state_machine_as_test(
        Asking,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    return Asking.reached


@pytest.mark.django_db
def test_any_order_of_applications():
    assert S.CONFIRMED in run(4, 12)


@pytest.mark.long
@pytest.mark.django_db
def test_any_order_of_many_applications():
    assert {S.CONFIRMED, S.CANCELLED, S.EXPIRED, S.REFUSED} <= run(15, 25)
