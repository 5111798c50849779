"""The sheet of a discovery track, its plan of days and hosts, the pupils proposed to it."""

from django import forms

from accounts.enums import Role
from directory.enums import Level
from directory.forms import PortalForm, PortalModelForm
from directory.french import full_day, of
from directory.models import BranchOrganisation, Company, PartnerNetwork
from partnerships.forms.companies import CompanyFields
from placements.enums.tracks import CandidateState
from placements.forms.hosts import open_days
from placements.forms.week import WeekFields
from placements.models import DiscoveryTrack

AUTHORITY = "rectorat"
SECTIONS = [
    ("Le parcours", "title scheme coordinator description", "", ""),
    ("La semaine", "starts_on ends_on capacity", "", ""),
    ("Les élèves", "levels department asks_criterion", "", ""),
    ("Les propositions des établissements", "opens_on closes_on", "", ""),
]
DATES = ("starts_on", "ends_on", "opens_on", "closes_on")
PLACED_LEVELS = Level.between(Level.QUATRIEME, Level.BTS2)


def coordinators(actor):
    """[(value, label)] of those in whose name `actor` prepares tracks."""
    companies = Company.objects.filter(pk__in=actor.company_ids)
    branches = BranchOrganisation.objects.filter(pk__in=actor.branch_ids)
    networks = PartnerNetwork.objects.filter(pk__in=actor.network_ids)
    rows: list = []
    if actor.role == Role.EDUCATION_AUTHORITY:
        networks = PartnerNetwork.objects.all()
    if actor.role == Role.COMPANY_REPRESENTATIVE:
        rows = [(f"company-{row.pk}", str(row)) for row in companies]
    elif actor.role == Role.BRANCH_OFFICER:
        rows = [(f"branch-{row.pk}", str(row)) for row in branches]
    else:
        if actor.role == Role.EDUCATION_AUTHORITY or actor.department_codes:
            rows = [(AUTHORITY, "Rectorat")]
        rows += [(f"network-{row.pk}", str(row)) for row in networks]
    return rows


class TrackForm(WeekFields, PortalModelForm):
    coordinator = forms.ChoiceField(label="Coordinateur")
    levels = forms.MultipleChoiceField(
        label="Niveaux",
        choices=[(level.value, level.label) for level in PLACED_LEVELS],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = DiscoveryTrack
        fields = [
            *("title", "scheme", "description", "levels", "department", "capacity"),
            *DATES,
            "asks_criterion",
        ]
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in DATES
        }

    def __init__(self, actor, data=None, *, instance=None):
        super().__init__(data, instance=instance)
        known = instance or DiscoveryTrack()
        self.fields["coordinator"].choices = self._choices(actor, known)
        self.initial["coordinator"] = _value_of(known)
        self.fields["department"].empty_label = "Toute la région académique"
        self.add_week(known.hours)

    @staticmethod
    def _choices(actor, known):
        """An administrator corrects a track in the name of its coordinator."""
        choices = coordinators(actor)
        own = (_value_of(known), str(known.coordinator))
        return choices if not known.pk or own in choices else [*choices, own]

    def track(self):
        """The row as it was typed, for the workflow to check and save."""
        row = self.save(commit=False)
        kind, _, key = self.cleaned_data["coordinator"].partition("-")
        for name in ("company", "network", "branch"):
            setattr(row, f"{name}_id", int(key) if name == kind else None)
        row.table = self.table().days
        return row


def _value_of(track):
    for name in ("company", "network", "branch"):
        if key := getattr(track, f"{name}_id"):
            return f"{name}-{key}"
    return AUTHORITY


