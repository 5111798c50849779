"""A class that prepares a bac pro, its period, its people, companies around."""

from dataclasses import dataclass

from accounts.actor import Actor
from accounts.enums import Role
from placements.models import Campaign, ClassReferent
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory
from tests.placements.factories import PeriodFactory, PupilFactory


@dataclass
class PfmpWorld:
    period: Campaign
    rbde: Actor
    referent: Actor
    teacher: Actor
    company: object

    @property
    def group(self):
        return self.period.class_group

    def pupils(self, count, **more):
        return [PupilFactory(class_group=self.group, **more) for _ in range(count)]


def make_pfmp_world(**period):
    """`referent` follows the class; `teacher` works in the school and does not."""
    period = PeriodFactory(**period)
    school = period.school
    referent = actor_for(Role.TEACHER, school=school)
    ClassReferent.objects.create(class_group=period.class_group, user=referent.user)
    return PfmpWorld(
        period=period,
        rbde=actor_for(Role.RBDE, school=school),
        referent=referent,
        teacher=actor_for(Role.TEACHER, school=school),
        company=CompanyFactory(email="accueil@meca.test"),
    )
