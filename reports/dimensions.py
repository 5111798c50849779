"""By what the report groups (DOMAIN §7)."""

TOTAL = "total"
(
    ACADEMY, DEPARTMENT, BASIN, COMMITTEE, SCHOOL, SCHOOL_KIND, SECTOR, NAF, AUDIENCE, SCHEME,
    ACTION_TYPE,
) = COLUMNS = (
    "academy",
    "department",
    "basin",
    "committee",
    "school",
    "school_kind",
    "sector",
    "naf",
    "audience",
    "scheme",
    "action_type",
)  # fmt: skip
# Of which a row may have several: it counts in each of these groups.
PARTNER = "partner"
DIMENSIONS = {
    ACADEMY: "académie",
    DEPARTMENT: "département",
    BASIN: "bassin",
    COMMITTEE: "comité",
    SCHOOL: "établissement",
    SCHOOL_KIND: "type d’établissement",
    SECTOR: "secteur",
    NAF: "section de la NAF",
    AUDIENCE: "public prioritaire",
    SCHEME: "dispositif",
    ACTION_TYPE: "type d’action",
    PARTNER: "partenaire",
}
UNKNOWN = {BASIN: "Bassin non renseigné", SECTOR: "Secteur non renseigné"}


def titled(dimension):
    """Its name as a heading of a column."""
    name = DIMENSIONS[dimension]
    return name[0].upper() + name[1:]


# Those whose keys are numbers.
NUMBERED = (SECTOR, BASIN, COMMITTEE, SCHOOL, ACTION_TYPE)


def grouped(columns):
    """{what GROUPING() says of a group: its dimension}: in bits, which columns are summed over."""
    every = (1 << len(columns)) - 1
    found = {every ^ (1 << bit): column for bit, column in enumerate(reversed(columns))}
    return {every: TOTAL} | found