class TrackPlanForm(CompanyFields, PortalForm):
    """How many pupils each host receives on each day; a host more in the last column."""

    required_by_rule = ()

    def __init__(self, actor, track, data=None):
        super().__init__(actor, data)
        self.track = track
        self.rows = list(track.plan.select_related("company"))
        self.hosts = {row.company_id: row.company for row in self.rows}
        saturdays = bool(track.hours[5])
        self.days = open_days(track.starts_on, track.ends_on, saturdays=saturdays)
        known = {(row.company_id, row.day): row.capacity for row in self.rows}
        for day in self.days:
            for key, label in self.columns:
                self.fields[_cell(key, day)] = forms.IntegerField(
                    label=f"{label}, {full_day(day, weekday=True)}",
                    required=False,
                    min_value=0,
                    max_value=500,
                    initial=known.get((key, day)),
                    widget=forms.NumberInput(attrs={"class": "fr-input", "inputmode": "numeric"}),
                )

    @property
    def columns(self):
        """[(key, name)] of the hosts, the new one last."""
        return [
            *((key, str(row)) for key, row in self.hosts.items()),
            ("new", "Nouvel accueillant"),
        ]

    @property
    def day_rows(self):
        """[(day, [(host, field)])] for the template."""
        return [
            (
                full_day(day, weekday=True),
                [(name, self[_cell(key, day)]) for key, name in self.columns],
            )
            for day in self.days
        ]

    def clean(self):
        data = super().clean()
        typed = any(data.get(_cell("new", day)) for day in self.days)
        if typed:
            self.require_company()
        elif data.get("company") or data.get("siret"):
            self.add_error("company", "Indiquez combien d’élèves ce nouvel accueillant reçoit.")
        return data

    def cells(self):
        """{(company key, day): pupils}; a host that was typed is found or made."""
        data, found = self.cleaned_data, {}
        new = any(data.get(_cell("new", day)) for day in self.days)
        company = self.chosen_company() if new else None
        for day in self.days:
            for key, _ in self.columns:
                owner = company.pk if key == "new" and company else key
                if owner != "new":
                    number = data.get(_cell(key, day)) or 0
                    found[owner, day] = found.get((owner, day), 0) + number
        return found


def _cell(key, day):
    return f"cell_{key}_{day.isoformat()}"


class ProposeForm(PortalForm):
    """The pupils without a placement: a tick, the rank of this wish, the host's criterion."""

    def __init__(self, track, pupils, ranks, data=None, *, ticked=()):
        super().__init__(data)
        self.track, self.pupils = track, pupils
        for pupil in pupils:
            label = str(pupil)
            self.fields[f"pupil_{pupil.pk}"] = forms.BooleanField(
                label=label, required=False, initial=pupil.pk in ticked
            )
            self.fields[f"wish_{pupil.pk}"] = forms.TypedChoiceField(
                label=f"Vœu {of(label)}",
                choices=[(n, "1er vœu" if n == 1 else f"{n}e vœu") for n in range(1, 10)],
                coerce=int,
                initial=min(ranks.get(pupil.pk, 0) + 1, 9),
                widget=forms.Select(attrs={"class": "fr-select"}),
            )
            if track.asks_criterion:
                self.fields[f"meets_{pupil.pk}"] = forms.BooleanField(
                    label=f"{label} répond au critère de l’accueillant", required=False
                )

    @property
    def lines(self):
        """[(pupil, tick, wish, criterion or None)] for the template."""
        return [
            (
                pupil,
                self[f"pupil_{pupil.pk}"],
                self[f"wish_{pupil.pk}"],
                self[f"meets_{pupil.pk}"] if self.track.asks_criterion else None,
            )
            for pupil in self.pupils
        ]

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if not any(data.get(f"pupil_{pupil.pk}") for pupil in self.pupils):
            self.add_error(None, "Cochez au moins un élève.")
        return data

    def wishes(self):
        """{pupil: rank} of those that are ticked."""
        data = self.cleaned_data
        return {
            pupil: data[f"wish_{pupil.pk}"]
            for pupil in self.pupils
            if data.get(f"pupil_{pupil.pk}")
        }

    def meeting(self):
        """How many of them meet the criterion: nothing else of it goes on (R-ID-7)."""
        return sum(bool(self.cleaned_data.get(f"meets_{pupil.pk}")) for pupil in self.wishes())


# Before the publication a school reads « Proposé », whatever is being computed.
def shown_to_school(row):
    """The state of a candidacy as the school reads it."""
    state = CandidateState(row.state)
    return CandidateState.PROPOSED if state == CandidateState.RETAINED else state


class CancelTrackForm(PortalForm):
    reads_first = True

    reason = forms.CharField(
        label="Motif",
        max_length=300,
        help_text="Lu par les établissements, les accueillants et les familles. Aucun nom d’élève.",
    )
