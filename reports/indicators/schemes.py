"""By which scheme (dispositif), with which partner: Airbus, CNES, UIMM, rectorat… (DOMAIN §7).

A row has one scheme and any number of partners: the company that hosts under a framework
agreement of the year (all its SIRETs together), the branch that signs, the network or the
service that runs it. It counts under each of them: partners do not add up.
"""

from directory import sql
from directory.enums import Level

# Schemes that are none of the tables of names.
SCHEMES = {
    "class_immersion": "Classe en Entreprise",
    "ordinary": "Immersion hors industrie",
    "visit": "Visite d’information",
    "teacher_immersion": "Immersion de personnels",
    "cup": "Industrie Cup",
    "action": "Action de comité",
    "observation": "Stage d’observation, plusieurs niveaux",
    "event": "Événement hors programme",
    "initiation": "Stage d’initiation ou d’application",
    "pfmp": "PFMP",
    "techno": "Stage de BTS ou technologique",
} | {f"observation-{one.value}": f"Stage d’observation, {one.label}" for one in Level}
PARTNERS = {"authority": "Rectorat", "cmq": "Campus des métiers et des qualifications (CMQ)"}

SCHEME_NOTE = (
    "Le dispositif est celui de la ligne : la nature de l’immersion ou du stage, le parcours de"
    " découverte de l’élève, le programme de l’événement."
)
PARTNER_NOTE = (
    "Un partenaire est l’entreprise qui accueille sous un accord-cadre en vigueur dans l’année"
    " (tous ses SIRET réunis), la branche qui signe la convention, le réseau, l’entreprise ou le"
    " service du rectorat qui porte l’action. Une ligne compte chez chacun de ses partenaires :"
    " leurs chiffres ne s’ajoutent pas."
)

# What their tables compare, where it counts something: each scheme has figures of its own.
FIGURES = (
    *("classes", "pupils", "girls", "boys", "companies", "teachers", "ordinary", "visits"),
    *("staff", "staff_days", "asked", "seats_offered", "seats_filled", "cup_teams"),
    *("placements", "placements_done", "placement_tracks", "placement_seats"),
    *("placement_seats_filled", "pfmp", "pfmp_done"),
    *(
        "partnerships",
        "framework",
        "partner_companies",
        "committee_actions",
        "events",
        "events_present",
    ),
)
NOTES = {"scheme": SCHEME_NOTE, "partner": PARTNER_NOTE}

# The companies with a framework agreement in force a day of a year, once per SIREN.
FRAMEWORK = """
    LEFT JOIN (
        SELECT DISTINCT its.siren, asked.year
        FROM unnest(%(years)s::int[]) AS asked(year)
        JOIN partnerships_partnership act
            ON act.kind = 'framework' AND act.state IN ('active', 'ended')
            AND act.starts_on < make_date(asked.year + 1, 9, 1)
            AND (act.ends_on IS NULL OR act.ends_on >= make_date(asked.year, 9, 1))
        JOIN directory_company its ON its.id = act.company_id AND its.siren <> ''
    ) framework ON framework.siren = company.siren AND framework.year = {}
"""
UNDER_FRAMEWORK = "'company-' || framework.siren"


def partners(*keys):
    """SQL: the partners of a row, NULL where there is none."""
    return f"NULLIF(array_remove(ARRAY[{', '.join(keys)}], NULL), ARRAY[]::text[]) AS partner"


def run_by(row, company):
    """SQL: who runs a row that has a company, a branch or a network, else the rectorat."""
    return (
        f"'company-' || NULLIF({company}.siren, '')",
        f"'branch-' || {row}.branch_id",
        f"'network-' || {row}.network_id",
    )


NAMES = """
    SELECT 'scheme', 'track-' || scheme, 'Parcours de découverte : ' || scheme
    FROM placements_discoverytrack
    UNION SELECT 'scheme', 'programme-' || id, title FROM events_programme
    UNION SELECT 'partner', 'network-' || id, name FROM directory_partnernetwork
    UNION SELECT 'partner', 'branch-' || id, name FROM directory_branchorganisation
    UNION SELECT 'partner', 'company-' || siren,
        coalesce(NULLIF(min(name), ''), 'SIREN ' || siren) FROM directory_company
    WHERE siren <> '' AND id IN (
        SELECT company_id FROM partnerships_partnership WHERE kind = 'framework'
        UNION SELECT company_id FROM placements_discoverytrack
        UNION SELECT company_id FROM events_event
    ) GROUP BY siren
"""


def names():
    """{"scheme": {key: name}, "partner": {key: name}}."""
    found = {"scheme": dict(SCHEMES), "partner": dict(PARTNERS)}
    for grouping, key, name in sql.rows(NAMES):
        found[grouping][key] = name
    return found
