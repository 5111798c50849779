"""The hour table as a form reads it."""

from directory.forms import PortalForm
from placements.forms.week import WeekFields


class WeekForm(WeekFields, PortalForm):
    def __init__(self, data):
        super().__init__(data)
        self.add_week()


def typed(**lines):
    """The table of `every=("9-12", "14-17")`, `day2=(…)`; the form must be valid."""
    data = {}
    for name, (morning, afternoon) in lines.items():
        day = name.removeprefix("day")
        data |= {f"hours_{day}_am": morning, f"hours_{day}_pm": afternoon}
    form = WeekForm(data)
    assert form.is_valid(), form.errors
    return form.table()
