"""Rows of the directory for the tests of every floor.

Territories are made by `migrate`; the factories find them by their code. Identifiers
have valid keys.
"""

import datetime

import factory
from factory.django import DjangoModelFactory
from stdnum import luhn

from directory import models
from directory.enums import (
    Level,
    NafNomenclature,
    NetworkKind,
    SchoolKind,
    SchoolStatus,
    YearState,
)
from directory.enums_diplomas import DiplomaKind
from directory.identifiers import uai_letter


def uai(number, department="031"):
    """A valid UAI: `number` below 10,000 within the département (R-ID-1)."""
    digits = f"{department}{number % 10000:04d}"
    return digits + uai_letter(digits)


def siret(number):
    """A valid SIRET, head office of a made-up SIREN (R-ID-3)."""
    body = f"9{number % 10_000_000:07d}"
    siren = body + luhn.calc_check_digit(body)
    nic = f"{siren}0001"
    return nic + luhn.calc_check_digit(nic)


class AcademyFactory(DjangoModelFactory):
    class Meta:
        model = models.Academy
        django_get_or_create = ("code",)

    code = "16"
    name = "Toulouse"


class DepartmentFactory(DjangoModelFactory):
    class Meta:
        model = models.Department
        django_get_or_create = ("code",)

    code = "31"
    name = "Haute-Garonne"
    academy = factory.SubFactory(AcademyFactory)


class TrainingBasinFactory(DjangoModelFactory):
    class Meta:
        model = models.TrainingBasin
        skip_postgeneration_save = True

    academy = factory.SubFactory(AcademyFactory)
    name = factory.Sequence(lambda n: f"Bassin {n}")

    @factory.post_generation
    def departments(self, create, extracted, **_):
        if create:
            self.departments.set(extracted or [DepartmentFactory()])


class MunicipalityFactory(DjangoModelFactory):
    class Meta:
        model = models.Municipality
        django_get_or_create = ("insee_code",)

    insee_code = "31555"
    name = "Toulouse"
    department = factory.SubFactory(DepartmentFactory)
    latitude = 43.596
    longitude = 1.432


class MunicipalityPostcodeFactory(DjangoModelFactory):
    class Meta:
        model = models.MunicipalityPostcode
        django_get_or_create = ("municipality", "postcode")

    municipality = factory.SubFactory(MunicipalityFactory)
    postcode = "31000"


class SectorFactory(DjangoModelFactory):
    class Meta:
        model = models.Sector
        django_get_or_create = ("code",)

    code = "s1"
    label = "Métallurgie"


class NafSectorFactory(DjangoModelFactory):
    class Meta:
        model = models.NafSector
        django_get_or_create = ("naf_code",)

    naf_code = "25.11Z"
    sector = factory.SubFactory(SectorFactory)


class SchoolYearFactory(DjangoModelFactory):
    """The year in progress, as today is 23 November 2026 in the tests' world."""

    class Meta:
        model = models.SchoolYear
        django_get_or_create = ("start_year",)

    start_year = 2026
    state = YearState.CURRENT


class YearCorrectionFactory(DjangoModelFactory):
    """Last year, opened again for a school until tomorrow."""

    class Meta:
        model = models.YearCorrection

    school_year = factory.SubFactory(SchoolYearFactory, start_year=2025, state=YearState.CLOSED)
    school = factory.SubFactory("tests.directory.factories.SchoolFactory")
    reason = "Présence oubliée"
    last_day = datetime.date(2026, 11, 24)


class CalendarDayFactory(DjangoModelFactory):
    class Meta:
        model = models.CalendarDay

    day = factory.Sequence(lambda n: f"2027-03-{n % 28 + 1:02d}")
    is_open = False
    label = "Pont accordé"


class SchoolFactory(DjangoModelFactory):
    class Meta:
        model = models.School

    uai = factory.Sequence(uai)
    name = factory.Sequence(lambda n: f"Collège Jean Jaurès {n}")
    kind = SchoolKind.COLLEGE
    sector_kind = SchoolStatus.PUBLIC
    address = "1 rue de l’École"
    postcode = "31000"
    city = "Toulouse"
    department = factory.SubFactory(DepartmentFactory)
    email = factory.LazyAttribute(lambda school: f"ce.{school.uai.lower()}@ecole.example")
    latitude = 43.6
    longitude = 1.44


class ClassGroupFactory(DjangoModelFactory):
    class Meta:
        model = models.ClassGroup

    school = factory.SubFactory(SchoolFactory)
    school_year = factory.SubFactory(SchoolYearFactory)
    name = factory.Sequence(lambda n: f"3e {n}")
    level = Level.TROISIEME
    size = 24


class DiplomaFactory(DjangoModelFactory):
    """A bac pro: 18 to 22 weeks over three years (R-PF-1)."""

    class Meta:
        model = models.Diploma

    code = factory.Sequence(lambda n: f"400{n:05d}")
    label = factory.Sequence(lambda n: f"Technicien d’usinage {n}")
    kind = DiplomaKind.BAC_PRO
    years = 3
    min_weeks = 18
    max_weeks = 22


class DiplomaClassFactory(ClassGroupFactory):
    """A class of première that prepares a bac pro."""

    school__kind = SchoolKind.LYCEE_PRO
    name = factory.Sequence(lambda n: f"1re TU {n}")
    level = Level.PREMIERE
    diploma = factory.SubFactory(DiplomaFactory)


class CompanyFactory(DjangoModelFactory):
    """An industrial company (NAF 25.11Z)."""

    class Meta:
        model = models.Company

    siret = factory.Sequence(siret)
    name = factory.Sequence(lambda n: f"Ateliers du Sud {n}")
    naf_code = "25.11Z"
    naf_nomenclature = NafNomenclature.REV2
    staff_band = "12"
    address = "5 zone industrielle"
    postcode = "31000"
    city = "Toulouse"
    department = factory.SubFactory(DepartmentFactory)
    latitude = 43.61
    longitude = 1.45
    email = factory.Sequence(lambda n: f"contact{n}@entreprise.example")


class BranchOrganisationFactory(DjangoModelFactory):
    class Meta:
        model = models.BranchOrganisation
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"UIMM {n}")
    acronym = "UIMM"
    email = factory.Sequence(lambda n: f"branche{n}@branche.example")

    @factory.post_generation
    def departments(self, create, extracted, **_):
        if create:
            self.departments.set(extracted or [DepartmentFactory()])


class PartnerNetworkFactory(DjangoModelFactory):
    class Meta:
        model = models.PartnerNetwork
        skip_postgeneration_save = True

    kind = NetworkKind.CMQ
    name = factory.Sequence(lambda n: f"Campus {n}")

    @factory.post_generation
    def departments(self, create, extracted, **_):
        if create:
            self.departments.set(extracted or [DepartmentFactory()])


class ContactFactory(DjangoModelFactory):
    """A person of a company, recorded by a school when `owner_school` is given."""

    class Meta:
        model = models.Contact

    company = factory.SubFactory(CompanyFactory)
    first_name = "Camille"
    last_name = factory.Sequence(lambda n: f"Martin {n}")
    function = "Responsable des ressources humaines"
    email = factory.Sequence(lambda n: f"contact.{n}@personne.example")
    phone = "05 61 00 00 00"
