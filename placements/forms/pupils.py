"""A pupil with the guardians, and who follows a class."""

from django import forms

from accounts.models import User
from directory.fields import date_field
from directory.forms import PortalForm, PortalModelForm
from placements.models import Pupil
from placements.workflow.pupils import staff_of

GUARDIAN = {
    "last_name": ("Nom", forms.CharField, 80),
    "first_name": ("Prénom", forms.CharField, 80),
    "email": ("Courriel", forms.EmailField, 254),
    "phone": ("Téléphone", forms.CharField, 20),
}
RANKS = (1, 2)
OWN = "school_number municipality_code email phone"
SECTIONS = [
    ("L’élève", "last_name first_name birth_date class_group sex", "", ""),
    ("", "", "Numéro, commune, coordonnées de l’élève", OWN),
    ("Premier responsable légal", " ".join(f"guardian1_{name}" for name in GUARDIAN), "", ""),
    ("", "", "Second responsable légal", " ".join(f"guardian2_{name}" for name in GUARDIAN)),
]


class PupilForm(PortalModelForm):
    """Nothing else is kept of a pupil (DOMAIN §8); two guardians at most."""

    required_by_rule = ("birth_date",)
    birth_date = date_field("Date de naissance", required=False)

    class Meta:
        model = Pupil
        fields = [
            "last_name",
            "first_name",
            "birth_date",
            "class_group",
            "sex",
            "school_number",
            "municipality_code",
            "email",
            "phone",
        ]

    def __init__(self, *args, groups, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["class_group"].queryset = groups
        self.fields["class_group"].empty_label = None
        known = {}
        if self.instance.pk:
            known = {row.rank: row for row in self.instance.guardians.all()}
        for rank in RANKS:
            for name, (label, kind, longest) in GUARDIAN.items():
                field = kind(label=label, required=False, max_length=longest)
                field.initial = getattr(known.get(rank), name, "")
                self.fields[f"guardian{rank}_{name}"] = field

    def clean(self):
        data = super().clean() or {}
        if not data.get("birth_date") and "birth_date" not in self.errors:
            text = "La date de naissance décide des horaires permis : indiquez-la."
            self.add_error("birth_date", text)
        for rank in RANKS:
            said = self._guardian(rank)
            if any(said.values()) and not said["last_name"]:
                self.add_error(f"guardian{rank}_last_name", "Indiquez le nom du responsable légal.")
        return data

    def _guardian(self, rank):
        return {name: self.cleaned_data.get(f"guardian{rank}_{name}", "") for name in GUARDIAN}

    def guardians(self):
        return {rank: self._guardian(rank) for rank in RANKS}


class LeaveForm(PortalForm):
    left_on = date_field("Dernier jour dans l’établissement")


class ReferentsForm(PortalForm):
    """The staff of the school; several may follow a class."""

    users = forms.ModelMultipleChoiceField(
        label="Référents de la classe",
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ils suivent les stages de ces élèves, et voient leurs noms.",
    )

    def __init__(self, class_group, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["users"].queryset = staff_of(class_group.school)
        self.fields["users"].initial = [row.user_id for row in class_group.referents.all()]
