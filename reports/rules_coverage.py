"""Which schools a figure should speak of: "schools concerned" (DOMAIN §7); pure facts."""

from dataclasses import dataclass

from directory.enums import SchoolKind

COLLEGES = (SchoolKind.COLLEGE, SchoolKind.SEGPA, SchoolKind.EREA)
GENERAL = (SchoolKind.LYCEE_GT, SchoolKind.LYCEE_POLYVALENT, SchoolKind.GENERAL_SECTION)
VOCATIONAL = (
    *(SchoolKind.LYCEE_PRO, SchoolKind.LYCEE_POLYVALENT, SchoolKind.VOCATIONAL_SECTION),
    SchoolKind.EREA,
)


@dataclass(frozen=True)
class Subject:
    """What figures speak of: `kinds` of schools are concerned, every one where there are none;
    `rule` prints it. An annexe or a section speaks for its parent (R-ID-2)."""

    code: str
    label: str
    rule: str
    kinds: tuple = ()
    # A school of any kind that has a vocational section.
    of_vocational: bool = False


SUBJECTS = (
    # R-CEE-1: from 4e to terminale.
    Subject(
        "immersions",
        "immersions",
        "Collèges, lycées et EREA : de la 4e à la terminale.",
        tuple(dict.fromkeys((*COLLEGES, *GENERAL, *VOCATIONAL))),
    ),
    # R-PL-1: compulsory in 3e, two weeks in 2de GT.
    Subject(
        "observation",
        "stages d’observation",
        "Établissements qui ont des classes de 3e ou de 2de générale et technologique : collèges,"
        " EREA, lycées généraux, technologiques et polyvalents.",
        (*COLLEGES, *GENERAL),
    ),
    # R-PF-1: bac pro and CAP.
    Subject(
        "pfmp",
        "PFMP",
        "Lycées professionnels et polyvalents, EREA, tout établissement qui a une section"
        " professionnelle.",
        VOCATIONAL,
        of_vocational=True,
    ),
    Subject("partnerships", "partenariats", "Tous les établissements."),
    Subject("requests", "appels", "Tous les établissements."),
)
