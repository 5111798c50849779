"""The form of an adhesion on paper."""

from directory.fields import date_field
from directory.forms import PortalForm


class PaperForm(PortalForm):
    """The day on which the charter was signed."""

    signed_on = date_field("Charte signée le")
