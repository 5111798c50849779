"""The hosts of a placement, day by day (R-PL-8): a table that the keyboard fills."""

from dataclasses import replace

from django import forms

from directory.calendar import Calendar
from directory.fields import date_field
from directory.forms import PeriodMixin, PortalForm
from directory.french import full_day
from directory.violations import Refused
from partnerships.forms.companies import CompanyFields
from placements import plan
from placements.enums import PlacementKind, Source
from placements.forms.week import WeekFields
from placements.hours import table_of
from placements.rules.presence import OBSERVATION, SUNDAY, Stay, days_of
from placements.workflow.placements import DETAILS, Found, Hosting

NEW, NOBODY = "new", ""
# Which days are kept: whether a Sunday may be one is said by the rules (R-PF-5).
EVEN_SUNDAYS = replace(OBSERVATION, warned=("sunday",))
# Days that a table may list: a placement every Thursday of a school year is no such plan.
MOST_DAYS = 40


class DaysForm(PeriodMixin):
    """The dates of the placement: the table lists the days between them."""

    starts_on = date_field("Premier jour")
    ends_on = date_field("Dernier jour")

    def clean(self):
        data = super().clean()
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and len(open_days(first, last)) > MOST_DAYS:
            text = f"Ce tableau compte {MOST_DAYS} jours au plus."
            self.add_error("ends_on", text)
        return data


def open_days(first, last, **weekends):
    return plan.open_days(first, last, Calendar.load(), **weekends)


class HostsForm(WeekFields, CompanyFields, PortalForm):
    """One choice of host per day, a host more, and the hours of the week.

    `stays` are those that are kept; `first` and `last` the days between which the table goes.
    """

    required_by_rule = ()

    def __init__(self, actor, placement, stays, first, last, data=None):
        self.placement, self.stays = placement, stays
        self.hosts = {stay.company_id: stay.company for stay in stays}
        tables = [table_of(stay.table) for stay in stays]
        table = plan.together(tables)
        super().__init__(actor, data)
        sundays = bool(table[SUNDAY])
        self.days = open_days(first, last, saturdays=bool(table[plan.SATURDAY]), sundays=sundays)
        self._add_days(tables)
        self.add_week(table, sundays=sundays)

    def _add_days(self, tables):
        kept = self._kept(tables)
        choices = [(str(key), str(company)) for key, company in self.hosts.items()]
        choices += [(NEW, "Nouvel accueillant"), (NOBODY, "Pas de stage")]
        for day in self.days:
            self.fields[self._name(day)] = forms.ChoiceField(
                label=full_day(day, weekday=True),
                choices=choices,
                required=False,
                initial=kept.get(day, NOBODY),
                widget=forms.Select(attrs={"class": "fr-select"}),
            )

    def _kept(self, tables):
        """{day: key of the host}; a stay whose hours are not known has all its days."""
        calendar, found = Calendar.load(), {}
        for stay, table in zip(self.stays, tables, strict=True):
            if table.minutes:
                kept = [Stay(stay.starts_on, stay.ends_on, table)]
                days = days_of(kept, calendar, EVEN_SUNDAYS)
            else:
                days = open_days(stay.starts_on, stay.ends_on)
            found |= dict.fromkeys(days, str(stay.company_id))
        return found

    @staticmethod
    def _name(day):
        return f"day_{day.isoformat()}"

    @property
    def day_rows(self):
        """The bound field of each day, for the template."""
        return [self[self._name(day)] for day in self.days]

    def clean(self):
        data = super().clean()
        chosen = set(self._chosen().values())
        if NEW in chosen:
            self.require_company()
        elif data.get("company") or data.get("siret"):
            text = "Donnez au moins un jour à ce nouvel accueillant."
            self.add_error("company", text)
        if not chosen - {NOBODY}:
            self.add_error(None, "Donnez au moins un jour à un accueillant.")
        return data

    def _chosen(self):
        return {day: self.cleaned_data.get(self._name(day), NOBODY) for day in self.days}

    def presences(self):
        """The days and hours as they stand: what the rules read live."""
        return [Stay(run.first, run.last, run.table) for run in self._runs()]

    def _runs(self):
        hosts = {day: host or None for day, host in self._chosen().items()}
        return plan.runs(hosts, self.table())

    def found(self):
        """The placement with its hosts; one that was typed is found or made. Raises `Refused`."""
        if self.placement.source != Source.ELSEWHERE and not self.is_hours_known():
            raise Refused("Indiquez les horaires : ils décident de ce que la convention permet.")
        found, details = self._runs(), self._details()
        company = self.chosen_company() if any(run.host == NEW for run in found) else None
        hostings = [self._hosting(run, company, details) for run in found]
        row = self.placement
        return Found(row.pupil, tuple(hostings), Source(row.source), PlacementKind(row.kind))

    def _hosting(self, run, company, details):
        host = company if run.host == NEW else self.hosts[int(run.host)]
        return Hosting(host, run.first, run.last, run.table, details.get(host.pk, {}))

    def _details(self):
        """{company key: tutor, place, activities}: nothing that was said is lost."""
        return {
            stay.company_id: {name: getattr(stay, name) for name in DETAILS}
            for stay in reversed(self.stays)
        }
