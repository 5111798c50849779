"""The programme of a contract by half-day, as the school or the host types it."""

from django import forms

from directory import french
from directory.forms import PortalForm
from partnerships.contract.fields import PROGRAMME
from partnerships.enums.contract import Half, LedBy, SessionKind
from partnerships.forms.contract_form import ContractForm
from partnerships.programme import SessionDraft
from partnerships.rules.contract import half_days, place_of
from partnerships.workflow.contract_edits import Edit

ROWS_PER_HALF = 3
# What a browser sends of a row that nobody touched.
EMPTY_SESSION = {"kind": SessionKind.values[0], "led_by": LedBy.COMPANY}


class SessionForm(PortalForm):
    """One session; without a title it is left out."""

    title = forms.CharField(label="Intitulé", max_length=200, required=False)
    kind = forms.ChoiceField(label="Nature", choices=SessionKind.choices)
    led_by = forms.ChoiceField(label="Conduite par", choices=LedBy.choices)
    leaders = forms.CharField(
        label="Intervenants",
        help_text="Noms ou fonctions des adultes ; jamais d’élève.",
        max_length=200,
        required=False,
    )


class ModelForm(PortalForm):
    """The programme to start from."""

    modele = forms.ChoiceField(label="Partir d’un programme existant")

    def __init__(self, choices, data=None):
        super().__init__(data)
        self.fields["modele"].choices = choices


class ProgrammeForm(ContractForm):
    """The programme, half-day by half-day: up to three sessions each, without JavaScript."""

    def __init__(self, *args, contract, sessions=None, **kwargs):
        super().__init__(*args, contract=contract, **kwargs)
        booking = contract.booking
        known = {}
        for session in contract.sessions.all() if sessions is None else sessions:
            known.setdefault((session.day, session.half), []).append(session)
        self.halves = [
            self._half(day, half, known.get((day, half), []))
            for day, half in half_days(booking.starts_on, booking.ends_on, booking.last_day_is_half)
        ]

    def _half(self, day, half, sessions):
        anchor = place_of(day, half)
        rows = [
            SessionForm(
                self.data if self.is_bound else None,
                prefix=f"{anchor}-{rank}",
                initial=_initial(sessions[rank]) if rank < len(sessions) else EMPTY_SESSION,
            )
            for rank in range(ROWS_PER_HALF)
        ]
        shown = max(1, len(sessions))
        return {
            "day": day,
            "half": Half(half),
            "anchor": anchor,
            "shown": rows[:shown],
            "more": rows[shown:],
            "rows": rows,
        }

    @property
    def rows(self):
        return [row for half in self.halves for row in half["rows"]]

    @property
    def mends(self):
        return super().mends | {PROGRAMME}

    def every_field(self):
        return [*self, *(field for row in self.rows for field in row)]

    def is_valid(self):
        return super().is_valid() and all([row.is_valid() for row in self.rows])

    def drafts(self):
        return [
            SessionDraft(half["day"], half["half"], **_session(row.cleaned_data))
            for half in self.halves
            for row in half["rows"]
            if row.cleaned_data["title"].strip()
        ]

    def shape(self):
        return Edit(programme=[])

    def edit(self):
        return Edit(programme=self.drafts())

    def in_words(self, edit):
        lines = {}
        for draft in edit.programme:
            half = f"{french.full_day(draft.day, weekday=True)}, {Half(draft.half).label.lower()}"
            line = (
                f"{draft.title} ({SessionKind(draft.kind).label.lower()},"
                f" {LedBy(draft.led_by).label.lower()}"
                f"{' : ' + draft.leaders if draft.leaders else ''})"
            )
            key = place_of(draft.day, draft.half)
            lines.setdefault(key, (half.capitalize(), []))[1].append(line)
        return {key: (half, "\n".join(sessions)) for key, (half, sessions) in lines.items()}


def _initial(session):
    return {name: getattr(session, name) for name in ("title", "kind", "led_by", "leaders")}


def _session(data):
    return {
        "kind": SessionKind(data["kind"]),
        "title": data["title"].strip(),
        "led_by": LedBy(data["led_by"]),
        "leaders": data["leaders"],
    }
