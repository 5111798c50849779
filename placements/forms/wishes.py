"""What a pupil says of an offer, on a telephone."""

from django import forms

from accounts.idempotency import OnceFormMixin
from directory.forms import PortalForm


class WishForm(OnceFormMixin, PortalForm):
    span = forms.ChoiceField(label="Dates")
    message = forms.CharField(
        label="Pourquoi ce stage vous intéresse",
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="L’entreprise le lit, avec votre prénom et votre niveau.",
    )

    def __init__(self, spans, data=None):
        super().__init__(data)
        self.spans = {span.value: span for span in spans}
        self.fields["span"].choices = [(value, str(span)) for value, span in self.spans.items()]

    @property
    def chosen(self):
        return self.spans[self.cleaned_data["span"]]
