"""A school that closes during a year is still asked for it (DOMAIN §7, R-ID-5)."""

import pytest

from accounts.enums import Role
from directory.models import School
from reports import declarants
from reports.enums.declaration import DeclarantKind
from reports.reminders import supervisors, unsigned_schools
from reports.report import Report
from reports.territories import Territory
from tests.accounts.factories import actor_for
from tests.directory.factories import SchoolYearFactory
from tests.directory.imports import annuaire, run

pytestmark = pytest.mark.django_db


def concerned(year):
    return list(declarants.concerned(DeclarantKind.SCHOOL, year))


@pytest.mark.parametrize("day, is_asked", [("2026-08-20", False), ("2027-02-20", True)])
def test_a_school_that_the_annuaire_closes(tmp_path, time_machine, day, is_asked):
    SchoolYearFactory()
    time_machine.move_to("2026-08-01 10:00+02:00")
    run("import_schools", annuaire(tmp_path, {}))
    time_machine.move_to(f"{day} 10:00+01:00")
    run("import_schools", annuaire(tmp_path, {"etat": "FERME"}))
    time_machine.move_to("2027-07-05 10:00+02:00")
    school = School.objects.get()
    head = actor_for(Role.HEAD, school=school)
    supervisor = actor_for(Role.DEPARTMENT_SUPERVISOR, department=school.department)
    expected = [school] if is_asked else []
    assert concerned(2026) == expected and concerned(2027) == []
    place = Territory("", "", departments=("09",))
    counted = [Report(year, place).figure("schools_concerned").now for year in (2026, 2027)]
    assert counted == [len(expected), 0]
    assert [row.user for row in unsigned_schools()] == [head.user] * is_asked
    assert [row.user for row in supervisors()] == [supervisor.user] * is_asked
