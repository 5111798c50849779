from django import forms

from directory.forms import PortalForm


class WhyForm(PortalForm):
    """A reason that visitors and those concerned read."""

    reads_first = True

    reason = forms.CharField(label="Motif", max_length=250)


class WhyEndForm(WhyForm):
    """Why a registration ends, for who registered."""

    reason = forms.CharField(
        label="Motif", max_length=250, required=False, help_text="La personne inscrite le lit."
    )
