import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from reports.models import (
    CountedYear,
    Declaration,
    DeclaredCount,
    Export,
    ExportColumns,
    HiddenFigures,
    PublishedReport,
    WeeklyFigures,
)
from tests.accounts.factories import UserFactory
from tests.directory.factories import SchoolFactory, SchoolYearFactory


class PublishedReportFactory(DjangoModelFactory):
    class Meta:
        model = PublishedReport

    school_year = factory.SubFactory(SchoolYearFactory)
    territory = factory.Sequence(lambda n: f"departement-{n}")
    label = factory.Sequence(lambda n: f"Département {n}")


class DeclarationFactory(DjangoModelFactory):
    class Meta:
        model = Declaration

    school_year = factory.SubFactory(SchoolYearFactory)
    school = factory.SubFactory(SchoolFactory)


class DeclaredCountFactory(DjangoModelFactory):
    class Meta:
        model = DeclaredCount

    declaration = factory.SubFactory(DeclarationFactory)
    kind = "classes"
    count = 1


class ExportFactory(DjangoModelFactory):
    class Meta:
        model = Export

    owner = factory.SubFactory(UserFactory)
    role = "education_authority"
    kind = "report"
    label = factory.Sequence(lambda n: f"Rapport {n}")


class ExportColumnsFactory(DjangoModelFactory):
    class Meta:
        model = ExportColumns

    user = factory.SubFactory(UserFactory)
    source = factory.Sequence(lambda n: f"liste-{n}")


class WeeklyFiguresFactory(DjangoModelFactory):
    class Meta:
        model = WeeklyFigures

    school_year = factory.SubFactory(SchoolYearFactory)
    territory = factory.Sequence(lambda n: f"departement-{n}")
    week = dt.date(2026, 11, 23)


class CountedYearFactory(DjangoModelFactory):
    class Meta:
        model = CountedYear

    departments = factory.Sequence(lambda n: f"{n}")
    year = 2026
    counted_at = factory.LazyFunction(timezone.now)


class HiddenFiguresFactory(CountedYearFactory):
    class Meta:
        model = HiddenFigures
