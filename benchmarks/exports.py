"""Lists as files, of placements with twenty columns: what leaves ÷ the same rows by bare means,
and beside django-import-export, which the product never imports.

Times are taken in turn in one process; peaks in a process each, above the same process idle.
"""

import hashlib
import statistics
import tempfile

from django.db import connection, transaction
from import_export.fields import Field
from import_export.resources import ModelResource
from rustpy_xlsxwriter import write_worksheet

from accounts.tables_out import FORMATS, Selection
from benchmarks.alone import peak
from benchmarks.harness import Row, absolute, alternate, benchmark, ratio, times
from benchmarks.reports import prepare
from placements.models import Placement
from reports.details import LISTINGS

ROWS = {"small": (20_000, 20_000), "full": (1_000_000, 200_000)}
REPEAT = {"small": 5, "full": 3}
MOST_MIB = 60


def country(size):
    """As many placements as rows."""
    if Placement.objects.count() < ROWS[size][0]:
        prepare(size)


def source(rows):
    """The list behind a figure of placements, as the product gives it."""
    queryset = Placement.objects.order_by("pk")[:rows]
    return Selection(queryset, list(LISTINGS["placements"].columns)[:20], rows)


def product(kind, rows):
    """As a worker does: written with its digest, its progress told."""
    digest = hashlib.sha256()
    with tempfile.TemporaryFile() as file:
        for chunk in FORMATS[kind].write("Stages", source(rows)):
            file.write(chunk)
            digest.update(chunk)
        return file.tell()


def statement(query):
    """(the bare psycopg connection, the SQL text of a query)."""
    connection.ensure_connection()
    sql, params = query.sql_with_params()
    with connection.cursor() as cursor:
        return connection.connection, cursor.mogrify(sql, params)


def copied(query):
    bare, text = statement(query)
    copy = f"COPY ({text}) TO STDOUT (FORMAT csv, DELIMITER ';')"
    with tempfile.TemporaryFile() as file, bare.cursor() as cursor, cursor.copy(copy) as lines:
        for line in lines:
            file.write(line)


def copy_text(rows):
    """COPY of the text that the product runs."""
    one = source(rows)
    model = one.queryset.model
    copied(one.queryset.values_list(*(c.text(model, True) for c in one.columns)).query)


def copy_raw(rows):
    """COPY of the columns as they are kept."""
    one = source(rows)
    copied(one.queryset.values_list(*(column.path for column in one.columns)).query)


def bare_xlsx(rows):
    """The writer, fed by a server-side cursor."""
    one = source(rows)
    model, heads = one.queryset.model, one.heads
    query = one.queryset.values_list(*(c.cell(model) for c in one.columns)).query
    with transaction.atomic(), tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        bare, text = statement(query)
        with bare.cursor(name="bare") as cursor:
            cursor.itersize = 2_000
            cursor.execute(text)
            write_worksheet((dict(zip(heads, row, strict=True)) for row in cursor), file.name)


def displayed(model, path):
    """The path of what a row shows of a field: the method that gives the label of a choice."""
    *relations, name = path.split("__")
    for relation in relations:
        model = model._meta.get_field(relation).related_model
    shown = f"get_{name}_display"
    return "__".join([*relations, shown if hasattr(model, shown) else name])


def import_export(kind, rows):
    """The same rows and columns through django-import-export, labels of choices included."""
    one = source(rows)
    paths = [displayed(one.queryset.model, column.path) for column in one.columns]
    fields = {
        f"c{n}": Field(path, column.label)
        for n, (path, column) in enumerate(zip(paths, one.columns, strict=True))
    }
    meta = type("Meta", (), {"model": Placement, "fields": list(fields)})
    resource = type("PlacementResource", (ModelResource,), fields | {"Meta": meta})()
    joined = one.queryset.select_related("school__basin", "class_group")
    return len(resource.export(joined).export(kind))


@benchmark
def lists(size):
    """CSV and XLSX of many rows beside bare SQL and the bare writer."""
    country(size)
    rows, sheet_rows = ROWS[size]
    repeat, words = REPEAT[size], f"{rows} rows × 20 columns"
    ours, text = alternate(lambda: product("csv", rows), lambda: copy_text(rows), repeat)
    yield ratio("CSV ÷ COPY of the same text", middle(ours, text), at_most=1.2, detail=words)
    ours, raw = alternate(lambda: product("csv", rows), lambda: copy_raw(rows), repeat)
    yield ratio("CSV ÷ COPY of the raw columns", middle(ours, raw), at_most=2.2, detail=words)
    yield absolute("CSV", statistics.median(ours), "s", detail=words)
    words = f"{sheet_rows} rows × 20 columns"
    ours, bare = alternate(
        lambda: product("xlsx", sheet_rows), lambda: bare_xlsx(sheet_rows), repeat
    )
    yield ratio("XLSX ÷ the bare writer", middle(ours, bare), at_most=1.3, detail=words)
    yield absolute("XLSX", statistics.median(ours), "s", detail=words)


@benchmark
def memory(size):
    """Peaks of each kind of file."""
    country(size)
    for kind, rows in zip(("csv", "xlsx", "ods"), (*ROWS[size], ROWS[size][1]), strict=True):
        found = peak("benchmarks.exports:product", kind, rows)
        goal, detail = f"≤ {MOST_MIB}", f"{rows} rows, above the process idle"
        yield Row(f"{kind.upper()}, peak", "ratio", found, "MiB", goal, found <= MOST_MIB, detail)


@benchmark
def beside_import_export(size):
    """The same rows, the same columns, the same run."""
    country(size)
    rows = ROWS[size][1]
    for kind, at_least in (("csv", 40), ("xlsx", 15)):
        (theirs,) = times(lambda kind=kind: import_export(kind, rows), 1, 0)
        ours = statistics.median(times(lambda kind=kind: product(kind, rows), 3))
        name = f"django-import-export ÷ ours, {kind.upper()}"
        detail = f"{rows} rows × 20 columns, {theirs:.1f} s and {ours:.2f} s"
        yield ratio(name, theirs / ours, at_least=at_least, detail=detail)
        ours = peak("benchmarks.exports:product", kind, rows)
        theirs = peak("benchmarks.exports:import_export", kind, rows)
        name = f"memory ÷ that of django-import-export, {kind.upper()}"
        detail = f"{ours:.0f} and {theirs:.0f} MiB above the process idle"
        yield ratio(name, ours / theirs, at_most=0.125, detail=detail)


def middle(ours, others):
    return statistics.median(ours) / statistics.median(others)
