"""The forms of news: of whom, what is said, which département is read."""

from django import forms
from django.conf import settings

from accounts.enums import Role
from clee.enums import KEEPERS
from clee.models import Committee, News
from directory.forms import PortalForm, PortalModelForm
from directory.models import Department, School


def sources(actor):
    """(committees, lycées) for which the actor writes."""
    committees = Committee.objects.living().kept_by(actor)
    schools = School.objects.none()
    if actor.role == Role.RBDE:
        schools = School.objects.filter(pk__in=actor.school_ids)
    elif actor.is_administrator or actor.role in KEEPERS:
        schools = School.objects.filter(office_sheet__isnull=False)
        if not actor.is_administrator:
            schools = schools.filter(department__in=actor.department_codes)
    return committees, schools


class NewsForm(PortalModelForm):
    class Meta:
        model = News
        fields = ["title", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 10})}
        help_texts = {
            "text": "Une ligne vide sépare deux paragraphes. Une adresse qui commence par https:// "
            "devient un lien. Ne citez ni élève ni coordonnées personnelles."
        }


class NewNewsForm(NewsForm):
    """With the committee or the lycée that speaks."""

    source = forms.ChoiceField(label="Au nom de")
    field_order = ["source", "title", "text"]

    def __init__(self, actor, data=None):
        super().__init__(data)
        committees, schools = sources(actor)
        self.found = {f"comite-{one.pk}": one for one in committees}
        self.found |= {f"lycee-{one.pk}": one for one in schools}
        labels = [(key, _label(one)) for key, one in self.found.items()]
        self.fields["source"].choices = labels if len(labels) == 1 else [("", "Choisir"), *labels]

    def news(self):
        """The unsaved row of a valid form."""
        source = self.found[self.cleaned_data["source"]]
        field = "committee" if isinstance(source, Committee) else "school"
        setattr(self.instance, field, source)
        return self.instance

    def _get_validation_exclusions(self):
        return {*super()._get_validation_exclusions(), "committee", "school"}

    def validate_constraints(self):
        """Its source is set by `news()`."""


def _label(source):
    return str(source) if isinstance(source, Committee) else f"Bureau des entreprises, {source}"


class NewsFilterForm(PortalForm):
    """Which département is read."""

    departement = forms.ModelChoiceField(
        label="Département",
        queryset=Department.objects.none(),
        required=False,
        empty_label="Tous les départements",
    )

    def __init__(self, data):
        super().__init__(data)
        region = Department.objects.filter(academy__in=settings.REGION_ACADEMIES)
        self.fields["departement"].queryset = region
        self.is_valid()

    @property
    def department(self):
        return self.cleaned_data.get("departement")
