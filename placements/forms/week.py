"""The week of a pupil at a host's, typed in a few keys: one line for every day, and one per
weekday that is not like the others."""

from django import forms

from placements.hours import in_words, parse_range
from placements.rules_presence import WEEKDAYS, WeekTable

EVERY = "every"
TYPED_DAYS = range(6)
USUAL_DAYS = range(5)
HALVES = (("am", "matin"), ("pm", "après-midi"))
UNREADABLE = "« {} » ne se lit pas : écrivez par exemple 9-12 ou 13h30-17h."
NO_PRESENCE = "-"


class RangeField(forms.CharField):
    """One half-day: (start, end) in minutes, `()` for no presence, None when left empty."""

    def __init__(self, label, placeholder=""):
        attrs = {"placeholder": placeholder, "autocomplete": "off", "class": "fr-input"}
        super().__init__(
            label=label, required=False, max_length=20, widget=forms.TextInput(attrs=attrs)
        )

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_range(text) or ()
        except ValueError as error:
            raise forms.ValidationError(UNREADABLE.format(text)) from error


class WeekFields(forms.BaseForm):
    """Mixin: the fields of the hour table, `week_rows` to draw them, `table()` to read them.

    A weekday left empty is like "every day" (Monday to Friday); "-" is a day without
    presence. Refusals on `hours` and `hours_N` find their line.
    """

    def add_week(self, table=None):
        """Add the fields, filled with a `WeekTable` that is known."""
        self._add_row(EVERY, "Tous les jours", ("9-12", "13h30-17h"))
        for weekday in TYPED_DAYS:
            self._add_row(weekday, WEEKDAYS[weekday].capitalize(), ("", ""))
        if table and table.minutes:
            self.initial |= initial_of(table)

    def _add_row(self, day, label, examples):
        for (half, words), example in zip(HALVES, examples, strict=True):
            name = f"hours_{day}_{half}"
            self.fields[name] = RangeField(f"{label}, {words}", example)

    @property
    def week_rows(self):
        """[(label, morning, afternoon)] for the template."""
        names = [(EVERY, "Tous les jours"), *((n, WEEKDAYS[n].capitalize()) for n in TYPED_DAYS)]
        return [
            (label, *(self[f"hours_{day}_{half}"] for half, _ in HALVES)) for day, label in names
        ]

    def is_hours_known(self):
        """Whether anything was typed."""
        return any(self.cleaned_data.get(name) for name in self._names())

    def _names(self):
        return [f"hours_{day}_{half}" for day in (EVERY, *TYPED_DAYS) for half, _ in HALVES]

    def table(self):
        """The WeekTable that was typed."""
        return WeekTable((*(self._day(weekday) for weekday in TYPED_DAYS), ()))

    def _day(self, weekday):
        own = [self.cleaned_data.get(f"hours_{weekday}_{half}") for half, _ in HALVES]
        if all(value is None for value in own) and weekday in USUAL_DAYS:
            own = [self.cleaned_data.get(f"hours_{EVERY}_{half}") for half, _ in HALVES]
        return tuple(span for span in own if span)

    def add_refusal(self, refused):
        """The line of the day, or the first one."""
        for violation in refused.violations:
            field = violation.field or ""
            if field == "hours":
                field = f"hours_{EVERY}_am"
            elif field.startswith("hours_"):
                field = f"{field}_am"
            self.add_error(field if field in self.fields else None, violation.message)


def initial_of(table):
    """What the lines hold for a known table: the usual day once, then what differs."""
    usual = next(filter(None, table.days[: len(USUAL_DAYS)]), ())
    filled = _halves(EVERY, usual)
    for weekday in TYPED_DAYS:
        if table[weekday] != (usual if weekday in USUAL_DAYS else ()):
            filled |= _halves(weekday, table[weekday], empty=NO_PRESENCE)
    return filled


def _halves(day, ranges, empty=""):
    """A single range goes to the half-day in which it begins."""
    if len(ranges) == 1:
        ranges = (None, ranges[0]) if ranges[0][0] >= 12 * 60 else (ranges[0], None)
    spans = tuple(ranges) or (None, None)
    return {
        f"hours_{day}_{half}": in_words(span) or empty
        for (half, _), span in zip(HALVES, spans, strict=True)
    }
