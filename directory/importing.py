"""The one mechanism of every import: file → staging rows → differences by SQL → apply.

An importer says which columns a file gives and how a line is cleaned; everything here is
set-based. Staging is a temporary table (line, values, verdict) of the transaction, so
that a failure or `--dry-run` leaves nothing. An empty cell says nothing: it never erases
what is known. Memory does not grow with the file.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import GeneratedField, Model

from directory import sql
from directory.importers.files import NotProcessed

STAGING = "import_staging"
LOCK = 7_265_331  # any constant: one import at a time
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass
class Outcome:
    """How many lines of the file did what; every line has one verdict."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    closed: int = 0
    rejected: int = 0

    def __str__(self):
        return " ".join(f"{name}={count}" for name, count in vars(self).items())


@dataclass(frozen=True)
class Options:
    """What the operator asked for."""

    dry_run: bool = False
    complete: bool = False
    force: bool = False
    rejects: Path | None = None
    progress: bool = False


class Importer:
    """Staging, verdicts and rejects; subclasses judge and apply.

    `staged` gives the staging columns (name → SQL type). The format's `clean` turns a
    dict of cells into a dict of them, or raises ValidationError in French.
    """

    staged: dict[str, str | None] = {}
    # Longest text of a column that is not typed by a model.
    limits: dict[str, int] = {}

    def __init__(self, source, file_format, options):
        self.source = source
        self.format = file_format
        self.options = options

    def run(self):
        """Process the whole file in one transaction; return the Outcome.

        Raises NotProcessed when nothing could be done.
        """
        with transaction.atomic():
            (free,) = sql.row("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            if not free:
                raise NotProcessed("Un autre import est en cours : attendez sa fin.")
            self.create_staging()
            self.load()
            self.resolve()
            self.judge()
            outcome = self.count()
            self.finish(outcome)
            self.write_rejects()
            if not self.options.dry_run:
                self.apply()
            sql.execute(f"DROP TABLE {STAGING}")
            if self.options.dry_run:
                transaction.set_rollback(True)
        return outcome

    def create_staging(self):
        columns = "".join(f", {sql.quote(name)} {kind}" for name, kind in self.staged.items())
        sql.execute(
            f"CREATE TEMPORARY TABLE {STAGING} (line int, shown_key text, reject text,"
            f" verdict text{columns}) ON COMMIT DROP"
        )

    def load(self):
        """Clean each line and COPY it into staging, rejected ones with their reason."""
        names = ("line", "shown_key", "reject", *self.staged)
        copy = f"COPY {STAGING} ({sql.column_list(names)}) FROM STDIN"
        with connection.cursor() as cursor, cursor.copy(copy) as stream:
            for line, key, reason, values in self.cleaned_lines():
                stream.write_row((line, key, reason, *map(values.get, self.staged)))
        sql.execute(f"ANALYZE {STAGING}")

    def cleaned_lines(self):
        """(line, key as written, reason or None, values) of every data line."""
        wanted = (*self.format.required, *self.format.also)
        clean = self.format.clean
        for line, cells in self.source.records(wanted, self.options.progress):
            if cells is None:
                yield line, None, "Nombre de cellules différent de celui de l’en-tête.", {}
                continue
            try:
                values = clean(dict(zip(wanted, cells, strict=True)))
                self.check_lengths(values)
            except ValidationError as error:
                yield line, cells[0][:200], " ".join(error.messages), {}
            else:
                yield line, cells[0][:200], None, values

    def check_lengths(self, values):
        for name, limit in self.limits.items():
            value = values.get(name)
            if value is not None and len(value) > limit:
                raise ValidationError(f"{name} : {len(value)} caractères, {limit} au plus.")

    def reject_doubles(self, key):
        """Of the lines with one key the first counts, the others are rejected."""
        sql.execute(
            f"UPDATE {STAGING} AS s SET reject = 'En double de la ligne ' || f.line || '.'"
            f" FROM (SELECT {key}, min(line) AS line FROM {STAGING} WHERE reject IS NULL"
            f" GROUP BY {key} HAVING count(*) > 1) AS f"
            f" WHERE s.{key} = f.{key} AND s.line > f.line AND s.reject IS NULL"
        )

    def reject_unknown(self, column, table, key, reason):
        """Reject the lines whose `column` is no `key` of `table`."""
        sql.execute(
            f"UPDATE {STAGING} AS s SET reject = %s WHERE s.reject IS NULL"
            f" AND s.{column} IS NOT NULL"
            f" AND NOT EXISTS (SELECT 1 FROM {table} AS k WHERE k.{key} = s.{column})",
            [reason],
        )

    def resolve(self):
        """Fill staging columns that come from other tables; may reject lines."""

    def judge(self):
        """Give each line that is not rejected its verdict."""
        raise NotImplementedError

    def count(self):
        return Outcome(
            **dict(
                sql.rows(
                    f"SELECT CASE WHEN reject IS NULL THEN verdict ELSE 'rejected' END, count(*)"
                    f" FROM {STAGING} GROUP BY 1"
                )
            )
        )

    def finish(self, outcome):
        """What a complete file adds to the outcome; may raise NotProcessed."""

    def write_rejects(self):
        """The rejected lines as CSV, in the file's order."""
        if not self.options.rejects:
            return
        query = (
            f"SELECT line, shown_key, reject FROM {STAGING} WHERE reject IS NOT NULL ORDER BY line"
        )
        with (
            self.options.rejects.open("w", encoding="utf-8", newline="") as file,
            connection.cursor() as cursor,
            cursor.copy(f"COPY ({query}) TO STDOUT") as stream,
        ):
            writer = csv.writer(file, delimiter=";")
            writer.writerow(["ligne", "identifiant", "motif"])
            for line, key, reason in stream.rows():
                writer.writerow([line, harmless(key), harmless(reason)])

    def apply(self):
        """Write what differs."""
        raise NotImplementedError


class TableImporter(Importer):
    """One table with an `id` and an `updated_at`, its rows known by `key`.

    `columns` are the model's columns that a file may give, `extras` more staging columns.
    """

    model: type[Model]
    key = ""
    columns: tuple[str, ...] = ()
    extras: dict[str, str] = {}
    # The column that says whether the thing still exists.
    open_column = ""
    # A row whose `confirmed_column` is set keeps its values: imports only fill blanks.
    confirmed_column = ""
    # Sources of files, the most trusted first: a file only fills the blanks of a row
    # that a better source gave. Without it two sources undo each other for ever.
    sources: tuple[str, ...] = ()
    # Flag → columns whose value is only deduced (or vague) while the flag is set: what a
    # file really says takes its place, and it never takes the place of what is known,
    # whoever outranks whom.
    deduced: dict[str, tuple[str, ...]] = {}

    def __init__(self, *args):
        super().__init__(*args)
        self.table = sql.quote(self.model._meta.db_table)
        self.fields = {
            field.column: field
            for field in self.model._meta.concrete_fields
            if not isinstance(field, GeneratedField)
        }
        types = {name: self.fields[name].db_type(connection) for name in self.columns}
        self.staged = {**types, **self.extras, "target": "bigint"}
        self.limits = {
            name: limit for name in self.columns if (limit := self.fields[name].max_length)
        }

    def check_lengths(self, values):
        for name, limit in self.limits.items():
            value = values.get(name)
            if value is not None and len(value) > limit:
                label = self.fields[name].verbose_name
                raise ValidationError(f"{label} : {len(value)} caractères, {limit} au plus.")

    def judge(self):
        """Unchanged, updated or closed against the known row; created without one."""
        self._assign_ids()
        self.resolve_self()
        after = ", ".join(self.merged(column) for column in self.columns)
        before = sql.column_list(self.columns, "t")
        closing = f"t.{self.open_column} AND NOT ({self.merged(self.open_column)})"
        sql.execute(
            f"UPDATE {STAGING} AS s SET verdict = CASE"
            f" WHEN ({after}) IS NOT DISTINCT FROM ({before}) THEN 'unchanged'"
            f" WHEN {closing} THEN 'closed' ELSE 'updated' END"
            f" FROM {self.table} AS t WHERE t.id = s.target"
        )

    def _assign_ids(self):
        """The known row's id, else a new one: lines can point to each other before
        anything is written. What is new but no longer exists counts as closed."""
        sql.execute(
            f"UPDATE {STAGING} AS s SET target = t.id FROM {self.table} AS t"
            f" WHERE t.{self.key} = s.{self.key} AND s.reject IS NULL"
        )
        sql.execute(
            f"UPDATE {STAGING} SET target = nextval(pg_get_serial_sequence(%s, 'id')),"
            f" verdict = CASE WHEN {self.open_column} THEN 'created' ELSE 'closed' END"
            f" WHERE target IS NULL AND reject IS NULL",
            [self.model._meta.db_table],
        )

    def resolve_self(self):
        """Columns that point to rows of the same file."""

    def merged(self, column):
        """SQL: what the column becomes, from staging `s` and the known row `t`."""
        name, field = sql.quote(column), self.fields[column]
        known, given = f"t.{name}", f"coalesce(s.{name}, t.{name})"
        if field.empty_strings_allowed and not field.null:
            known = f"nullif({known}, '')"
        for flag, columns in self.deduced.items():
            if column in (flag, *columns):
                there, sure = f"t.{columns[0]} IS NOT NULL", f"NOT t.{flag}"
                given = f"CASE WHEN s.{flag} AND {there} AND {sure} THEN {known} ELSE {given} END"
                lasts = f"({sure} OR s.{flag} IS NOT false)"
                known = f"CASE WHEN {there} AND {lasts} THEN {known} END"
        return f"CASE WHEN {self.outranked()} THEN coalesce({known}, {given}) ELSE {given} END"

    def outranked(self):
        """SQL: whether the known row `t` keeps its values, the line only filling blanks."""
        reasons = ["false"]
        if self.confirmed_column:
            reasons.append(f"t.{self.confirmed_column} IS NOT NULL")
        if self.sources:
            rank = f"array_position(ARRAY{list(self.sources)}::varchar[], {{}}.source)"
            reasons.append(f"coalesce({rank.format('t')} < {rank.format('s')}, false)")
        return f"({' OR '.join(reasons)})"

    def apply(self):
        """One UPDATE for what differs, one INSERT for what is new."""
        changes = ", ".join(f"{sql.quote(name)} = {self.merged(name)}" for name in self.columns)
        sql.execute(
            f"UPDATE {self.table} AS t SET {changes}, updated_at = now()"
            f" FROM {STAGING} AS s WHERE t.id = s.target AND s.verdict IN ('updated', 'closed')"
        )
        given = ("id", *self.columns, "updated_at")
        others = [name for name in self.fields if name not in given]
        values = ["s.target", *map(self._inserted, self.columns), "now()", *["%s"] * len(others)]
        sql.execute(
            f"INSERT INTO {self.table} ({sql.column_list((*given, *others))})"
            f" SELECT {', '.join(values)} FROM {STAGING} AS s"
            f" LEFT JOIN {self.table} AS known ON known.id = s.target"
            f" WHERE s.reject IS NULL AND known.id IS NULL",
            [self._default(name) for name in others],
        )

    def _inserted(self, column):
        name = sql.quote(column)
        default = self._default(column)
        if default is None:
            return f"s.{name}"
        literal = str(default).lower() if isinstance(default, bool) else f"'{default}'"
        return f"coalesce(s.{name}, {literal})"

    def _default(self, column):
        field = self.fields[column]
        return field.get_db_prep_save(field.get_default(), connection)


def harmless(value):
    """A CSV cell that no spreadsheet takes for a formula; None becomes an empty cell."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return "" if value is None else value
