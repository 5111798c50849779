"""What an indicator is made of.

A source is a SQL text with one row per thing that may be counted; an indicator is an
aggregate over the rows of its source that its condition keeps. All indicators of a source
come from one statement, at every grouping.
"""

from dataclasses import dataclass
from enum import StrEnum


class Theme(StrEnum):
    """A chapter of the report, and a sheet of its files."""

    IMMERSIONS = "immersions"
    PLACEMENTS = "stages"
    PARTNERS = "partenariats"
    REQUESTS = "demandes"
    NETWORK = "reseau"

    @property
    def label(self):
        return THEME_LABELS[self]


THEME_LABELS = {
    Theme.IMMERSIONS: "Immersions et visites",
    Theme.PLACEMENTS: "Stages et PFMP",
    Theme.PARTNERS: "Partenariats et entreprises",
    Theme.REQUESTS: "Appels et besoins",
    Theme.NETWORK: "Comités et bureaux",
}


@dataclass(frozen=True)
class Source:
    """`sql` gives `id`, `year` (its start) and the columns of the groupings: `academy`,
    `department`, `basin`, `school_kind`, `sector`: NULL for what it `lacks`, zero or nothing
    where it is not known. It takes %(years)s, %(today)s, %(this_year)s,
    %(departments)s and %(schools)s (NULL: no limit).
    """

    code: str
    label: str
    sql: str
    # The groupings that mean nothing here: a dash, never a zero.
    lacks: tuple = ()
    # A company's offers belong to no school: a school's report leaves them out.
    of_schools: bool = True
    # The state of today, of which no other year is known.
    of_today: bool = False
    # The rows behind a figure are the bookings that the reader may see.
    has_details: bool = False


@dataclass(frozen=True)
class Indicator:
    """`measure` aggregates the rows of `source` where `condition` holds (both SQL, constants
    of this package); `label` and the rest are printed."""

    code: str
    label: str
    unit: str
    theme: Theme
    source: Source
    measure: str
    condition: str
    definition: str
    rule: str
    main: bool = False
    # Parts of one whole: a small one hides its sisters (`reports.masking`).
    family: str = ""

    @property
    def of_today(self):
        return self.source.of_today


@dataclass(frozen=True)
class Ratio:
    """Per cent of the indicator `whole` that `part` is, rounded to the unit."""

    code: str
    label: str
    part: Indicator
    whole: Indicator
    definition: str
    rule: str = "Arrondi à l’unité ; rien quand il n’y a rien à rapporter."
    main: bool = False
    unit: str = "%"
    family: str = ""

    @property
    def theme(self):
        return self.whole.theme

    @property
    def source(self):
        return self.whole.source

    @property
    def of_today(self):
        return self.whole.of_today


# --- What the sources share ---------------------------------------------------------------

# Of a row with its school, and the school's département.
AT_SCHOOL = """
    school.id AS school, school.department_id AS department,
    department.academy_id AS academy, coalesce(school.basin_id, 0) AS basin,
    school.kind AS school_kind
"""
SCHOOL_LIMITS = """
    (%(departments)s::text[] IS NULL OR school.department_id = ANY(%(departments)s))
    AND (%(schools)s::bigint[] IS NULL OR school.id = ANY(%(schools)s))
"""
# Of a row that belongs to a département, through no school.
AT_DEPARTMENT = """
    department.code AS department, department.academy_id AS academy,
    NULL::text AS school_kind
"""
DEPARTMENT_LIMITS = """
    (%(departments)s::text[] IS NULL OR department.code = ANY(%(departments)s))
"""
SCHOOL_PLACE = "Rattachement : le département de l’établissement, le secteur de l’entreprise."
HOST_PLACE = "Rattachement : le département et le secteur de la structure d’accueil."


def school_year_of(day):
    """SQL: the school year, by its first calendar year, in which this SQL date falls."""
    return f"extract(year FROM {day} - interval '8 months')::int"
