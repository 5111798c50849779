"""`manage.py erase_expired`: all that falls due, once; a dry run writes nothing (DOMAIN §8)."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command

from clee.models import Member
from tests.accounts.factories import UserFactory
from tests.clee.factories import MemberFactory
from tests.directory.factories import ClassGroupFactory, SchoolYearFactory
from tests.placements.factories import PupilFactory

pytestmark = pytest.mark.django_db
LAST = dt.datetime(2024, 3, 4, 9, tzinfo=dt.UTC)


def run(**options):
    out = StringIO()
    call_command("erase_expired", now="2026-03-05T08:00", stdout=out, **options)
    return out.getvalue().splitlines()


def test_it_counts_then_writes():
    user = UserFactory(date_joined=LAST)
    said = run(dry_run=True)
    assert "comptes : 1" in said and said[-1] == "erased=1"
    user.refresh_from_db()
    assert user.leaves_on is None
    assert run()[-1] == "erased=1"
    user.refresh_from_db()
    assert user.leaves_on == dt.date(2026, 3, 22)
    assert run()[-1] == "erased=0"


def test_it_runs_the_erasures_of_every_floor():
    joined, left = dt.date(2022, 3, 4), dt.date(2023, 3, 4)
    MemberFactory(joined_on=joined, left_on=left, contact_email="parti@essai.example")
    years = [SchoolYearFactory(start_year=year, state="closed") for year in (2024, 2025)]
    group = ClassGroupFactory(school_year=years[0])
    PupilFactory(class_group=group, municipality_code="31555")
    said = run()
    assert "réunions, membres et bilans des comités : 1" in said
    assert "communes d’élèves : 1" in said
    assert Member.objects.get().contact_email == ""
