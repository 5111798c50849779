import datetime as dt

import factory
from factory.django import DjangoModelFactory

from clee import models
from clee.enums import MemberKind, Side
from tests.directory.factories import DepartmentFactory, SchoolYearFactory


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


class ActionFactory(DjangoModelFactory):
    class Meta:
        model = models.Action

    committee = factory.SubFactory(CommitteeFactory)
    school_year = factory.SubFactory(SchoolYearFactory)
    type = factory.LazyFunction(lambda: models.ActionType.objects.order_by("rank").first())
    title = factory.Sequence(lambda n: f"Action {n}")
    levels = factory.LazyFunction(lambda: ["3e"])
    starts_on = dt.date(2027, 1, 25)
    ends_on = dt.date(2027, 1, 27)
