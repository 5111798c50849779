"""What an indicator is made of.

A source is a SQL text with one row per thing that may be counted; an indicator is an
aggregate over the rows of its source that its condition keeps. All indicators of a source
come from one statement, at every grouping.
"""

from dataclasses import dataclass
from enum import StrEnum

from placements.enums import HELD


class Theme(StrEnum):
    """A chapter of the report, and a sheet of its files."""

    IMMERSIONS = "immersions"
    PLACEMENTS = "stages"
    PARTNERS = "partenariats"
    REQUESTS = "demandes"
    NETWORK = "reseau"
    COVERAGE = "declarations"

    @property
    def label(self):
        return THEME_LABELS[self]


THEME_LABELS = {
    Theme.IMMERSIONS: "Immersions et visites",
    Theme.PLACEMENTS: "Stages et PFMP",
    Theme.PARTNERS: "Partenariats et entreprises",
    Theme.REQUESTS: "Appels et besoins",
    Theme.NETWORK: "Comités et bureaux",
    Theme.COVERAGE: "Couverture et déclarations",
}


# Groupings of which a source says itself that it knows them; NULL where a row has none.
OPTIONAL = {
    "committee": "bigint",
    "naf": "text",
    "audience": "text",
    "scheme": "text",
    "action_type": "bigint",
    "partner": "text[]",
}


# Units of what is counted one by pupil.
OF_PUPILS = ("élèves", "stages", "candidatures")
# The family of the figures by priority audience.
OF_AUDIENCE = "audience"


@dataclass(frozen=True)
class Source:
    """`sql` gives `id`, `year` (its start) and the columns of the groupings: `academy`,
    `department`, `basin`, `school_kind` with `school`, `sector`: NULL for what it `lacks`,
    zero or nothing where it is not known. It takes %(years)s, %(today)s, %(this_year)s,
    %(departments)s and %(schools)s (NULL: no limit).
    """

    code: str
    label: str
    sql: str
    # The groupings that mean nothing here: a dash, never a zero.
    lacks: tuple = ()
    # Of the groupings that only some sources know (OPTIONAL), the columns that it gives.
    gives: tuple = ()
    # A company's offers belong to no school: a school's report leaves them out.
    of_schools: bool = True
    # The state of today, of which no other year is known.
    of_today: bool = False
    # Who is asked, whatever was done: of an empty year too.
    is_context: bool = False
    # Counts that somebody gave, beside those of the portal.
    is_declared: bool = False
    # The indicator that says which share of the schools concerned its figures speak of; ""
    # where they speak of no school.
    coverage: str = ""

    @property
    def full_sql(self):
        """The rows with every grouping, those that it does not know empty."""
        missing = [f"NULL::{kind} AS {name}" for name, kind in OPTIONAL.items()
                   if name not in self.gives]  # fmt: skip
        if not self.knows("school"):
            missing.append("NULL::bigint AS school")
        columns = ", ".join(["its.*", *missing])
        return f"SELECT {columns} FROM ({self.sql}) its"

    def knows(self, grouping):
        """Whether its figures have a meaning by this grouping; a row with a kind of school is
        of a school."""
        if grouping == "school":
            return "school_kind" not in self.lacks
        return grouping not in self.lacks and (grouping not in OPTIONAL or grouping in self.gives)

    @property
    def origin(self):
        return "déclaré" if self.is_declared else "constaté"


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
    # The same, hidden from everybody else only (`reports.open_data`).
    open_family: str = ""
    # The same, by audience (`reports.hiding`).
    audience_family: str = ""

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
    # Hidden where its part or its whole is.
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


# Of a row of a class: its own priority audience, else the school's (R-ID-7); no row of its
# group where there is none.
AUDIENCE = """
    coalesce(NULLIF({}, ''), NULLIF(school.priority_education, '')) AS audience
"""

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
# Of a placement: it has a host (R-PL-7).
IS_HELD = "state IN ('" + "', '".join(HELD) + "')"
# The first host of a placement. Lateral: a school's report reads its own stays only.
FIRST_HOST = """
    LEFT JOIN LATERAL (
        SELECT its.company_id FROM placements_stay its
        WHERE its.placement_id = placement.id ORDER BY its.starts_on, its.id LIMIT 1
    ) stay ON true
    LEFT JOIN directory_company company ON company.id = stay.company_id
"""
# The bassin of the commune where a host is, or where its offer takes place: that of the schools
# of the commune, when they have one only (`partnerships.workflow.needs.basin_of`).
BASIN_OF_PLACE = """
    LEFT JOIN (
        SELECT town.department_id, town.sort_key AS name, min(its.basin_id) AS id
        FROM directory_school its
        JOIN directory_municipality town ON town.insee_code = its.municipality_id
        WHERE its.basin_id IS NOT NULL
            AND (%(departments)s::text[] IS NULL OR town.department_id = ANY(%(departments)s))
        GROUP BY 1, 2 HAVING count(DISTINCT its.basin_id) = 1
    ) place ON place.department_id = {0}.department_id AND place.name = fold_text({0}.city)
"""
SCHOOL_PLACE = "Rattachement : le département de l’établissement, le secteur de l’entreprise."
COMMUNE = "Bassin : celui des établissements de la commune, quand ils n’en ont qu’un."
HOST_PLACE = f"Rattachement : le département et le secteur de la structure d’accueil. {COMMUNE}"


def school_year_of(day):
    """SQL: the school year, by its first calendar year, in which this SQL date falls."""
    return f"extract(year FROM {day} - interval '8 months')::int"
