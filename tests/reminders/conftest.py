import pytest

from outbox import kinds
from reminders import rules
from tests.reminders.rules import ALL

DECLARED = rules.all_rules()  # what the apps declare, before any test changes it


@pytest.fixture(autouse=True)
def test_rules(monkeypatch):
    """The rules of the tests, and only them, for the length of a test."""
    monkeypatch.setattr(rules, "_rules", {})
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    for rule in ALL:
        rules.register(rule)


@pytest.fixture(autouse=True)
def quiet_doorbell(monkeypatch):
    monkeypatch.setattr("outbox.doorbell._publish", lambda: None)
