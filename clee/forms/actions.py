"""The forms of an action: in under a minute, whole, its acts, its documents."""

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from dsfr.widgets import InlineCheckboxSelectMultiple

from accounts.idempotency import OnceFormMixin
from clee.enums.actions import ActionState, Audience, Priority
from clee.models import Action, ActionType, Committee
from clee.workflow.actions import Partners
from directory.combobox import Combobox, ComboboxField
from directory.fields import date_field
from directory.forms import PortalForm, PortalModelForm
from directory.lexicon import found
from directory.models import Company, School, SchoolYear

OTHER_LABEL = Action._meta.get_field("other_label").max_length


def _levels(required=True):
    return forms.MultipleChoiceField(
        label="Publics",
        choices=Audience,
        widget=InlineCheckboxSelectMultiple,
        required=required,
        error_messages={"required": "Indiquez à qui s’adresse l’action."},
    )


class _ActionForm(PortalModelForm):
    """What both forms share: the workflow checks the whole action, in sentences."""

    levels = _levels()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        types = ActionType.objects.in_use()
        if self.instance.type_id:
            types = types | ActionType.objects.filter(pk=self.instance.type_id)
        self.fields["type"].queryset = types
        self.fields["type"].empty_label = "Choisir"
        for name in ("girls", "boys", "unspecified", "adults", "priority"):
            if name in self.fields:
                self.fields[name].required = False
                self.fields[name].widget.attrs["inputmode"] = "numeric"

    def clean(self):
        """A number left empty is none; one day when the last one is not said."""
        super().clean()
        for name in ("girls", "boys", "unspecified", "adults", "priority"):
            if name in self.fields and self.cleaned_data.get(name) is None:
                self.cleaned_data[name] = 0
        if "ends_on" not in self.fields or not self.cleaned_data.get("ends_on"):
            self.cleaned_data["ends_on"] = self.cleaned_data.get("starts_on")
        return self.cleaned_data

    def _get_validation_exclusions(self):
        return {*super()._get_validation_exclusions(), "committee", "school_year"}

    def _post_clean(self):
        super()._post_clean()
        self.instance.ends_on = self.cleaned_data.get("ends_on") or self.instance.ends_on

    def validate_constraints(self):
        """See `clee.rules.actions.check_action`."""


class QuickActionForm(OnceFormMixin, _ActionForm):
    """On a phone, in under a minute: the rest is completed later. `like` is a former action
    whose type, title and audience it begins with."""

    title = forms.CharField(
        label="Intitulé",
        max_length=150,
        required=False,
        help_text="Laissé vide, c’est le type d’action.",
    )
    starts_on = date_field("Jour")
    is_done = forms.BooleanField(label="Elle a déjà eu lieu", required=False)

    class Meta:
        model = Action
        fields = ["type", "title", "starts_on", "levels", "unspecified", "adults"]
        labels = {"unspecified": "Nombre d’élèves", "adults": "Nombre d’adultes"}

    def __init__(self, committee, data=None, like=None):
        # What the unsaved row holds would hide the initial value of the field.
        first = {"starts_on": timezone.localdate(), "unspecified": None, "adults": None}
        if like:
            first |= {"type": like.type_id, "title": like.title, "levels": like.levels}
        super().__init__(data, instance=Action(committee=committee), initial=first)

    def clean(self):
        """Its title is that of its type, and says of which kind is one without a type."""
        data = super().clean()
        kind, title = data.get("type"), data.get("title")
        if kind and kind.needs_label and not title:
            self.add_error("title", "Précisez de quelle action il s’agit.")
        elif kind:
            data["title"] = title or kind.label
            self.instance.other_label = title[:OTHER_LABEL] if kind.needs_label else ""
        return data


