"""What was declared, and how many schools the figures speak of (DOMAIN §7).

*Constaté*: rows of the portal. *Déclaré*: counts given for what was done elsewhere. The two
are never added.
"""

from reports.enums.declaration import DeclaredKind
from reports.indicators.base import (
    AT_SCHOOL,
    IS_HELD,
    SCHOOL_LIMITS,
    Indicator,
    Ratio,
    Source,
    Theme,
)
from reports.rules_coverage import SUBJECTS


def _rows_of(table, conditions):
    """SQL: whether a school, `its`, has such a row in the year that is asked."""
    return f"""EXISTS (
        SELECT FROM {table} WHERE school_id = its.id AND {conditions}
    )"""


OF_YEAR = "school_year_id = asked.year"
# By the code of the subject.
RECORDED = {
    "immersions": _rows_of("partnerships_booking", f"{OF_YEAR} AND state IN ('accepted', 'done')"),
    "observation": _rows_of(
        "placements_placement", f"{OF_YEAR} AND kind IN ('observation', 'initiation') AND {IS_HELD}"
    ),
    "pfmp": _rows_of(
        "placements_placement", f"{OF_YEAR} AND kind IN ('pfmp', 'techno') AND {IS_HELD}"
    ),
    "partnerships": _rows_of(
        "partnerships_partnership",
        """state IN ('active', 'ended') AND starts_on < make_date(asked.year + 1, 9, 1)
        AND (ends_on IS NULL OR ends_on >= make_date(asked.year, 9, 1))""",
    ),
    "requests": _rows_of("partnerships_schoolrequest", f"{OF_YEAR} AND state <> 'awaiting_visa'"),
}


def _concerned(subject):
    """SQL: whether a school, `its`, is one of those that the subject concerns."""
    kinds = ", ".join(f"'{one.value}'" for one in subject.kinds)
    vocational = " OR its.has_vocational" if subject.of_vocational else ""
    return f"its.kind IN ({kinds}){vocational}" if kinds else "true"


# Of a school with its annexes and sections (R-ID-2).
OF_SUBJECTS = ", ".join(
    f"bool_or({_concerned(one)}) AS {one.code}_concerned,"
    f" bool_or({RECORDED[one.code]}) AS {one.code}_recorded"
    for one in SUBJECTS
)
SCHOOLS = Source(
    "coverage",
    "Annuaire des établissements, lignes et déclarations signées dans Passerelle",
    f"""
    SELECT school.id, asked.year, {AT_SCHOOL}, NULL::bigint AS sector, family.*, EXISTS (
            SELECT FROM reports_declaration declaration
            WHERE declaration.school_id = school.id AND declaration.state = 'signed'
                AND declaration.school_year_id = asked.year
        ) AS declared
    FROM unnest(%(years)s::int[]) AS asked(year)
    CROSS JOIN directory_school school
    JOIN directory_department department ON department.code = school.department_id
    CROSS JOIN LATERAL (
        SELECT {OF_SUBJECTS} FROM directory_school its
        WHERE its.id = school.id OR its.parent_id = school.id
    ) family
    WHERE school.parent_id IS NULL
        AND (school.is_open OR school.missing_since >= make_date(asked.year, 9, 1))
        AND {SCHOOL_LIMITS}
    """,
    lacks=("sector",),
    is_context=True,
)
ANY_RECORDED = " OR ".join(f"{one.code}_recorded" for one in SUBJECTS)
DECLARED = Source(
    "declared",
    "Déclarations signées des établissements, des comités et des réseaux",
    """
    SELECT counted.id, counted.year, counted.kind, counted.count, counted.pupils,
        counted.adults, counted.school, department.code AS department,
        department.academy_id AS academy, counted.basin, counted.school_kind,
        NULL::bigint AS sector, counted.committee
    FROM (
        SELECT one.id, declaration.school_year_id AS year, one.kind, one.count, one.pupils,
            one.adults, declaration.committee_id AS committee, school.id AS school,
            coalesce(school.basin_id, 0) AS basin, school.kind AS school_kind,
            coalesce(school.department_id, support.department_id, (
                SELECT min(its.department_id) FROM clee_committee_departments its
                WHERE its.committee_id = declaration.committee_id
            ), (
                SELECT min(its.department_id) FROM directory_partnernetwork_departments its
                WHERE its.partnernetwork_id = declaration.network_id
            )) AS place
        FROM reports_declaredcount one
        JOIN reports_declaration declaration ON declaration.id = one.declaration_id
        LEFT JOIN directory_school school ON school.id = declaration.school_id
        LEFT JOIN clee_committee committee ON committee.id = declaration.committee_id
        LEFT JOIN directory_school support ON support.id = committee.support_school_id
        WHERE declaration.state = 'signed' AND declaration.school_year_id = ANY(%(years)s)
    ) counted
    LEFT JOIN directory_department department ON department.code = counted.place
    WHERE (%(departments)s::text[] IS NULL OR counted.place = ANY(%(departments)s))
        AND (%(schools)s::bigint[] IS NULL OR counted.school = ANY(%(schools)s))
    """,
    lacks=("sector",),
    gives=("committee",),
    is_declared=True,
)

