"""The columns of a spreadsheet: known by their titles, their days read as people write them."""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from directory.search import fold

DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y")


@dataclass(frozen=True)
class Column:
    """One thing that a sheet may tell: its label, and the titles that mean it, folded."""

    label: str
    titles: tuple


def guessed(headers, columns):
    """{column: index of the header}: by the titles of each column, the first that fits."""
    folded = [fold(header) for header in headers]
    found = {}
    for name, column in columns.items():
        index = next((folded.index(title) for title in column.titles if title in folded), None)
        if index is not None and index not in found.values():
            found[name] = index
    return found


def read_day(value):
    """A date as people and spreadsheets write it, None for an empty cell; ValidationError."""
    if not value:
        return None
    for form in DATES:
        try:
            return dt.datetime.strptime(value, form).date()
        except ValueError:
            continue
    raise ValidationError(f"Date « {value[:30]} » illisible : écrivez-la comme 12/03/2026.")
