"""Renewing an offer: which of last year's dates, with how many places."""

from datetime import date

from django import forms
from django.utils.html import format_html

from accounts.idempotency import OnceFormMixin
from directory.forms import PortalForm
from directory.french import period

# Each field of the same name is told apart aloud.
PLACES = "Places<span class='fr-sr-only'> {}</span>"


class RenewalForm(OnceFormMixin, PortalForm):
    """One line per date: keep it, with so many places. Its fields bear the offer's key, as
    a page shows several of them."""

    marks_required = False
    # What the host answered to « Accueilleriez-vous de nouveau ? », when it did.
    word: bool | None = None

    def __init__(self, offer, renewal, data=None):
        super().__init__(data, prefix=f"offre-{offer.pk}")
        self.offer, self.renewal = offer, renewal
        for one in renewal.kept:
            day = one.period.first.isoformat()
            words = period(one.period.first, one.period.last, "l")
            self.fields[f"keep-{day}"] = forms.BooleanField(
                label=words, required=False, initial=True
            )
            self.fields[f"seats-{day}"] = forms.IntegerField(
                label=format_html(PLACES, words),
                min_value=1,
                max_value=500,
                initial=one.plan.capacity,
            )
        self._bound_fields_cache.clear()

    @property
    def lines(self):
        """[(the box, the places)] for the page."""
        days = [one.period.first.isoformat() for one in self.renewal.kept]
        return [(self[f"keep-{day}"], self[f"seats-{day}"]) for day in days]

    def chosen(self):
        """{first day: seats} of the dates left ticked."""
        return {
            date.fromisoformat(name.removeprefix("keep-")): self.cleaned_data[
                name.replace("keep-", "seats-")
            ]
            for name, kept in self.cleaned_data.items()
            if name.startswith("keep-") and kept
        }
