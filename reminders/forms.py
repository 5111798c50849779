"""Which mails one receives."""

from django import forms

from directory.forms import PortalForm
from outbox.topics import STOPPABLE


class ChoicesForm(PortalForm):
    """The kinds that may be stopped, those that are received ticked."""

    topics = forms.MultipleChoiceField(
        label="Courriels que je reçois",
        choices=[(topic.value, topic.label) for topic in STOPPABLE],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
