from directory.models.companies import BranchOrganisation, Company, PartnerNetwork
from directory.models.contacts import Contact
from directory.models.diplomas import Diploma
from directory.models.lexicon import Word
from directory.models.schools import ClassGroup, School
from directory.models.territories import (
    Academy,
    Department,
    Municipality,
    MunicipalityPostcode,
    NafSector,
    Sector,
    TrainingBasin,
)
from directory.models.years import CalendarDay, SchoolYear, YearCorrection

__all__ = [
    "Academy",
    "BranchOrganisation",
    "CalendarDay",
    "ClassGroup",
    "Company",
    "Contact",
    "Department",
    "Diploma",
    "Municipality",
    "MunicipalityPostcode",
    "NafSector",
    "PartnerNetwork",
    "School",
    "SchoolYear",
    "Sector",
    "TrainingBasin",
    "Word",
    "YearCorrection",
]
