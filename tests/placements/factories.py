import datetime as dt

import factory
from factory.django import DjangoModelFactory

from directory.enums import Level
from placements import models
from tests.directory.factories import SchoolFactory, SchoolYearFactory


class CampaignFactory(DjangoModelFactory):
    class Meta:
        model = models.Campaign

    school = factory.SubFactory(SchoolFactory)
    school_year = factory.SubFactory(SchoolYearFactory)
    level = Level.TROISIEME
    starts_on = dt.date(2027, 1, 25)
    ends_on = dt.date(2027, 1, 29)
