"""Every rule that an app declares can be planned, asked again and described."""

import pytest
from django.contrib.contenttypes.models import ContentType

from outbox.models import Notice
from reminders import planner
from tests.reminders.conftest import DECLARED


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


def test_each_label_names_one_rule():
    labels = [rule.label for rule in DECLARED]

    assert len(labels) == len(set(labels))
