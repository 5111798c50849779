"""A class of 3e with its referent, its head, its RBDE, and a company that hosts."""

from dataclasses import dataclass

import pytest

from accounts.enums import Role
from directory.enums import Level
from placements.models import ClassReferent
from tests.accounts.factories import actor_for
from tests.directory.factories import ClassGroupFactory, CompanyFactory, SchoolFactory


@dataclass
class School3e:
    """`referent` follows the class; `teacher` works in the school and does not."""

    school: object
    group: object
    referent: object
    teacher: object
    head: object
    rbde: object
    company: object


@pytest.fixture
def here(db):
    school = SchoolFactory()
    group = ClassGroupFactory(school=school, level=Level.TROISIEME, name="3e B")
    referent = actor_for(Role.TEACHER, school=school)
    ClassReferent.objects.create(class_group=group, user=referent.user)
    return School3e(
        school=school,
        group=group,
        referent=referent,
        teacher=actor_for(Role.TEACHER, school=school),
        head=actor_for(Role.HEAD, school=school),
        rbde=actor_for(Role.RBDE, school=school),
        company=CompanyFactory(),
    )
