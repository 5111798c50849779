"""What PostgreSQL would read for a statement (EXPLAIN): no hot page reads a whole big table."""

import json
import math

from django.db import connection

READS = ("SELECT", "WITH", "UPDATE", "INSERT", "DELETE")
WRITES = ("INSERT ", "UPDATE ", "DELETE ")
# Rows: a scan that a limit stops by then costs what reading a small table does.
FEW = 30_000
PARTIAL = "SELECT relname FROM pg_class JOIN pg_index ON indexrelid = oid WHERE indpred IS NOT NULL"


def whole_scans(statements, big, run=False):
    """(table, node, statement) of each scan of a whole table of `big`, or of a whole index of
    one that nothing limits; `statements` are pairs (sql, params). What only reads may be `run`:
    the branches of its plan that are never taken, and what a limit soon stops, then count for
    nothing."""
    with connection.cursor() as cursor:
        cursor.execute(PARTIAL)
        partial = {name for (name,) in cursor.fetchall()}
        for sql, params in statements:
            if sql.lstrip(" \n(").upper().startswith(READS):
                how = "ANALYZE, TIMING OFF, " if run and _reads(sql) else ""
                cursor.execute(f"EXPLAIN ({how}FORMAT JSON) {sql}", params)
                plan = cursor.fetchone()[0]
                plan = json.loads(plan) if isinstance(plan, str) else plan
                for node in _whole(plan[0]["Plan"], big, partial):
                    yield node["Relation Name"], node["Node Type"], sql


def _reads(sql):
    return not any(word in sql.upper() for word in WRITES)


def _whole(node, big, partial, is_limited=False):
    """The nodes of a plan that read everything of a table."""
    if node.get("Actual Loops") == 0:
        return
    kind = node["Node Type"]
    is_limited = is_limited or kind == "Limit"
    if node.get("Relation Name") in big:
        conditions = node.get("Index Cond") or node.get("Index Name") in partial or is_limited
        is_whole = kind == "Seq Scan" or (kind.startswith("Index") and not conditions)
        if is_whole and not (is_limited and _read(node) <= FEW):
            yield node
    for child in node.get("Plans", ()):
        yield from _whole(child, big, partial, is_limited)


def _read(node):
    """How many rows a scan that was run has read, of all its loops."""
    if "Actual Loops" not in node:
        return math.inf
    rows = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
    return rows * node["Actual Loops"]


def big_tables(least):
    """The tables of at least so many rows, by the last ANALYZE."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= %s", [least]
        )
        return {name for (name,) in cursor.fetchall()}
