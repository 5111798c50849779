"""The statement that counts a source at every grouping, reading its rows once.

A row has one group of each grouping, and any number of partners. What adds up is summed first
over the rows that are alike, then from those few sums for every grouping. Distinct things never
add up: they alone are sorted for each grouping.
"""

from directory import sql
from reports.dimensions import NUMBERED, PARTNER, TOTAL, grouped

DISTINCT = "count(DISTINCT "
BY_PARTNER = -1


def counts(source, indicators, limits, columns, within=""):
    """((year, place, grouping, group, indicator), count) of these indicators by these groupings,
    in the places that the column `within` names, or in all together."""
    columns = [one for one in columns if source.knows(one)]
    dimensions = grouped(columns)
    read = sql.rows(statement(source, indicators, columns, within), limits)
    for year, place, summed, *cells in read:
        dimension = dimensions.get(summed, PARTNER)
        keys, found = cells[: len(columns) + 1], cells[len(columns) + 1 :]
        key = "" if dimension == TOTAL else keys[[*columns, PARTNER].index(dimension)]
        if key is None or (within and place is None):
            continue
        for indicator, count in zip(indicators, found, strict=True):
            if count is not None:
                yield (year, place, dimension, key, indicator), int(count)


def statement(source, indicators, columns, within=""):
    """SQL: year, place, what GROUPING() says, the groups, the partner and the counts; NULL where
    another line of the same group holds the count."""
    sums = {n: one for n, one in enumerate(indicators) if not one.measure.startswith(DISTINCT)}
    distinct = {n: _measured(one) for n, one in enumerate(indicators) if n not in sums}
    partners = [PARTNER] if source.knows(PARTNER) else []
    ways = [_by_column(columns, within), *(_by_partner(columns, within) for _ in partners)]
    rows, parts = [f"counted AS ({source.full_sql})"], []
    if sums:
        alike = ", ".join(dict.fromkeys(["year", *filter(None, [within]), *columns, *partners]))
        rows.append(f"alike AS ({_alike(sums, alike)})")
        parts.append(("alike", {n: f"coalesce(sum(sum_{n}), 0)" for n in sums}))
    if distinct:
        parts.append(("counted", distinct))
    lines = [_lines(way, *part, len(indicators)) for part in parts for way in ways]
    return f"WITH {', '.join(rows)} {' UNION ALL '.join(lines)}"


def _measured(one):
    return f"{one.measure} FILTER (WHERE {one.condition})"


def _alike(sums, columns):
    """The sums of the rows that no grouping tells apart."""
    counted = ", ".join(f"{_measured(one)} AS sum_{n}" for n, one in sums.items())
    return f"SELECT {columns}, {counted} FROM counted GROUP BY {columns}"  # noqa: S608 constants of reports.indicators


def _by_column(columns, within):
    """(the head of a line, what is joined to the rows, the sets by which they are grouped)."""
    names, base = ", ".join(columns), _base(within)
    head = f"year, {within or 'NULL::text'}, GROUPING({names}), {names}, NULL::text"
    return head, "", [base, *(f"{base}, {column}" for column in columns)]


def _by_partner(columns, within):
    kinds = ("bigint" if column in NUMBERED else "text" for column in columns)
    empty = ", ".join(f"NULL::{kind}" for kind in kinds)
    head = f"year, {within or 'NULL::text'}, {BY_PARTNER}, {empty}, its.one"
    joined = "CROSS JOIN unnest(partner) AS its(one)"
    return head, joined, [f"{_base(within)}, its.one"]


def _base(within):
    return f"year, {within}" if within else "year"


def _lines(way, rows, counted, width):
    head, joined, sets = way
    cells = ", ".join(counted.get(n, "NULL::numeric") for n in range(width))
    grouping = ", ".join(f"({one})" for one in sets)
    return f"SELECT {head}, {cells} FROM {rows} {joined} GROUP BY GROUPING SETS ({grouping})"  # noqa: S608 constants of reports.indicators
