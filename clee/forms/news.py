"""The forms of news: of whom, what is said, which département is read."""

from django import forms
from django.conf import settings

from accounts.enums import Role
from clee.enums import KEEPERS, CommitteeState
from clee.models import Committee, News
from directory.forms import PortalForm, PortalModelForm
from directory.models import Department, School
from directory.violations import Refused
from documents import pictures
from documents.models import StoredFile


def sources(actor):
    """(committees, lycées) for which the actor writes."""
    committees = Committee.objects.exclude(state=CommitteeState.MERGED).kept_by(actor)
    schools = School.objects.none()
    if actor.role == Role.RBDE:
        schools = School.objects.filter(pk__in=actor.school_ids)
    elif actor.is_administrator or actor.role in KEEPERS:
        schools = School.objects.filter(office_sheet__isnull=False)
        if not actor.is_administrator:
            schools = schools.filter(department__in=actor.department_codes)
    return committees, schools


class NewsForm(PortalModelForm):
    """The words, and a picture that is described for who does not see it."""

    scan = forms.FileField(
        label="Image",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png"}),
        help_text="JPEG ou PNG, 4 Mo au plus ; chacun doit avoir accepté d’y paraître.",
    )
    drop = forms.BooleanField(label="Retirer l’image", required=False)

    class Meta:
        model = News
        fields = ["title", "text", "scan", "picture_words", "drop"]
        widgets = {"text": forms.Textarea(attrs={"rows": 10})}
        help_texts = {
            "text": "Une ligne vide sépare deux paragraphes. Une adresse qui commence par https:// "
            "devient un lien. Ne citez ni élève ni coordonnées personnelles."
        }

    def __init__(self, data=None, files=None, instance=None):
        super().__init__(data, files, instance=instance)
        if self.instance.picture_id is None:
            del self.fields["drop"]

    def clean_scan(self):
        """The picture without what its camera wrote, not yet kept."""
        scan = self.cleaned_data["scan"]
        if not scan:
            return None
        try:
            return pictures.checked(scan, "scan")
        except Refused as refused:
            raise forms.ValidationError(refused.message) from refused

    def clean(self):
        """A picture that stays has its description."""
        super().clean()
        data = self.cleaned_data
        stays = data.get("scan") or (self.instance.picture_id and not data.get("drop"))
        if stays and not data.get("picture_words"):
            self.add_error("picture_words", "Décrivez l’image pour qui ne la voit pas.")
        return data

    def validate_constraints(self):
        """`clean` says it of the picture that is to be kept."""

    def values(self):
        """What the workflow writes."""
        data = self.cleaned_data
        found = {name: data[name] for name in ("title", "text", "picture_words")}
        if scan := data["scan"]:
            name, mimetype = scan.name, scan.mimetype
            kept = StoredFile.objects.keep(scan.content, name=name, mimetype=mimetype)
            return found | {"picture": kept}
        return found | ({"picture": None, "picture_words": ""} if data.get("drop") else {})


class NewNewsForm(NewsForm):
    """With the committee or the lycée that speaks."""

    source = forms.ChoiceField(
        label="Au nom de",
        help_text="Tout le monde la lit ; celle d’un réseau de RBDE, ses RBDE et les services du "
        "territoire.",
    )
    field_order = ["source", "title", "text"]

    def __init__(self, actor, data=None, files=None):
        super().__init__(data, files)
        committees, schools = sources(actor)
        self.found = {f"comite-{one.pk}": one for one in committees}
        self.found |= {f"lycee-{one.pk}": one for one in schools}
        labels = [(key, _label(one)) for key, one in self.found.items()]
        self.fields["source"].choices = labels if len(labels) == 1 else [("", "Choisir"), *labels]

    def news(self):
        """The unsaved row of a valid form."""
        source = self.found[self.cleaned_data["source"]]
        field = "committee" if isinstance(source, Committee) else "school"
        return News(**self.values() | {field: source})

    def _get_validation_exclusions(self):
        return {*super()._get_validation_exclusions(), "committee", "school"}


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
