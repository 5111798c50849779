"""Every rule that an app declares can be planned, asked again and described."""

from dataclasses import replace

import pytest
from django.contrib.contenttypes.models import ContentType

from outbox import kinds
from outbox.models import Notice
from reminders import planner, rules
from reminders.settings import bounds
from tests.reminders.conftest import DECLARED
from tests.reminders.rules import WEEK_BEFORE


@pytest.fixture
def test_rules():
    """The declared rules instead of those of the tests."""


def test_a_fact_is_reminded_three_times_and_then_is_somebody_elses(monkeypatch):
    monkeypatch.setattr(rules, "_rules", {})
    monkeypatch.setattr(kinds, "_kinds", {})
    numbered = [replace(WEEK_BEFORE, code=f"fact.{number}.head") for number in (3, 7, 14, 21)]
    for one in numbered[:2]:
        rules.register(one)

    with pytest.raises(ValueError, match="whose to-do"):
        rules.register(numbered[2])
    rules.register(replace(numbered[2], then="La relance revient au bureau."))
    with pytest.raises(ValueError, match="reminder 4 of one fact"):
        rules.register(replace(numbered[3], then="La relance revient au bureau."))


@pytest.mark.django_db
@pytest.mark.parametrize("rule", DECLARED, ids=lambda rule: rule.code)
def test_a_declared_rule_runs(rule):
    assert planner.plan(rules=[rule]) == planner.Plan()

    subject_type = ContentType.objects.get_for_model(rule.subjects().model)
    nothing = Notice(subject_type=subject_type, subject_id="0", recipient_email="a@b.example")
    assert rule.holds(nothing) is False
    assert rule.anchor_label in rule.when and rule.label and rule.why


def test_the_rules_of_the_first_thread_are_declared():
    codes = " ".join(rule.code for rule in DECLARED)

    for part in ("immersion.j7", "immersion.j1", "booking.unanswered.3", "booking.unanswered.7"):
        assert part in codes


# Of each thing that waits for somebody today, and who is told.
COVERED = {
    "booking.visa": "awaiting_visa",
    "booking.to_confirm": "agreed elsewhere",
    "booking.list.7": "nominative list",
    "contract.to_complete.host": "host's part",
    "contract.to_send.teacher": "not sent to signature",
    "contract.unsigned.7": "signature",
    "contract.uncovered.j10": "about to start unsigned",
    "immersion.evaluation.7": "evaluation",
    "offer.to_confirm.again": "offer typed for a company",
    "offer.to_renew.again": "last year's offers",
    "company.stale": "company without news",
    "partnership.renewal.91": "partnership that ends",
    "roles.waiting.head": "role to validate",
    "roles.ends": "role that ends",
    "delegations.end": "delegation that ends",
    "rentree.confirm.14": "roles of the rentrée",
}


def test_everything_that_waits_has_its_reminder():
    assert set(COVERED) <= {rule.code for rule in DECLARED}


def test_each_label_names_one_rule():
    labels = [rule.label for rule in DECLARED]

    assert len(labels) == len(set(labels))


@pytest.mark.parametrize("rule", DECLARED, ids=lambda rule: rule.code)
def test_a_declared_rule_can_be_set(rule):
    """Its label stays true whatever the authority sets, and its own offset is within bounds."""
    assert not any(letter.isdigit() for letter in rule.label)
    low, high = bounds(rule, {})
    assert low <= rule.offset.number <= high and low < high
    assert 7 <= rule.hour <= 19
    assert not (rule.is_paused or rule.room_for)
