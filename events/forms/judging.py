"""The forms of jurors, of paper sheets and of the deliberation."""

from django import forms

from directory.forms import PortalForm
from events.rules.cup import COMMENT_LENGTH
from events.workflow.scores import COMMENT, Entry


def mark_field(label, maximum, description="", *, required=False):
    """A mark as people type it: a keypad on a phone, a comma or a point."""
    scale = f"Sur {maximum}, par demi-points."
    return forms.CharField(
        label=label,
        required=required,
        max_length=6,
        help_text=f"{description} {scale}".strip(),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


def comment_field():
    return forms.CharField(
        label="Commentaire pour l’équipe",
        required=False,
        max_length=COMMENT_LENGTH,
        help_text="Facultatif. L’équipe le lit sur sa fiche de résultat, sans votre nom.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SheetForm(PortalForm):
    """A sheet whole (`events.juror_desk.DeskSheet`): what works without JavaScript.

    Each field goes with the version that it was shown with.
    """

    marks_mean = ""

    def __init__(self, sheet, data=None):
        self.sheet = sheet
        self.base_fields = {}
        for mark in sheet.marks:
            field = mark_field(mark.label, mark.maximum, mark.description)
            self._add(f"mark_{mark.field}", field, mark.field, mark.value, mark.version)
        self._add(COMMENT, comment_field(), COMMENT, sheet.comment, sheet.comment_version)
        super().__init__(data)

    def _add(self, name, field, key, value, version):
        field.initial = value
        field.widget.attrs |= {"data-champ": key, "data-version": version}
        self.base_fields[name] = field
        hidden = forms.IntegerField(
            widget=forms.HiddenInput, required=False, initial=version, min_value=0
        )
        self.base_fields[f"v_{key}"] = hidden

    def entries(self):
        """What was typed, field by field; an empty mark is no entry."""
        found = []
        for mark in self.sheet.marks:
            value = self.cleaned_data[f"mark_{mark.field}"].strip()
            if value:
                found.append(Entry(mark.field, value, self._over(mark.field)))
        return [*found, Entry(COMMENT, self.cleaned_data[COMMENT], self._over(COMMENT))]

    def _over(self, key):
        return self.cleaned_data.get(f"v_{key}") or 0

    def as_kept(self, saved):
        """The data of a form that shows what stands."""
        data = {}
        for one in saved:
            name = COMMENT if one.field == COMMENT else f"mark_{one.field}"
            data[name] = one.value.replace(".", ",") if name != COMMENT else one.value
            data[f"v_{one.field}"] = one.version
        return data


class RecuseForm(PortalForm):
    reason = forms.CharField(
        label="Votre lien avec cette équipe",
        max_length=200,
        help_text="Par exemple : un enfant dans la classe, un ancien collègue.",
    )


class PaperForm(PortalForm):
    """A paper sheet, typed for a juror."""

    def __init__(self, criteria, data=None, initial=None):
        self.criteria = criteria
        self.base_fields = {
            f"mark_{one.pk}": mark_field(one.label, one.maximum, one.description, required=True)
            for one in criteria
        } | {COMMENT: comment_field()}
        super().__init__(data, initial=initial)

    def marks(self):
        return {one.pk: self.cleaned_data[f"mark_{one.pk}"] for one in self.criteria}


def reason_field():
    return forms.CharField(
        label="Motif de la décision", max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class SettleForm(PortalForm):
    """The president's order of teams of the same rank: a place for each."""

    def __init__(self, board, group, data=None):
        teams = {team.pk: team for team in board.teams}
        if data is not None:
            typed = [key.removeprefix("place_") for key in data if key.startswith("place_")]
            group = [int(key) for key in typed if key.isdecimal() and int(key) in teams]
        self.group = sorted(group, key=lambda key: str(teams[key]))
        places = [(str(n), str(n)) for n in range(1, len(self.group) + 1)]
        self.base_fields = {
            f"place_{key}": forms.ChoiceField(
                label=str(teams[key]), choices=[("", "Place"), *places]
            )
            for key in self.group
        } | {"reason": reason_field()}
        super().__init__(data)

    def clean(self):
        """The order itself, for the workflow."""
        super().clean()
        data = self.cleaned_data
        places = {key: data.get(f"place_{key}") for key in self.group}
        if all(places.values()) and len(set(places.values())) < len(places):
            raise forms.ValidationError("Donnez une place différente à chaque équipe.")
        if not self.errors:
            order = sorted(self.group, key=lambda key: int(data[f"place_{key}"]))
            return {"order": order, "reason": data["reason"]}
        return data

    def faults(self):
        """Everything that is wrong, on one line: the form is one of several on its page."""
        return " ".join(str(error) for errors in self.errors.values() for error in errors)
