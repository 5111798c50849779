"""What the desk of a company knows of placements."""

import pytest

from partnerships import presences
from placements.enums import CancelReason
from placements.workflow import applications
from placements.workflow import placements as recorded
from tests.placements.bank import FIRST, LAST, apply, confirm, make_bank

pytestmark = pytest.mark.django_db


def expected(bank):
    return presences.between([bank.company.pk], FIRST, LAST)


def test_a_pupil_counts_in_the_agenda_from_the_yes_of_the_company(django_assert_num_queries):
    bank = make_bank()
    row = apply(bank)
    assert expected(bank) == []

    row = applications.accept(bank.host, row)
    (accepted,) = expected(bank)
    assert (accepted.persons, accepted.first, accepted.last) == (1, FIRST, LAST)
    assert bank.pupil.last_name not in accepted.who and str(bank.pupil.school) in accepted.who

    placement = confirm(bank, row)
    (held,) = expected(bank)
    assert held.key.startswith("stay:")
    with django_assert_num_queries(3):  # one for each kind of presence
        expected(bank)

    recorded.cancel(bank.referent, placement, CancelReason.PUPIL, "")
    assert expected(bank) == []
