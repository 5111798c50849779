"""A line written to the old sheet while two sheets become one is not lost."""

import threading

import pytest
from django.db import transaction

from accounts.enums import Role
from partnerships.models import Interaction
from partnerships.workflow import merges
from tests.accounts.factories import actor_for
from tests.concurrency.threads import together
from tests.directory.factories import CompanyFactory, SchoolFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def test_what_is_written_meanwhile_follows_and_goes_back():
    school = SchoolFactory()
    officer = actor_for(Role.EDUCATION_AUTHORITY, whole_region=True)
    kept, dropped = CompanyFactory(), CompanyFactory()
    written, merged = threading.Event(), threading.Event()

    def write():
        with transaction.atomic():
            Interaction.objects.create(company=dropped, school=school, text="Appelé")
            written.set()
            merged.wait(10)

    def merge():
        written.wait(10)
        with transaction.atomic():
            row = merges.merge(officer, kept, dropped, "La même entreprise")
        merged.set()
        return row

    _, row = together([write, merge])
    # The race itself: the merge did not see the line.
    assert dropped.log.count() == 1
    assert merges.advance() == 1 and merges.advance() == 0
    assert (dropped.log.count(), kept.log.count()) == (0, 1)
    assert not merges.undo(officer, row)
    assert dropped.log.count() == 1
