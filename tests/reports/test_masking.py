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


def in_places(**girls):
    """What is hidden of two académies: 16 (31, its bassins north and south; 46) and 11 (34, 30)."""
    groups = {place: {"girls": count} for place, count in girls.items()}
    sums = [
        ("a16", ["d31", "d46"]), ("a11", ["d34", "d30"]), ("d31", ["b_n", "b_s"]),
        (None, ["a16", "a11"]), (None, ["d31", "d46", "d34", "d30"]), (None, ["b_n", "b_s"]),
    ]  # fmt: skip
    return hidden(groups, sums)


def test_no_sum_gives_a_number_back():
    """The other number that goes is one of the same académie, then the académie's own parts."""
    found = in_places(a16=50, a11=60, d31=47, d46=3, d34=10, d30=50, b_n=20, b_s=27)
    assert found == {"d46", "d31", "b_n", "b_s"}


def test_what_is_hidden_together_is_no_smaller_than_five():
    """Two hidden numbers that make two are one each."""
    groups = {"31": {"girls": 1}, "34": {"girls": 1}, "46": {"girls": 9}, "09": {"girls": 80}}
    assert hidden(groups) == {"31", "34", "46"}
