"""The columns of a list as SQL: numbers, days and texts for spreadsheets, all text for CSV.

PostgreSQL itself writes the label of a choice, a day, a decimal comma, and makes a formula
harmless: a list of a million rows passes through `COPY` or a server-side cursor as it is
(RELIABILITY §5).
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateField,
    DateTimeField,
    DecimalField,
    Expression,
    F,
    FloatField,
    Func,
    IntegerField,
    Q,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat, Left, TruncDate

from directory.importing import FORMULA_STARTS

# Characters that a cell of a spreadsheet holds.
LONGEST = 32_767
DAY, NUMBER, DECIMAL, TEXT, OURS = "day", "number", "decimal", "text", "ours"


@dataclass(frozen=True)
class Column:
    """`path` is followed from the row to a field, by `__`; `words`, an expression of text,
    says what one field does not."""

    path: str
    label: str
    words: Any = None

    def cell(self, model):
        """What a spreadsheet shows: a number, a day or a text, as an expression."""
        return self._typed(model)[1]

    def text(self, model, comma):
        """The same as the text of a CSV cell; `comma` is that of decimals. `sql.copied` writes
        days as France does, and takes a moment for the day that it was in Paris."""
        kind, cell = self._typed(model)
        if isinstance(cell, TruncDate):
            return Cast(self.path, DateField())
        if kind == DECIMAL and comma:
            shown = Cast(cell, TextField())
            return Func(shown, Value("."), Value(","), function="replace", output_field=TextField())
        return Harmless(cell) if kind == TEXT else cell

    def _typed(self, model):
        if self.words is not None:
            return TEXT, self.words
        return _typed(_field(model, self.path), self.path)


def _field(model, path):
    """The field at the end of a path. Raises FieldDoesNotExist."""
    for name in path.split("__"):
        field = model._meta.get_field(name)
        model = field.related_model
    return getattr(field, "target_field", field)


def _typed(field, path):
    """(kind, expression) of a field."""
    if field.choices:
        return OURS, labels(path, _choices(field))
    if isinstance(field, BooleanField):
        return OURS, labels(path, [(True, "oui"), (False, "non")])
    if isinstance(field, DateTimeField):
        return DAY, TruncDate(path)
    if isinstance(field, DateField):
        return DAY, F(path)
    if isinstance(field, IntegerField):
        return NUMBER, F(path)
    if isinstance(field, FloatField | DecimalField):
        return DECIMAL, Cast(path, FloatField())
    if isinstance(field, CharField) and (field.max_length or LONGEST + 1) <= LONGEST:
        return TEXT, F(path)
    return TEXT, Left(Cast(path, TextField()), LONGEST)


def _choices(field):
    """What most rows hold comes first: nothing, where nothing may be chosen."""
    choices = field.flatchoices
    may_be_unset = field.blank and field.empty_strings_allowed and "" not in dict(choices)
    return [("", None), *choices] if may_be_unset else choices


def labels(path, choices):
    """The label of a choice, nothing where there is none."""
    known = [When(**{path: value}, then=Value(label and str(label))) for value, label in choices]
    return Case(*known, default=Value(None), output_field=TextField())


def company_name(path):
    """`Company.display_name` of the company at this path, "" for the row's own (R-ID-6)."""
    of = f"{path}__" if path else ""
    masked = When(**{f"{of}is_masked": True}, then=Value("non diffusible"))
    number = Concat(
        Value("Établissement "),
        Case(masked, default=Value("sans nom connu")),
        Value(" (SIRET "),
        F(f"{of}siret"),
        Value(")"),
        output_field=TextField(),
    )
    nobody = [When(**{f"{path}__isnull": True}, then=Value(None))] if path else []
    return Case(
        *nobody,
        When(~Q(**{f"{of}name": ""}), then=F(f"{of}name")),
        default=number,
        output_field=TextField(),
    )


class Harmless(Expression):
    """A text that no spreadsheet takes for a formula (RELIABILITY §4), as
    `directory.importing.harmless` makes it."""

    def __init__(self, text):
        super().__init__(output_field=TextField())
        self.text = text

    def get_source_expressions(self):
        return [self.text]

    def set_source_expressions(self, exprs):
        (self.text,) = exprs

    def as_sql(self, compiler, connection):
        text, params = compiler.compile(self.text)
        starts = ", ".join(str(ord(sign)) for sign in FORMULA_STARTS)
        case = f"CASE WHEN ascii({text}) IN ({starts}) THEN chr(39) || {text} ELSE {text} END"
        return case, [*params] * 3
