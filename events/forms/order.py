"""The forms of the running order."""

from django import forms

from directory.fields import time_field
from directory.forms import PortalForm, PortalModelForm
from events.forms.keeping import DrawForm, PartForm
from events.models import Break, Edition, Panel, Team

END_BEFORE_START = "La fin précède le début."


class HoursForm(PortalModelForm):
    """The hours of the day, and how long a team holds the stage."""

    passages_from = time_field("Premier passage à")
    passages_until = time_field("Dernier passage terminé à")

    class Meta:
        model = Edition
        fields = [
            "passages_from",
            "passages_until",
            "speaking_minutes",
            "questions_minutes",
            "change_minutes",
        ]
        help_texts = {"change_minutes": "Le temps qu’une équipe sorte et qu’une autre s’installe."}

    def clean(self):
        super().clean()
        data = self.cleaned_data
        first, last = data.get("passages_from"), data.get("passages_until")
        if first and last and last <= first:
            self.add_error("passages_until", END_BEFORE_START)
        return data


class BreakForm(PartForm):
    """A pause; nobody passes meanwhile."""

    starts_at = time_field("Début")
    ends_at = time_field("Fin")

    class Meta:
        model = Break
        fields = ["label", "starts_at", "ends_at"]

    def clean(self):
        super().clean()
        data = self.cleaned_data
        first, last = data.get("starts_at"), data.get("ends_at")
        if first and last and last <= first:
            self.add_error("ends_at", END_BEFORE_START)
        return data


class PlaceForm(PortalForm):
    """Before which panel, and when."""

    panel = forms.ModelChoiceField(
        label="Jury", queryset=Panel.objects.none(), required=False, empty_label="Aucun"
    )
    passes_at = time_field("Heure de passage", required=False)
    pinned = forms.BooleanField(
        label="Garder ce passage quand un ordre est proposé", required=False
    )

    def __init__(self, team, data=None):
        values = {"panel": team.panel_id, "passes_at": team.passes_at, "pinned": True}
        super().__init__(data, initial=values)
        self.fields["panel"].queryset = team.edition.panels.all()


class SwapForm(PortalForm):
    """With which team to exchange panel and hour."""

    other = forms.ModelChoiceField(label="Équipe", queryset=None, empty_label="Choisir")

    def __init__(self, team, data=None):
        super().__init__(data)
        others = team.edition.teams.present().exclude(pk=team.pk).exclude(passes_at=None)
        self.fields["other"].queryset = others.with_classes()
        self.fields["other"].label_from_instance = lambda one: (
            f"{one.passes_at:%H:%M}, {one.panel}, {one}"
        )


class ProposeForm(DrawForm):
    """What the solver starts from."""

    seed = forms.CharField(
        label="Graine du tirage",
        max_length=40,
        required=False,
        help_text="Laissez vide pour en tirer une. La même graine redonne le même ordre.",
    )
    keeps_panels = forms.BooleanField(
        label="Laisser chaque équipe devant son jury actuel", required=False
    )
    moves_pinned = forms.BooleanField(
        label="Déplacer aussi les passages fixés à la main", required=False
    )


class MoveForm(PortalForm):
    """What dropping a team somewhere sends: a free hour, or a team to exchange with."""

    team = forms.ModelChoiceField(queryset=Team.objects.none())
    other = forms.ModelChoiceField(queryset=Team.objects.none(), required=False)
    panel = forms.ModelChoiceField(queryset=Panel.objects.none(), required=False)
    passes_at = forms.TimeField(required=False)

    def __init__(self, edition, data):
        super().__init__(data)
        teams = edition.teams.present()
        self.fields["team"].queryset = self.fields["other"].queryset = teams
        self.fields["panel"].queryset = edition.panels.all()
