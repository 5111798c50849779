"""The forms of the steps of the year."""

from django import forms

from clee.forms.meetings import ConfirmForm
from directory.fields import date_field
from directory.forms import PortalForm


class DueForm(PortalForm):
    """Another due date."""

    due_on = date_field("Échéance")


class CalendarForm(ConfirmForm):
    """The button that sends the periods, to the hosts of the territory as well when ticked."""

    hosts = forms.BooleanField(required=False, initial=True)

    def __init__(self, count, data=None):
        super().__init__(data)
        several = "s" if count > 1 else ""
        self.fields["hosts"].label = f"L’envoyer aussi à {count} entreprise{several} du territoire"
        self.fields["hosts"].help_text = (
            "Elles accueillent ou ont accueilli des élèves depuis deux ans, ou ont un partenariat. "
            "Celles qui refusent d’être démarchées ou ont eu leurs demandes du mois sont écartées."
        )
        if not count:
            del self.fields["hosts"]
