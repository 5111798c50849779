import datetime as dt

import factory
from factory.django import DjangoModelFactory

from clee import models
from clee.enums import MemberKind, Side
from tests.directory.factories import DepartmentFactory


class CommitteeFactory(DjangoModelFactory):
    class Meta:
        model = models.Committee
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"CLEE {n}")
    contact_email = factory.Sequence(lambda n: f"clee{n}@academie.example")

    @factory.post_generation
    def departments(self, create, places, **_):
        self.departments.set(places or [DepartmentFactory()])


class MandateFactory(DjangoModelFactory):
    class Meta:
        model = models.Mandate

    committee = factory.SubFactory(CommitteeFactory)
    side = Side.SCHOOL
    person_name = "Denis Fabre"
    organisation = "Collège Jean Moulin"
    starts_on = dt.date(2025, 9, 1)
    designated_on = dt.date(2025, 9, 1)
    designated_by = "l’IA-DASEN"


class MemberFactory(DjangoModelFactory):
    class Meta:
        model = models.Member

    committee = factory.SubFactory(CommitteeFactory)
    kind = MemberKind.ASSOCIATION
    other_name = factory.Sequence(lambda n: f"Association {n}")
    joined_on = dt.date(2025, 10, 1)
