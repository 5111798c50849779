import datetime as dt

import factory
from factory.django import DjangoModelFactory

from directory.enums import Level
from placements import models
from tests.directory.factories import (
    ClassGroupFactory,
    CompanyFactory,
    DiplomaClassFactory,
    SchoolFactory,
    SchoolYearFactory,
)


class CampaignFactory(DjangoModelFactory):
    class Meta:
        model = models.Campaign

    school = factory.SubFactory(SchoolFactory)
    school_year = factory.SubFactory(SchoolYearFactory)
    level = Level.TROISIEME
    starts_on = dt.date(2027, 1, 25)
    ends_on = dt.date(2027, 1, 29)


class PeriodFactory(CampaignFactory):
    """Four weeks of a class that prepares a diploma (R-PF-1)."""

    class_group = factory.SubFactory(DiplomaClassFactory)
    school = factory.SelfAttribute("class_group.school")
    school_year = factory.SelfAttribute("class_group.school_year")
    level = factory.SelfAttribute("class_group.level")
    starts_on = dt.date(2027, 1, 11)
    ends_on = dt.date(2027, 2, 5)
    label = "PFMP 1"


class PupilFactory(DjangoModelFactory):
    class Meta:
        model = models.Pupil

    class_group = factory.SubFactory(ClassGroupFactory)
    school = factory.SelfAttribute("class_group.school")
    last_name = factory.Sequence(lambda n: f"Élève{n}")
    first_name = "Camille"
    birth_date = dt.date(2012, 3, 4)


class PlacementFactory(DjangoModelFactory):
    """Found by the family: the week of the campaign above, at one host's."""

    class Meta:
        model = models.Placement
        skip_postgeneration_save = True

    pupil = factory.SubFactory(PupilFactory)
    school = factory.SelfAttribute("pupil.school")
    class_group = factory.SelfAttribute("pupil.class_group")
    school_year = factory.SelfAttribute("class_group.school_year")
    source = "family"
    state = "found"
    level = factory.SelfAttribute("class_group.level")
    starts_on = dt.date(2027, 1, 25)
    ends_on = dt.date(2027, 1, 29)

    @factory.post_generation
    def company(self, create, company, **kwargs):
        models.Stay.objects.create(
            placement=self,
            company=company or CompanyFactory(),
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            table=[[[540, 720], [810, 990]]] * 5 + [[], []],
        )
