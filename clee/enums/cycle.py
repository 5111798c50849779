"""The steps of a year and their usual days (R-CL-3)."""

import datetime as dt

from django.db import models

from clee.enums.meetings import MeetingKind


class StepKind(models.TextChoices):
    """In the order of the school year."""

    PLENARY = "plenary", "Réunion plénière de rentrée"
    AUTUMN = "autumn", "Comité de pilotage d’automne"
    SPRING = "spring", "Comité de pilotage de printemps"
    END_OF_MAY = "end_of_may", "Réunion de fin mai"
    CALENDAR = "calendar", "Calendrier des périodes de stage aux entreprises"

    @property
    def meeting(self):
        """The kind of meeting that does it; None for the sending of the calendar."""
        return MEETINGS.get(self)

    def usual_day(self, start_year):
        """Its last day in the school year that begins in `start_year`."""
        years_later, month, day = USUAL[self]
        return dt.date(start_year + years_later, month, day)


MEETINGS = {
    StepKind.PLENARY: MeetingKind.PLENARY,
    StepKind.AUTUMN: MeetingKind.STEERING,
    StepKind.SPRING: MeetingKind.STEERING,
    StepKind.END_OF_MAY: MeetingKind.END_OF_MAY,
}
USUAL = {
    StepKind.PLENARY: (0, 9, 30),
    StepKind.AUTUMN: (0, 12, 15),
    StepKind.SPRING: (1, 3, 31),
    StepKind.END_OF_MAY: (1, 5, 31),
    StepKind.CALENDAR: (1, 6, 30),
}
