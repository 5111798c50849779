import factory
from factory.django import DjangoModelFactory

from reports.models import PublishedReport
from tests.directory.factories import SchoolYearFactory


class PublishedReportFactory(DjangoModelFactory):
    class Meta:
        model = PublishedReport

    school_year = factory.SubFactory(SchoolYearFactory)
    territory = factory.Sequence(lambda n: f"departement-{n}")
    label = factory.Sequence(lambda n: f"Département {n}")
