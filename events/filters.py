"""The filters of the public programme: every one stands in the address, so that it is shared."""

import datetime as dt

from django import forms
from django.conf import settings
from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst

from directory.fields import date_field
from directory.forms import PortalForm
from directory.models import Department
from directory.search import FoldText, fold, joined
from events.enums import EventAudience, EventKind
from events.lines import BY_DAY, BY_DEPARTMENT, COLUMNS, Row, line_from
from events.models import Session, Theme
from events.models.events import LISTED

# Beyond, the programme is read day by day.
MOST = 150
FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2999, 12, 31)
SEARCHED = (
    "event__title",
    "event__organiser",
    "event__place",
    "event__municipality__name",
    "title",
)


def _departments():
    """Those of the région académique: nobody announces an event elsewhere."""
    return Department.objects.filter(academy__in=settings.REGION_ACADEMIES)


class ProgrammeForm(PortalForm):
    """A wrong value is said beside its field, the others hold."""

    q = forms.CharField(label="Mots-clés", required=False, max_length=100)
    type = forms.ChoiceField(label="Type d’événement", required=False)
    theme = forms.ChoiceField(label="Thème", required=False)
    public = forms.ChoiceField(label="Public", required=False)
    departement = forms.ChoiceField(label="Département", required=False)
    du = date_field("À partir du", required=False)
    au = date_field("Jusqu’au", required=False)
    places = forms.BooleanField(label="Avec des places libres", required=False)

    def __init__(self, data):
        super().__init__(data)
        for name, choices in (
            ("type", [(kind.value, capfirst(kind.label)) for kind in EventKind]),
            ("theme", [(str(row.pk), row.label) for row in Theme.objects.in_use()]),
            ("public", [(one.value, capfirst(one.label)) for one in EventAudience]),
            ("departement", [(row.pk, row.name) for row in _departments()]),
        ):
            self.fields[name].choices = [("", "Tous"), *choices]

    def clean(self):
        super().clean()
        data = self.cleaned_data
        first, last = data.get("du"), data.get("au")
        if first and last and first > last:
            self.add_error("au", "La fin de la période précède son début.")
        return data

    @cached_property
    def chosen(self):
        """The filters in use that are understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def midnight(day, later=0):
    """The first moment of a day in Paris, or of one `later`: compared to a column as it is,
    whose day would be computed for each row. Years that clocks do not know are brought near."""
    day = min(max(day, FIRST_DAY), LAST_DAY)
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=later), dt.time.min))


# {filter: condition on a session}
CONDITIONS = {
    "type": lambda value: Q(event__kind=value),
    "theme": lambda value: Q(event__themes=value),
    "public": lambda value: Q(event__audience__contains=[value]) | Q(event__audience=[]),
    "departement": lambda value: Q(event__department=value),
    "du": lambda value: Q(ends_at__gte=midnight(value)),
    "au": lambda value: Q(starts_at__lt=midnight(value, 1)),
}


def narrowed(rows, chosen):
    """The sessions that the filters leave."""
    for name, condition in CONDITIONS.items():
        if name in chosen:
            rows = rows.filter(condition(chosen[name]))
    if chosen.get("places"):
        rows = rows.with_seats_left()
    words = fold(chosen.get("q", "")).split()
    if words:
        rows = rows.alias(words=FoldText(joined(*SEARCHED)))
    for word in words:
        rows = rows.filter(words__contains=word)
    return rows


class Listing:
    """The sessions to come (or over) that were asked for, whole up to `MOST`, else a day."""

    def __init__(self, params, now=None):
        self.form = ProgrammeForm(params)
        self.is_past = params.get("passes") == "1"
        self.view = BY_DEPARTMENT if params.get("vue") == BY_DEPARTMENT else BY_DAY
        self._wanted = params.get("jour", "")
        now = now or timezone.now()
        rows = Session.objects.filter(event__state__in=LISTED)
        # A period that was asked for holds, whatever the hour.
        if "du" not in self.form.chosen:
            rows = rows.filter(ends_at__lt=now) if self.is_past else rows.filter(ends_at__gte=now)
        self.rows = narrowed(rows, self.form.chosen)

    @cached_property
    def days(self):
        """[{day, count}] of what was found, in the order of reading."""
        order = "-day" if self.is_past else "day"
        rows = self.rows.order_by().annotate(day=TruncDate("starts_at"))
        return list(rows.values("day").annotate(count=Count("pk")).order_by(order))

    @property
    def total(self):
        return sum(one["count"] for one in self.days)

    @cached_property
    def day(self):
        """The day shown, when there is too much for one page; else None."""
        if self.total <= MOST:
            return None
        known = {one["day"].isoformat(): one["day"] for one in self.days}
        return known.get(self._wanted, self.days[0]["day"])

    @property
    def lines(self):
        """What the page prints, in one query."""
        if not self.days:
            return []
        rows = self.rows
        if self.day:
            first, last = midnight(self.day), midnight(self.day, 1)
            rows = rows.filter(starts_at__gte=first, starts_at__lt=last)
        found = rows.order_by("starts_at", "pk").values_list(*COLUMNS)[: MOST * 10]
        return [line_from(Row._make(one)) for one in found]
