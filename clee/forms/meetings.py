"""The forms of meetings: prepared, postponed, answered, decided."""

import datetime as dt

from django import forms
from django.utils import timezone

from accounts.idempotency import OnceFormMixin
from clee.enums.meetings import Answer
from clee.forms import ReasonForm
from clee.models import Decision, Meeting
from clee.rules.meetings import agenda_lines
from directory.fields import date_field, time_field
from directory.forms import PortalForm, PortalModelForm

AGENDA = "Un point par ligne. Les décisions encore à suivre s’y ajoutent d’elles-mêmes."


class Moments(PortalForm):
    """A day and two hours, in Paris."""

    def moments(self):
        """(start, end), aware."""
        data = self.cleaned_data
        return tuple(
            timezone.make_aware(dt.datetime.combine(data["day"], data[name]))
            for name in ("start", "end")
        )


class MeetingForm(OnceFormMixin, Moments, PortalModelForm):
    """A meeting and its agenda."""

    day = date_field("Date")
    start = time_field("Début")
    end = time_field("Fin")
    video_url = forms.URLField(
        label="Lien de visioconférence",
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text="Le lieu, le lien, ou les deux.",
    )
    agenda = forms.CharField(
        label="Ordre du jour",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=AGENDA,
    )
    field_order = ["kind", "title", "day", "start", "end", "place", "video_url", "agenda"]

    class Meta:
        model = Meeting
        fields = ["kind", "title", "place", "video_url"]
        help_texts = {
            "title": "Facultatif : sans intitulé, la nature de la réunion est affichée.",
        }

    def __init__(self, meeting, data=None):
        initial = {}
        if meeting.pk:
            starts, ends = map(timezone.localtime, (meeting.starts_at, meeting.ends_at))
            titles = [item.title for item in meeting.agenda.all()]
            initial = {"day": starts.date(), "start": starts.time(), "end": ends.time(),
                       "agenda": "\n".join(titles)}  # fmt: skip
        super().__init__(data, instance=meeting, initial=initial)

    def clean(self):
        """The hours reach the meeting before its constraints are asked."""
        super().clean()
        data = self.cleaned_data
        if {"day", "start", "end"} <= data.keys():
            self.instance.starts_at, self.instance.ends_at = self.moments()
        return data

    def validate_constraints(self):
        """See `clee.rules.meetings.check_times`."""

    @property
    def titles(self):
        """The points of the agenda."""
        return agenda_lines(self.cleaned_data["agenda"])


class AgendaForm(PortalForm):
    """The agenda alone, once the invitations have left."""

    agenda = forms.CharField(
        label="Ordre du jour", widget=forms.Textarea(attrs={"rows": 8}), help_text=AGENDA
    )

    def __init__(self, meeting, data=None):
        titles = "\n".join(item.title for item in meeting.agenda.all())
        super().__init__(data, initial={"agenda": titles})

    @property
    def titles(self):
        """The points of the agenda."""
        return agenda_lines(self.cleaned_data["agenda"])


class PostponeForm(Moments, ReasonForm):
    """Another moment, and why."""

    day = date_field("Nouvelle date")
    start = time_field("Début")
    end = time_field("Fin")
    field_order = ["day", "start", "end", "reason"]


class ConfirmForm(OnceFormMixin, PortalForm):
    """A button that is pressed once."""


class AnswerForm(PortalForm):
    """Present, excused, or represented by somebody."""

    answer = forms.ChoiceField(
        label="Votre réponse",
        choices=[
            (Answer.PRESENT.value, "Je serai présent"),
            (Answer.EXCUSED.value, "Je ne pourrai pas venir"),
            (Answer.REPRESENTED.value, "Je serai représenté"),
        ],
        widget=forms.RadioSelect,
    )
    represented_by = forms.CharField(
        label="Représenté par",
        max_length=150,
        required=False,
        help_text="Nom de la personne, si vous êtes représenté.",
    )

    def __init__(self, row, data=None):
        answer = row.answer if row.answer != Answer.AWAITED else None
        super().__init__(data, initial={"answer": answer, "represented_by": row.represented_by})


class DecisionForm(OnceFormMixin, PortalModelForm):
    """What is decided, who does it, until when."""

    due_on = date_field("Échéance", required=False)

    class Meta:
        model = Decision
        fields = ["text", "owner", "due_on"]

    def __init__(self, meeting, data=None):
        super().__init__(data, instance=Decision(meeting=meeting))
