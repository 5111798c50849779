"""The form of a step of the year."""

from directory.fields import date_field
from directory.forms import PortalForm


class DueForm(PortalForm):
    """Another due date."""

    due_on = date_field("Échéance")
