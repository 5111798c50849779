"""Forms of the board and of the search for hosts."""

from django import forms

from accounts.idempotency import OnceFormMixin
from directory.fields import date_field
from directory.forms import PortalForm, PortalModelForm
from outbox.recipients import normalise
from placements.enums.hosts import HelpState, Lodging, YesNo
from placements.forms.week import WeekFields
from placements.models import HostAccess, PlacementMobility
from placements.workflow.pfmp_requests import MOST_PLACES

MESSAGE = "Bonjour, pouvez-vous accueillir un ou plusieurs de nos élèves ? Merci d’avance."


class RequestForm(OnceFormMixin, PortalForm):
    """The message common to all, and the address of each company."""

    reads_first = True

    message = forms.CharField(
        label="Message commun",
        max_length=2000,
        initial=MESSAGE,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Lu par les entreprises : ne nommez aucun élève.",
    )
    answers_by = date_field("Réponse attendue jusqu’au")
    answers_by.help_text = "Sans réponse ce jour-là, la demande est close et vous en êtes prévenu."

    def __init__(self, companies, data=None, *, initial=None):
        super().__init__(data, initial=initial)
        self.companies = list(companies)
        for company in self.companies:
            self.fields[f"email-{company.pk}"] = forms.EmailField(
                label=f"Courriel, {company}", required=False, initial=company.email
            )

    def contacts(self):
        """{company: address, "" without one}."""
        said = self.cleaned_data
        return {one: _address(said[f"email-{one.pk}"]) for one in self.companies}


def _address(text):
    return normalise(text) if text else ""


class ProlongForm(PortalForm):
    """More time for who has not answered."""

    answers_by = date_field("Réponse attendue jusqu’au")


class AnswerForm(PortalForm):
    """What a company says by its link."""

    reads_first = True

    places = forms.IntegerField(
        label="Combien d’élèves pouvez-vous accueillir ?",
        min_value=0,
        max_value=MOST_PLACES,
        help_text="0 si ce n’est pas possible cette fois.",
    )
    comment = forms.CharField(
        label="Précision",
        max_length=500,
        required=False,
        help_text="Service, poste, personne à joindre… Lue par l’établissement.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AssignForm(OnceFormMixin, WeekFields, PortalForm):
    """A host for each ticked pupil, or one for all, and the hours of the week."""

    for_all = forms.ChoiceField(label="Le même accueil pour tous", required=False)

    def __init__(self, pairs, choices, data=None):
        super().__init__(data)
        self.pairs = pairs
        offered = [("", "Choisir pour chacun"), *choices]
        self.fields["for_all"].choices = offered
        for pupil, _ in pairs:
            self.fields[f"eleve-{pupil.pk}"] = forms.ChoiceField(
                label=f"Accueil de {pupil}",
                choices=[("", "Pas maintenant"), *choices],
                required=False,
            )
        self.add_week(sundays=True)

    @property
    def pupil_fields(self):
        return [self[f"eleve-{pupil.pk}"] for pupil, _ in self.pairs]

    def clean(self):
        data = super().clean()
        if not self.errors and not self.chosen():
            self.add_error("for_all", "Choisissez au moins un accueil.")
        if not self.errors and not self.is_hours_known():
            self.add_error("hours_every_am", "Indiquez les horaires de la semaine.")
        return data

    def chosen(self):
        """[(pupil, period, value)]: the one said for the pupil, else the one for all."""
        data = self.cleaned_data
        said = [
            (pupil, period, data.get(f"eleve-{pupil.pk}") or data.get("for_all"))
            for pupil, period in self.pairs
        ]
        return [row for row in said if row[2]]


class LetterForm(PortalForm):
    """A mail merge: one mail to each recipient."""

    reads_first = True

    subject = forms.CharField(label="Objet", max_length=120)
    text = forms.CharField(
        label="Message",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="{classe}, {periode} et {etablissement} sont remplacés. Ne nommez aucun élève.",
    )


class AccessForm(PortalModelForm):
    class Meta:
        model = HostAccess
        fields = ["without_car", "note"]


class MobilityForm(PortalForm):
    """Choices only: nothing else is said of the pupil."""

    without_car = forms.ChoiceField(
        label="Faisable sans voiture", choices=YesNo.choices, required=False
    )
    help = forms.ChoiceField(label="Aide à la mobilité", choices=HelpState.choices, required=False)
    lodging = forms.ChoiceField(label="Hébergement", choices=Lodging.choices, required=False)
    abroad = forms.CharField(label="Pays, si c’est à l’étranger", max_length=60, required=False)

    def __init__(self, data=None, *, row=None):
        row = row or PlacementMobility()
        super().__init__(data, initial={name: getattr(row, name) for name in self.base_fields})
