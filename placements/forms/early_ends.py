"""A placement that stops before its last day, and the host that takes over."""

from django import forms

from directory.fields import date_field
from directory.forms import PortalForm
from partnerships.forms.companies import NOT_LISTED, TYPED_FIELDS
from placements.enums import Source
from placements.enums.vocational import EndReason
from placements.forms.placements import PlacementForm


def comment_field():
    return forms.CharField(
        label="Précision",
        max_length=300,
        required=False,
        help_text="Lue par l’établissement seulement. Rien sur la santé.",
    )


SECTIONS = [
    ("Chez le premier accueillant", "ended_on reason comment", "", ""),
    ("Le nouvel accueillant", "source company", NOT_LISTED, TYPED_FIELDS),
    ("Les dates du remplacement", "starts_on ends_on kind", "", ""),
]


class EndForm(PortalForm):
    """The last day and why."""

    ended_on = date_field("Dernier jour chez l’accueillant")
    reason = forms.ChoiceField(label="Motif", choices=EndReason.choices)
    comment = comment_field()

    def values(self):
        data = self.cleaned_data
        return data["ended_on"], data["reason"], data["comment"]


class ReplacementForm(PlacementForm):
    """The end at one host's, when it has begun, and the rest of the period at another's."""

    ended_on = date_field("Dernier jour chez l’accueillant")
    reason = forms.ChoiceField(label="Motif", choices=EndReason.choices)
    comment = comment_field()

    def __init__(self, actor, replaced, data=None, *, has_begun, initial):
        super().__init__(actor, replaced.pupil, data, initial=initial)
        self.replaced, self.has_begun = replaced, has_begun
        offered = (Source.SCHOOL, Source.FAMILY)
        self.fields["source"].choices = [(one.value, one.label) for one in offered]
        if not has_begun:
            del self.fields["ended_on"]

    def stop(self):
        """(last day at the first host's or None, reason, comment)."""
        data = self.cleaned_data
        return data.get("ended_on"), data["reason"], data["comment"]

    @property
    def parts(self):
        """The sections of the page; the last day is asked of what has begun."""
        if self.has_begun:
            return SECTIONS
        return [("Pourquoi changer d’accueillant", "reason comment", "", ""), *SECTIONS[1:]]
