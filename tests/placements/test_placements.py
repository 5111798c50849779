"""Placements that were found: recorded, moved, called off, over (R-PL-1…8, R-AG-3…6)."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction

from accounts.enums import Role
from accounts.models import JournalEntry
from directory.violations import Refused
from placements.enums import PlacementKind, PlacementState, Source
from placements.forms.placements import PlacementForm
from placements.models import Placement
from placements.rules.presence import WeekTable
from placements.workflow import agreements, outcomes, placements
from placements.workflow.checks import check
from placements.workflow.placements import Found, Hosting
from placements.workflow.tables import TRANSITIONS
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory
from tests.placements.factories import CampaignFactory, PlacementFactory, PupilFactory

MONDAY, FRIDAY = dt.date(2027, 1, 25), dt.date(2027, 1, 29)
USUAL = WeekTable((((540, 720), (810, 990)),) * 5 + ((), ()))
LONG = WeekTable((((480, 720), (780, 1080)),) * 5 + ((), ()))


@pytest.fixture
def pupil(here):
    return PupilFactory(class_group=here.group)


def found(here, pupil, first=MONDAY, last=FRIDAY, table=USUAL, source=Source.FAMILY, **more):
    company = more.pop("company", here.company)
    return Found(pupil, (Hosting(company, first, last, table, more),), source)


def record(actor, what, key=None):
    return placements.record_found(actor, what, key=key or uuid.uuid4())


def test_a_referent_records_what_the_family_found(here, pupil):
    placement = record(here.referent, found(here, pupil, tutor_name="Paul Roux"))

    assert placement.state == PlacementState.FOUND
    assert placement.referent == here.referent.user
    assert (placement.level, placement.sex) == (here.group.level, pupil.sex)
    stay = placement.stays.get()
    assert (stay.company, stay.tutor_name) == (here.company, "Paul Roux")
    entry = JournalEntry.objects.about(placement).get()
    assert entry.company == here.company and "25/01/2027" in entry.words


def test_the_same_form_twice_is_one_placement(here, pupil):
    key, what = uuid.uuid4(), found(here, pupil)
    assert record(here.referent, what, key) == record(here.referent, what, key)
    assert Placement.objects.count() == 1


def test_who_does_not_follow_the_class_records_nothing(here, pupil):
    for actor in (here.teacher, actor_for(Role.RBDE)):
        with pytest.raises(Refused, match="Vous ne suivez pas"):
            record(actor, found(here, pupil))


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"table": LONG}, "R-PL-3"),
        ({"first": dt.date(2027, 1, 24)}, "R-ID-9"),
        ({"first": dt.date(2027, 9, 6), "last": dt.date(2027, 9, 10)}, "R-ID-8"),
        ({"first": FRIDAY, "last": MONDAY}, "R-PL-1"),
    ],
)
def test_a_broken_rule_refuses(here, pupil, change, rule):
    with pytest.raises(Refused) as refused:
        record(here.head, found(here, pupil, **change))
    assert rule in {violation.rule for violation in refused.value.violations}
    assert not Placement.objects.exists()


def test_a_host_that_the_inspection_bars_is_refused_r_pl_5(here, pupil):
    barred = CompanyFactory(agreement_forbidden=True, agreement_forbidden_reason="Danger")
    with pytest.raises(Refused) as refused:
        record(here.head, found(here, pupil, company=barred))
    assert [violation.rule for violation in refused.value.violations] == ["R-PL-5"]


def test_r_pl_9_initiation_is_for_segpa(here, pupil):
    what = found(here, pupil)
    what = Found(what.pupil, what.hostings, what.source, PlacementKind.INITIATION)
    with pytest.raises(Refused, match="SEGPA"):
        record(here.head, what)
    here.group.special_kind = "SEGPA"
    here.group.save()
    pupil.refresh_from_db()
    assert record(here.head, what).kind == PlacementKind.INITIATION


def test_warnings_do_not_refuse(here, pupil):
    """Four days, outside of the window of the school, at a host that closed."""
    CampaignFactory(school=here.school, level=here.group.level)
    closed = CompanyFactory(is_active=False)
    first = dt.date(2027, 3, 8)
    what = found(here, pupil, first, first + dt.timedelta(days=3), company=closed)
    warnings = check(here.head, what)
    assert not any(violation.blocking for violation in warnings)
    assert {v.rule for v in warnings} == {"R-PL-1", "R-ID-6"}
    assert record(here.head, what).pk


def test_r_pl_7_two_placements_of_a_pupil_do_not_overlap(here, pupil):
    record(here.head, found(here, pupil))
    with pytest.raises(Refused, match="a déjà un stage du 25/01/2027"):
        record(here.head, found(here, pupil, FRIDAY, FRIDAY))
    with pytest.raises(IntegrityError), transaction.atomic():
        PlacementFactory(pupil=pupil)
    record(here.head, found(here, PupilFactory(class_group=here.group)))


def test_what_was_signed_elsewhere_has_no_hours_and_is_signed(here, pupil):
    what = found(here, pupil, table=WeekTable(), source=Source.ELSEWHERE)
    placement = record(here.rbde, what)
    assert placement.state == PlacementState.SIGNED
    assert placement.stays.get().table == []


def test_other_days_before_the_signatures(here, pupil):
    placement = record(here.head, found(here, pupil))
    later = MONDAY + dt.timedelta(days=7)
    moved = placements.change(here.head, placement, found(here, pupil, later, later))
    assert (moved.starts_on, moved.stays.get().starts_on) == (later, later)
    Placement.objects.update(state=PlacementState.SIGNING)
    with pytest.raises(Refused, match="avenant"):
        placements.change(here.head, placement, found(here, pupil))


def test_a_placement_turns_out_to_be_signed_elsewhere(here, pupil):
    """And back, when that was a mistake; its days are corrected until it is over."""
    placement = record(here.head, found(here, pupil))
    signed = found(here, pupil, table=WeekTable(), source=Source.ELSEWHERE)
    row = placements.change(here.referent, placement, signed)
    assert (row.state, row.source) == (PlacementState.SIGNED, Source.ELSEWHERE)
    later = MONDAY + dt.timedelta(days=7)
    moved = found(here, pupil, later, later, WeekTable(), Source.ELSEWHERE)
    assert placements.change(here.referent, placement, moved).starts_on == later
    row = placements.change(here.referent, placement, found(here, pupil))
    assert (row.state, row.source) == (PlacementState.FOUND, Source.FAMILY)
    agreements.prepare(here.head, placement)
    with pytest.raises(Refused, match="commencée sur le portail"):
        placements.change(here.referent, placement, signed)
    Placement.objects.update(state=PlacementState.DONE, source=Source.ELSEWHERE)
    with pytest.raises(Refused, match="plus possible\N{NO-BREAK SPACE}: réalisé"):
        placements.change(here.referent, placement, signed)


def test_what_came_from_an_offer_stays_so(here, pupil):
    placement = record(here.head, found(here, pupil, source=Source.OFFER))
    form = PlacementForm(here.head, pupil, placement=placement)
    assert form.fields["source"].choices == [("offer", "Offre du portail")]
    row = placements.change(here.head, placement, found(here, pupil))
    assert (row.state, row.source) == (PlacementState.FOUND, Source.OFFER)


def test_a_cancellation_keeps_everything_r_ag_3(here, pupil):
    placement = record(here.head, found(here, pupil))
    placements.cancel(here.referent, placement, "host", "Travaux")
    placement.refresh_from_db()
    assert placement.state == PlacementState.CANCELLED and placement.stays.exists()
    assert JournalEntry.objects.about(placement).latest("pk").reason == "L’accueillant se retire"
    record(here.head, found(here, pupil))
    with pytest.raises(Refused, match="annulé"):
        placements.cancel(here.head, placement, "host")


@pytest.mark.parametrize("act", TRANSITIONS)
@pytest.mark.parametrize("state", PlacementState)
def test_every_transition(act, state):
    row = Placement(state=state)
    sources, target = TRANSITIONS[act]
    if state in sources:
        placements.move(row, act)
        assert row.state == target
    else:
        with pytest.raises(Refused):
            placements.move(row, act)
        assert row.state == state


def test_a_signed_placement_is_done_the_day_after(here):
    signed = PlacementFactory(state="signed")
    unsigned = PlacementFactory(state="signing")
    assert outcomes.finish_past(FRIDAY) == 0
    assert outcomes.finish_past(FRIDAY + dt.timedelta(days=1)) == 1
    states = [Placement.objects.get(pk=row.pk).state for row in (signed, unsigned)]
    assert states == ["done", "signing"]


def test_a_host_reads_its_own_days_once_they_are_recorded(here, pupil):
    host = actor_for(Role.COMPANY_REPRESENTATIVE, company=here.company)
    placement = record(here.head, found(here, pupil))
    assert Placement.objects.visible_to(host).get() == placement
    other = actor_for(Role.COMPANY_REPRESENTATIVE)
    assert not Placement.objects.visible_to(other).exists()
    placements.cancel(here.head, placement, "host")
    assert not Placement.objects.visible_to(host).exists()
