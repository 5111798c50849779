"""Which visits one short agreement covers."""

from django import forms

from directory.forms import PortalForm
from partnerships.contract.dates import may_join, together
from partnerships.models import Contract
from partnerships.wording import period_of


class VisitField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, contract):
        booking = contract.booking
        return f"{period_of(booking)}, {booking.class_group} ({contract.reference})"


class DatesForm(PortalForm):
    dates = VisitField(
        label="Cette convention couvre aussi",
        queryset=Contract.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, contract, data=None):
        chosen = [one.pk for one in together(contract) if one != contract]
        super().__init__(data, initial={"dates": chosen})
        self.fields["dates"].queryset = may_join(contract)
