"""The form of a committee: its name, its territory, its words."""

from django import forms

from clee.forms.enquiries import AnswerMixin
from clee.models import Committee
from clee.workflow import who
from directory.forms import PortalModelForm
from directory.models import Department, Municipality, School, TrainingBasin
from directory.search import fold

TERRITORY = ("name", "departments", "basins", "towns", "uai")


class CommitteeForm(AnswerMixin, PortalModelForm):
    """An officer of the territory sets all of it, a co-lead its words and its address."""

    departments = forms.ModelMultipleChoiceField(
        label="Départements",
        queryset=Department.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez un département."},
    )
    basins = forms.ModelMultipleChoiceField(
        label="Bassins de formation",
        queryset=TrainingBasin.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    towns = forms.CharField(
        label="Communes",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Une par ligne, quand le comité n’est pas celui de tout le département.",
    )
    uai = forms.CharField(label="UAI de l’établissement support", max_length=8, required=False)
    field_order = [*TERRITORY, "contact_email", "presentation", "answer"]

    class Meta:
        model = Committee
        fields = ["name", "contact_email", "presentation"]
        widgets = {"presentation": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, actor, instance=None, data=None, initial=None, enquiry=None):
        instance = instance or Committee()
        super().__init__(data, instance=instance, initial=_known(instance) | (initial or {}))
        if enquiry is None:
            del self.fields["answer"]
        if instance.pk and not who.of_territory(actor, instance):
            for name in TERRITORY:
                del self.fields[name]
            return
        own = Department.objects.all()
        if not actor.is_administrator:
            own = own.filter(pk__in=actor.department_codes)
        self.fields["departments"].queryset = own
        basins = TrainingBasin.objects.filter(departments__in=own)
        self.fields["basins"].queryset = basins.distinct()
        # Those of another territory are its own officers' to change.
        self.others = instance.departments.exclude(pk__in=own.values("pk")) if instance.pk else []

    def clean_uai(self):
        """The school itself, None without a UAI."""
        uai = self.cleaned_data["uai"].strip().upper()
        school = School.objects.open().filter(uai=uai).first() if uai else None
        if uai and school is None:
            raise forms.ValidationError("Aucun établissement ouvert n’a cet UAI.")
        return school

    def clean(self):
        """The municipalities by their names, in the départements chosen."""
        super().clean()
        data = self.cleaned_data
        if "towns" in data:
            places = [*data.get("departments", []), *self.others]
            data["towns"], unknown = _towns(data["towns"], places)
            if unknown:
                text = f"Commune inconnue dans ces départements : {', '.join(unknown)}."
                self.add_error("towns", text)
        return data

    def places(self):
        """What the workflow sets; nothing for a co-lead."""
        data = self.cleaned_data
        if "departments" not in data:
            return {}
        return {
            "departments": [*data["departments"], *self.others],
            "basins": list(data["basins"]),
            "municipalities": data["towns"],
        }

    def _post_clean(self):
        if "uai" in self.cleaned_data:
            self.instance.support_school = self.cleaned_data["uai"]
        super()._post_clean()


def _known(instance):
    if not instance.pk:
        return {}
    support = instance.support_school
    return {
        "departments": list(instance.departments.all()),
        "basins": list(instance.basins.all()),
        "towns": "\n".join(town.name for town in instance.municipalities.all()),
        "uai": support.uai if support else "",
    }


def _towns(text, departments):
    """(municipalities, names that none has)."""
    names = {fold(line): line.strip() for line in text.splitlines() if line.strip()}
    found = Municipality.objects.filter(department__in=departments, sort_key__in=names)
    rows = list(found)
    known = {fold(row.name) for row in rows}
    return rows, [name for key, name in names.items() if key not in known]
