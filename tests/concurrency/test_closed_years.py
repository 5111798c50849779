"""A closed year, its correction and the publication of its report, at once (R-ID-8)."""

import uuid
from functools import partial

import pytest
from django.db import transaction

from accounts import journal
from accounts.enums import Role
from directory.enums import YearState
from directory.models import SchoolYear, YearCorrection
from directory.violations import Refused
from reports.report import Report
from reports.territories import department_territory
from reports.workflow import corrections
from reports.workflow.published import publish
from tests.accounts.factories import actor_for
from tests.concurrency.threads import together
from tests.directory.factories import ClassGroupFactory
from tests.reports.world import ReportWorld

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


@pytest.fixture
def people():
    world = ReportWorld()
    world.immersion("completed")
    SchoolYear.objects.filter(pk=2026).update(state=YearState.CLOSED)
    rectorat = actor_for(Role.EDUCATION_AUTHORITY, department=world.haute_garonne)
    report = Report(2026, department_territory(world.haute_garonne))
    return (
        world.school,
        actor_for(Role.HEAD, school=world.school),
        partial(publish, rectorat, report),
    )


def reopening(head, school):
    year = SchoolYear.objects.get(pk=2026)
    return partial(corrections.reopen, head, year, school, "Oubli", key=uuid.uuid4())


def test_no_correction_survives_the_publication_whoever_comes_first(people):
    school, head, publishing = people
    results = together([reopening(head, school), publishing])
    assert not [one for one in results if isinstance(one, Exception) and type(one) is not Refused]
    assert not YearCorrection.objects.open().exists()


def test_the_publication_waits_for_what_is_being_corrected(people):
    """Whoever writes shares the correction until the commit: it is not ended meanwhile."""
    school, head, _ = people
    row = reopening(head, school)()
    group = ClassGroupFactory(school=school, school_year_id=2026)
    with transaction.atomic():
        journal.record(head, "a corrigé", group, school=school)
        (result,) = together([partial(_locked_at_once, row.pk)])
    assert isinstance(result, Exception)
    assert _locked_at_once(row.pk) == row


@transaction.atomic
def _locked_at_once(pk):
    """The row, locked as `end_covered` does; raises when somebody holds it."""
    return YearCorrection.objects.select_for_update(of=("self",), nowait=True).get(pk=pk)
