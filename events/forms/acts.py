from django import forms

from directory.forms import PortalForm


class WhyForm(PortalForm):
    """A reason that visitors and those concerned read."""

    reads_first = True

    reason = forms.CharField(label="Motif", max_length=250)
