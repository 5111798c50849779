"""Who was there on the day: a few numbers, typed on a phone."""

from django import forms

from directory import french
from directory.forms import PortalForm
from partnerships.contract.fields import COUNTS
from partnerships.rules.on_the_day import Count


def _number(label, most=500):
    return forms.IntegerField(label=label, min_value=0, max_value=most, required=False)


class CountForm(PortalForm):
    """One day of an immersion; filled beforehand with who is expected."""

    day = forms.ChoiceField(label="Jour")
    absent = forms.BooleanField(label="Le groupe n’est pas venu", required=False)
    girls = _number("Filles")
    boys = _number("Garçons")
    unspecified = _number("Non précisé")
    adults = _number("Adultes", 100)
    note = forms.CharField(
        label="Remarque", help_text="Jamais de nom d’élève.", max_length=250, required=False
    )

    def __init__(self, booking, days, known, data=None, *, shown=None):
        """`known`: {day: the count that this side wrote}; `shown`: the day to begin with."""
        shown = shown or days[-1]
        source = known.get(shown) or booking
        initial = {name: getattr(source, name) for name in COUNTS}
        if shown in known:
            initial |= {"absent": source.absent, "note": source.note}
        super().__init__(data, initial=initial | {"day": shown.isoformat()})
        self.days = {day.isoformat(): day for day in days}
        self.fields["day"].choices = [
            (key, french.full_day(day, weekday=True)) for key, day in self.days.items()
        ]
        if not booking.class_group_id:
            for name in ("girls", "boys", "unspecified"):
                del self.fields[name]
            self.fields["absent"].label = "Personne n’est venu"

    def day_chosen(self):
        return self.days[self.cleaned_data["day"]]

    def count(self):
        """As typed; what was filled beforehand is nothing when nobody came."""
        data = self.cleaned_data
        absent = data["absent"]
        numbers = {name: 0 if absent else data.get(name) or 0 for name in COUNTS}
        return Count(absent=absent, note=data["note"], **numbers)