class ActionForm(_ActionForm):
    """Everything that R-CL-4 asks; members of the committee are ticked, others are written."""

    starts_on = date_field("Premier jour")
    ends_on = date_field("Dernier jour", required=False)
    priorities = forms.MultipleChoiceField(
        label="Publics prioritaires",
        choices=Priority,
        widget=InlineCheckboxSelectMultiple,
        required=False,
    )
    schools = forms.ModelMultipleChoiceField(
        label="Établissements",
        queryset=School.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    other_schools = forms.CharField(
        label="Autres établissements",
        required=False,
        help_text="Par leur UAI, comme 0311687R, séparés par un espace.",
    )
    companies = forms.ModelMultipleChoiceField(
        label="Entreprises",
        queryset=Company.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    company = ComboboxField(
        label="Ajouter une entreprise",
        queryset=Company.objects.none(),
        find=found,
        required=False,
        widget=Combobox(url=reverse_lazy("partnerships:company_choices")),
        help_text="Nom, ville ou SIRET.",
    )

    class Meta:
        model = Action
        fields = [
            *("type", "other_label", "title", "objective", "is_avenir"),
            *("starts_on", "ends_on", "place"),
            *("levels", "girls", "boys", "unspecified", "adults", "priority", "priorities"),
            *("schools", "other_schools", "companies", "company", "other_partners"),
            *("cost", "funding", "result", "satisfaction"),
        ]
        widgets = {
            "objective": forms.Textarea(attrs={"rows": 3}),
            "result": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "other_label": "Seulement pour une autre action.",
            "priority": "Parmi les élèves, sans nommer personne.",
        }

    def __init__(self, actor, action, data=None):
        super().__init__(data, instance=action)
        if not self.is_bound:
            self.initial["schools"] = list(action.schools.values_list("pk", flat=True))
            self.initial["companies"] = list(action.companies.values_list("pk", flat=True))
        present = action.committee.members.present()
        self.fields["schools"].queryset = _known(School, present, "school", action.schools)
        self.fields["companies"].queryset = _known(Company, present, "company", action.companies)
        self.fields["company"].queryset = Company.objects.visible_to(actor).active()
        for name in ("schools", "companies"):
            if not self.fields[name].queryset.exists():
                self.fields[name].widget = forms.MultipleHiddenInput()

    def clean_other_schools(self):
        """The schools themselves."""
        words = self.cleaned_data["other_schools"].upper().replace(",", " ").split()
        known = {school.uai: school for school in School.objects.open().filter(uai__in=words)}
        unknown = [word for word in words if word not in known]
        if unknown:
            raise forms.ValidationError(
                f"Aucun établissement ouvert n’a cet UAI : {', '.join(unknown)}."
            )
        return list(known.values())

    def _save_m2m(self):
        """See `partners`."""

    def partners(self):
        """The rows that take part, of a valid form."""
        data = self.cleaned_data
        companies = [*data["companies"], *([data["company"]] if data["company"] else [])]
        return Partners((*data["schools"], *data["other_schools"]), tuple(companies))


def _known(model, members, name, linked):
    """The members of the committee and those already linked."""
    keys = members.filter(**{f"{name}__isnull": False}).values(name)
    return model.objects.filter(pk__in=keys) | model.objects.filter(pk__in=linked.values("pk"))


class ActionReasonForm(PortalForm):
    reads_first = True

    reason = forms.CharField(
        label="Motif", max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class ActionDatesForm(PortalForm):
    """New dates of an action that was postponed or cancelled."""

    starts_on = date_field("Premier jour")
    ends_on = date_field("Dernier jour", required=False)

    def clean(self):
        super().clean()
        data = self.cleaned_data
        data["ends_on"] = data.get("ends_on") or data.get("starts_on")
        return data


class ActionDocumentForm(PortalForm):
    """A document, or a picture with what its consents say."""

    title = forms.CharField(label="Titre", max_length=120)
    scan = forms.FileField(label="Fichier", help_text="PDF, JPEG ou PNG, 10 Mo au plus.")
    shows_people = forms.BooleanField(label="On y reconnaît des personnes", required=False)
    consent = forms.CharField(
        label="Accords des personnes",
        max_length=200,
        required=False,
        help_text="Où ils sont gardés, par exemple : secrétariat du collège, 12 mars 2027.",
    )


class RecipeForm(PortalForm):
    recipe = forms.CharField(
        label="Comment faire",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Étapes, durée, points d’attention : ce qu’un autre comité doit savoir. "
        "Sans nommer personne.",
    )


class TakeUpForm(OnceFormMixin, PortalForm):
    """In which committee, and when."""

    committee = forms.ModelChoiceField(
        label="Comité", queryset=Committee.objects.none(), empty_label=None
    )
    starts_on = date_field("Premier jour")
    ends_on = date_field("Dernier jour", required=False)

    def __init__(self, actor, data=None):
        super().__init__(data)
        self.fields["committee"].queryset = Committee.objects.active().kept_by(actor)

    def clean(self):
        super().clean()
        data = self.cleaned_data
        data["ends_on"] = data.get("ends_on") or data.get("starts_on")
        return data


class ActionFilterForm(PortalForm):
    """The actions of a committee by year, type, state, audience."""

    annee = forms.ModelChoiceField(
        label="Année scolaire",
        queryset=SchoolYear.objects.none(),
        required=False,
        empty_label="Toutes",
    )
    type = forms.ModelChoiceField(
        label="Type", queryset=ActionType.objects.all(), required=False, empty_label="Tous"
    )
    etat = forms.ChoiceField(
        label="État", choices=[("", "Tous"), *ActionState.choices], required=False
    )
    public = forms.ChoiceField(
        label="Public", choices=[("", "Tous"), *Audience.choices], required=False
    )
    avenir = forms.BooleanField(label="Parcours Avenir", required=False)

    def __init__(self, committee, data=None):
        super().__init__(data)
        years = Action.objects.filter(committee=committee).values("school_year")
        self.fields["annee"].queryset = SchoolYear.objects.filter(pk__in=years)

    def narrow(self, rows):
        """The rows that keep every valid filter."""
        self.is_valid()
        data = self.cleaned_data
        for name, column in (("annee", "school_year"), ("type", "type"), ("etat", "state")):
            if data.get(name):
                rows = rows.filter(**{column: data[name]})
        if data.get("public"):
            rows = rows.filter(levels__contains=[data["public"]])
        return rows.filter(is_avenir=True) if data.get("avenir") else rows

    @property
    def in_words(self):
        """What the list is limited to, for the journal."""
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        return " ; ".join(f"{self.fields[name].label} = {value}" for name, value in chosen.items())


# The headings of the whole form, for `directory.forms.sections`.
LAYOUT = (
    ("L’action", "type other_label title objective is_avenir", "", ""),
    ("Quand et où", "starts_on ends_on place", "", ""),
    ("Les participants", "levels girls boys unspecified adults priority priorities", "", ""),
    ("Les partenaires", "schools other_schools companies company other_partners", "", ""),
    ("Le coût", "cost funding", "", ""),
    ("Le résultat", "result satisfaction", "", ""),
)
