"""The week of a pupil at a host's, typed in a few keys: one line for every day, and one per
weekday that is not like the others."""

from django import forms

from placements.hours import in_words, parse_range
from placements.rules.presence import SUNDAY, WEEKDAYS, WeekTable

EVERY = "every"
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

    typed_days = range(SUNDAY)

    def add_week(self, table=None, *, sundays=False):
        """Add the fields, filled with a `WeekTable` that is known; a line for Sundays where a
        rule may allow them (R-PF-5, R-PF-6)."""
        self.typed_days = range(SUNDAY + sundays)
        self._add_row(EVERY, "Tous les jours", ("9-12", "13h30-17h"))
        for weekday in self.typed_days:
            self._add_row(weekday, WEEKDAYS[weekday].capitalize(), ("", ""))
        if table and table.minutes:
            self.initial |= initial_of(table, self.typed_days)

    def _add_row(self, day, label, examples):
        for (half, words), example in zip(HALVES, examples, strict=True):
            name = f"hours_{day}_{half}"
            self.fields[name] = RangeField(f"{label}, {words}", example)

    @property
    def week_rows(self):
        """[(label, morning, afternoon)] for the template."""
        days = [(n, WEEKDAYS[n].capitalize()) for n in self.typed_days]
        names = [(EVERY, "Tous les jours"), *days]
        return [
            (label, *(self[f"hours_{day}_{half}"] for half, _ in HALVES)) for day, label in names
        ]

    def is_hours_known(self):
        """Whether anything was typed."""
        return any(self.cleaned_data.get(name) for name in self.week_names)

    @property
    def week_names(self):
        """Of its fields."""
        return [f"hours_{day}_{half}" for day in (EVERY, *self.typed_days) for half, _ in HALVES]

    @property
    def has_sundays(self):
        return SUNDAY in self.typed_days

    def table(self):
        """The WeekTable that was typed."""
        days = [self._day(weekday) if weekday in self.typed_days else () for weekday in range(7)]
        return WeekTable(tuple(days))

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
            elif f"{field}_am" in self.fields:
                field = f"{field}_am"
            self.add_error(field if field in self.fields else None, violation.message)


def initial_of(table, typed_days=range(SUNDAY)):
    """What the lines hold for a known table: the usual day once, then what differs."""
    usual = next(filter(None, table.days[: len(USUAL_DAYS)]), ())
    filled = _halves(EVERY, usual)
    for weekday in typed_days:
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