OPEN = (
    "Établissements ouverts un jour au moins de l’année, annexes comptées avec leur établissement."
)


def _schools(code, label, condition, definition, main=False):
    return Indicator(
        code, label, "établissements", Theme.COVERAGE, SCHOOLS, "count(*)", condition, definition,
        OPEN, main=main,
    )  # fmt: skip


CONCERNED = _schools(
    "schools_concerned", "Établissements concernés", "true",
    "Établissements dont on attend une ligne ou une déclaration.", main=True,
)  # fmt: skip
COVERED = _schools(
    "schools_covered", "Établissements qui ont saisi ou déclaré", f"declared OR {ANY_RECORDED}",
    "Établissements qui ont une ligne dans l’année ou une déclaration signée.",
)  # fmt: skip
# By the code of the subject. A signed declaration speaks of the whole year, « rien cette année »
# too.
OF_SUBJECT = {
    one.code: _schools(
        f"concerned_{one.code}", f"Concernés par les {one.label}", f"{one.code}_concerned",
        one.rule,
    )
    for one in SUBJECTS if one.kinds
}  # fmt: skip
COVERED_OF_SUBJECT = {
    one.code: _schools(
        f"covered_{one.code}", f"Ont saisi ou déclaré : {one.label}",
        f"{one.code}_concerned AND (declared OR {one.code}_recorded)",
        "Établissements concernés qui en ont saisi dans l’année, ou dont la déclaration est"
        " signée.",
    )
    for one in SUBJECTS
}  # fmt: skip


def _share(code, label, part, whole):
    return Ratio(
        code, label, part, whole,
        "Établissements qui ont saisi ou déclaré, rapportés aux établissements concernés.",
        main=True,
    )  # fmt: skip


DECLARED_RULE = (
    "Comptes des déclarations signées, faits ailleurs que dans le portail : jamais ajoutés aux"
    " chiffres constatés. Rattachement : l’établissement, sinon le premier département du comité"
    " ou du réseau. Une action que deux d’entre eux déclarent compte deux fois."
)
# The figure of the portal beside which each declared count stands.
TWINS = {
    DeclaredKind.CLASSES: "classes",
    DeclaredKind.VISITS: "visits",
    DeclaredKind.PLACEMENTS: "placements",
    DeclaredKind.PFMP: "pfmp",
    DeclaredKind.STAFF: "staff",
    DeclaredKind.PARTNERSHIPS: "partnerships",
}


def code_of(kind):
    """The code of the indicator of this DeclaredKind."""
    return f"declared_{kind}"


def _declared(code, label, unit, measure, condition, definition, **more):
    return Indicator(
        code, label, unit, Theme.COVERAGE, DECLARED, measure, condition, definition,
        DECLARED_RULE, **more,
    )  # fmt: skip


INDICATORS = (
    CONCERNED,
    _schools(
        "schools_recorded", "Établissements qui ont saisi", ANY_RECORDED,
        "Établissements qui ont une demande acceptée, un stage, un appel ou un partenariat.",
    ),
    _schools(
        "schools_declared", "Établissements qui ont déclaré", "declared",
        "Établissements dont la déclaration de l’année est signée, « rien cette année » comprise.",
    ),
    COVERED,
    *OF_SUBJECT.values(),
    *COVERED_OF_SUBJECT.values(),
    _share("coverage", "Couverture", COVERED, CONCERNED),
    *(
        _share(
            f"coverage_{one.code}", f"Couverture des {one.label}", COVERED_OF_SUBJECT[one.code],
            OF_SUBJECT.get(one.code, CONCERNED),
        )
        for one in SUBJECTS
    ),
    *(
        _declared(
            code_of(kind), f"{kind.label} (déclaré)", "actions", "sum(count)",
            f"kind = '{kind.value}'", f"{kind.label}, d’après les déclarations de l’année.",
        )
        for kind in DeclaredKind
    ),
    _declared(
        "declared_pupils", "Élèves (déclaré)", "élèves", "sum(pupils)", "true",
        "Élèves de toutes les actions déclarées ; un élève de deux actions compte deux fois.",
        family="declared pupils",
    ),
    _declared(
        "declared_adults", "Adultes (déclaré)", "personnes", "sum(adults)", "true",
        "Adultes de toutes les actions déclarées.",
    ),
)  # fmt: skip
