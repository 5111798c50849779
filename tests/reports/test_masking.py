"""Small numbers: hidden with what would give them back (DOMAIN §8)."""

import pytest

from reports.masking import hidden


@pytest.mark.parametrize(
    ("groups", "found"),
    [
        ({}, set()),
        ({"31": {"girls": 5, "boys": 9}, "34": {"girls": 0, "boys": 12}}, set()),
        # Its sisters go with it; alone, the smallest other group goes too.
        ({"31": {"girls": 2, "boys": 40}}, {"31"}),
        (
            {"31": {"girls": 2, "boys": 40}, "34": {"girls": 9, "boys": 9}, "46": {"girls": 30}},
            {"31", "34"},
        ),
        ({"31": {"girls": 1}, "34": {"girls": 4}, "46": {"girls": 5}}, {"31", "34"}),
        # An empty group gives nothing back.
        ({"31": {"girls": 3}, "34": {"girls": 0}, "46": {"girls": 80}}, {"31", "46"}),
    ],
)
def test_what_is_hidden(groups, found):
    assert hidden(groups) == found
