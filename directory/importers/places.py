"""Where a school or a company stands: municipality and position, resolved by SQL."""

from directory import sql
from directory.importing import STAGING

CEDEX = r" cedex.*$"


def place_name(expression):
    """SQL: a municipality's name without case, accents, CEDEX nor "St" for "Saint"."""
    name = f"regexp_replace(fold_text({expression}), '{CEDEX}', '')"
    name = rf"regexp_replace({name}, '\mst\M', 'saint', 'g')"
    return rf"regexp_replace({name}, '\mste\M', 'sainte', 'g')"


def resolve_municipality():
    """Fill `municipality_id` from `insee`, else from postcode and name, else from the
    département and a name that is unique there (a CEDEX is in no table)."""
    sql.execute(
        f"UPDATE {STAGING} AS s SET municipality_id = m.insee_code"
        f" FROM directory_municipality AS m WHERE m.insee_code = s.insee"
    )
    sql.execute(
        f"UPDATE {STAGING} AS s SET municipality_id = found.insee_code FROM ("
        f" SELECT p.postcode, {place_name('m.name')} AS place, min(m.insee_code) AS insee_code"
        f" FROM directory_municipality AS m"
        f" JOIN directory_municipalitypostcode AS p ON p.municipality_id = m.insee_code"
        f" GROUP BY 1, 2) AS found"
        f" WHERE s.municipality_id IS NULL AND s.postcode = found.postcode"
        f" AND {place_name('s.city')} = found.place"
    )
    sql.execute(
        f"UPDATE {STAGING} AS s SET municipality_id = found.insee_code FROM ("
        f" SELECT m.department_id, {place_name('m.name')} AS place,"
        f" min(m.insee_code) AS insee_code FROM directory_municipality AS m"
        f" GROUP BY 1, 2 HAVING count(*) = 1) AS found"
        f" WHERE s.municipality_id IS NULL AND s.department_id = found.department_id"
        f" AND {place_name('s.city')} = found.place"
    )


def approximate_position():
    """Without coordinates take the municipality's, marked approximate."""
    sql.execute(
        f"UPDATE {STAGING} AS s SET latitude = m.latitude, longitude = m.longitude,"
        f" position_is_approximate = true FROM directory_municipality AS m"
        f" WHERE m.insee_code = s.municipality_id AND s.latitude IS NULL"
        f" AND m.latitude IS NOT NULL"
    )
