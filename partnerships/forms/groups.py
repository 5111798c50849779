"""The fields by which a form names a class and how many come, and the forms of a class."""

from django import forms

from directory.enums import Level, SpecialKind
from directory.forms import PortalForm
from directory.models import ClassGroup, School
from partnerships.class_groups import create_class_group
from partnerships.class_list import MOST_BYTES, decode
from partnerships.rules import Numbers

NEW_GROUP = ("new_name", "new_level")
PUPILS = ("girls", "boys", "unspecified")


def number(label, help_text=""):
    return forms.IntegerField(
        label=label, help_text=help_text, min_value=0, max_value=500, required=False, initial=0
    )


class GroupFields(PortalForm):
    """Mixin: a class of one's schools, or a new one made on the way, and the numbers.

    The form calls `keep_groups()` in its `__init__`, `require_group()` in its `clean`.
    """

    required_by_rule: tuple[str, ...] = ("class_group", *PUPILS)
    class_group = forms.ModelChoiceField(
        label="Classe ou groupe",
        queryset=ClassGroup.objects.none(),
        required=False,
        empty_label="Choisir",
        help_text="Absente de la liste, nommez-la plus bas.",
    )
    school = forms.ModelChoiceField(
        label="Établissement",
        queryset=School.objects.none(),
        required=False,
        help_text="Pour une nouvelle classe.",
    )
    new_name = forms.CharField(
        label="Nouvelle classe : nom",
        max_length=60,
        required=False,
        help_text="Si la classe n’est pas dans la liste. Par exemple : 3e B.",
    )
    new_level = forms.ChoiceField(
        label="Nouvelle classe : niveau", choices=[("", "Choisir"), *Level.choices], required=False
    )
    girls = number("Filles")
    boys = number("Garçons")
    unspecified = number("Non précisé", "Si la répartition n’est pas connue.")
    adults = number("Adultes", "Enseignants et accompagnateurs.")
    needs = forms.CharField(
        label="Besoins particuliers",
        help_text="Accessibilité, repas, matériel. Ne nommez aucun élève.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def keep_groups(self, actor, school_year):
        """Offer the groups of the actor's schools in that year."""
        self.actor, self.school_year = actor, school_year
        self.schools = School.objects.filter(pk__in=actor.drafting_school_ids)
        groups = ClassGroup.objects.filter(school__in=actor.drafting_school_ids).select_related(
            "school"
        )
        self.fields["class_group"].queryset = groups.for_year(school_year)
        self.fields["school"].queryset = self.schools
        if len(actor.drafting_school_ids) == 1:
            del self.fields["school"]

    def require_group(self):
        data = self.cleaned_data
        if data.get("class_group") or "class_group" in self.errors:
            return
        if not data.get("new_name"):
            self.add_error("class_group", "Choisissez une classe, ou nommez-en une nouvelle.")
        elif not data.get("new_level"):
            self.add_error("new_level", "Indiquez le niveau de la nouvelle classe.")
        elif "school" in self.fields and not data.get("school"):
            self.add_error("school", "Indiquez l’établissement de la nouvelle classe.")

    def chosen_group(self):
        """The chosen group, or the new one, made once. Raises `Refused`."""
        data = self.cleaned_data
        if data["class_group"]:
            return data["class_group"]
        return create_class_group(
            self.actor,
            school=data.get("school") or self.schools.get(),
            school_year=self.school_year,
            name=data["new_name"],
            level=data["new_level"],
        )

    def numbers(self):
        """Who comes; an empty field counts for none."""
        return Numbers(**{name: self.cleaned_data.get(name) or 0 for name in (*PUPILS, "adults")})


class ClassGroupForm(PortalForm):
    """A class of the school year."""

    school = forms.ModelChoiceField(
        label="Établissement", queryset=School.objects.none(), empty_label=None
    )
    new_name = forms.CharField(label="Nom", max_length=60, help_text="Par exemple : 3e B.")
    new_level = forms.ChoiceField(label="Niveau", choices=Level)
    special_kind = forms.ChoiceField(label="Public", choices=SpecialKind, required=False)
    size = forms.IntegerField(label="Effectif", min_value=1, max_value=500, required=False)

    def __init__(self, actor, data=None):
        super().__init__(data)
        self.fields["school"].queryset = School.objects.filter(pk__in=actor.drafting_school_ids)

    def facts(self):
        """What is typed of the class itself, as the workflow takes it."""
        data = self.cleaned_data
        return {
            "name": data["new_name"],
            "level": data["new_level"],
            "special_kind": data["special_kind"],
            "size": data["size"],
        }


class ClassCorrectionForm(ClassGroupForm):
    """The same class, written as it should be."""

    def __init__(self, group, data=None):
        facts = {"new_name": group.name, "new_level": group.level}
        facts |= {"special_kind": group.special_kind, "size": group.size}
        PortalForm.__init__(self, data, initial=facts)
        del self.fields["school"]


class ClassGroupFileForm(PortalForm):
    """The list of the school's classes, from its own software."""

    school = forms.ModelChoiceField(
        label="Établissement", queryset=School.objects.none(), empty_label=None
    )
    file = forms.FileField(
        label="Fichier CSV",
        help_text="Une ligne par classe, avec les colonnes « classe », « niveau » et, si vous le "
        "voulez, « effectif » et « public ». Un mégaoctet au plus.",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def __init__(self, actor, data=None, files=None):
        super().__init__(data, files)
        self.fields["school"].queryset = School.objects.filter(pk__in=actor.drafting_school_ids)

    def text(self):
        """The file as text. Raises `Refused` when it is none."""
        self.cleaned_data["file"].seek(0)
        return decode(self.cleaned_data["file"].read(MOST_BYTES + 1))


class ClassListForm(PortalForm):
    """What the file said, carried from its preview to its import."""

    school = forms.ModelChoiceField(
        queryset=School.objects.none(), widget=forms.HiddenInput, empty_label=None
    )
    content = forms.CharField(max_length=MOST_BYTES, widget=forms.HiddenInput, strip=False)

    def __init__(self, actor, data=None):
        super().__init__(data)
        self.fields["school"].queryset = School.objects.filter(pk__in=actor.drafting_school_ids)

    def text(self):
        return self.cleaned_data["content"]
