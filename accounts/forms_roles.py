"""The forms about roles: deciding on a batch, inviting a colleague, delegating, ending."""

from django import forms
from django.utils import timezone

from accounts.enums import Act, Role
from accounts.models import RoleAssignment, User
from accounts.models.deciders import whole_companies_open_to
from accounts.rules import VALIDATORS, check_start, proposed_start
from directory.forms import PortalForm
from directory.models import Company, School

INVITED_TO_SCHOOL = (
    Role.TEACHER,
    Role.OFFICE_STAFF,
    Role.RBDE,
    Role.DDFPT,
    Role.DEPUTY,
)
NO_CHOICE = {"required": "Cochez au moins une ligne."}
REASON = "Indiquez le motif : il est envoyé à la personne."


class DecisionForm(PortalForm):
    """The lines ticked in the queue, and what is decided of them."""

    rows = forms.ModelMultipleChoiceField(
        RoleAssignment.objects.none(), label="Demandes", error_messages=NO_CHOICE
    )
    whole_companies = forms.ModelMultipleChoiceField(
        RoleAssignment.objects.none(), label="Toute l’entreprise (SIREN)", required=False
    )
    decision = forms.ChoiceField(
        choices=[("validate", "Valider"), ("refuse", "Refuser")], label="Décision"
    )
    reason = forms.CharField(
        label="Motif d’un refus", required=False, max_length=500, help_text=REASON
    )

    def __init__(self, queue, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("rows", "whole_companies"):
            self.fields[name].queryset = queue

    def clean(self):
        data = super().clean() or {}
        if data.get("decision") == "refuse" and not data.get("reason", "").strip():
            self.add_error("reason", "Un refus demande un motif.")
        return data


class InvitationForm(PortalForm):
    """A colleague's address, name, role and place: one's own school or company."""

    email = forms.EmailField(label="Adresse électronique professionnelle")
    first_name = forms.CharField(label="Prénom", max_length=150)
    last_name = forms.CharField(label="Nom", max_length=150)
    role = forms.ChoiceField(label="Rôle")
    place = forms.ModelChoiceField(School.objects.none(), label="Établissement", empty_label=None)
    starts_on = forms.DateField(
        label="À partir du",
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text="Le rôle s’ouvre ce jour-là ; sans date, aujourd’hui.",
    )
    whole_company = forms.BooleanField(
        label="Toute l’entreprise (SIREN)",
        required=False,
        help_text="Le rôle porte sur tous ses établissements, présents et à venir.",
    )
    words = forms.CharField(label="Précisions pour qui valide", required=False, max_length=300)

    def __init__(self, actor, *args, domain="", **kwargs):
        super().__init__(*args, **kwargs)
        self.actor = actor
        company = actor.role == Role.COMPANY_REPRESENTATIVE
        roles = [Role.COMPANY_REPRESENTATIVE] if company else INVITED_TO_SCHOOL
        self.fields["role"].choices = [(role.value, role.label) for role in roles]
        place = self.fields["place"]
        if company:
            place.queryset = Company.objects.filter(pk__in=actor.company_ids)
            place.label = "Entreprise"
        else:
            place.queryset = School.objects.filter(pk__in=actor.school_ids)
            self.fields["starts_on"].initial = proposed_start(timezone.localdate())
        if not whole_companies_open_to(actor, _companies_of(actor)):
            del self.fields["whole_company"]
        if domain:
            self.fields["email"].help_text = f"Par exemple : prenom.nom@{domain}"
        self._bound_fields_cache.clear()  # DSFR made them with the words of before

    def clean_starts_on(self):
        today = timezone.localdate()
        first = self.cleaned_data["starts_on"] or today
        for violation in check_start(first, today):
            raise forms.ValidationError(violation.message)
        return first

    @property
    def scope(self):
        """The place as a role takes it."""
        kind = "companies" if self.actor.role == Role.COMPANY_REPRESENTATIVE else "schools"
        return {kind: [self.cleaned_data["place"]]}


def _companies_of(actor):
    if actor.role != Role.COMPANY_REPRESENTATIVE:
        return []
    return Company.objects.filter(pk__in=actor.company_ids)


class DelegationForm(PortalForm):
    """Which acts of one's role, to whom, from when to when (R-AG-1)."""

    holder = forms.ModelChoiceField(User.objects.none(), label="Délégataire", empty_label="Choisir")
    acts = forms.MultipleChoiceField(
        label="Actes délégués", choices=Act.choices, widget=forms.CheckboxSelectMultiple
    )
    starts_on = forms.DateField(
        label="À partir du", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label="Jusqu’au (inclus)", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, actor, people, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["holder"].queryset = people
        self.fields["starts_on"].initial = timezone.localdate()
        if actor.role != Role.HEAD:
            self.fields["acts"].choices = [(Act.APPROVE.value, "Valider les rôles")]
            self.fields["acts"].initial = [Act.APPROVE.value]
        self._bound_fields_cache.clear()  # DSFR made them with the choices of before


class ReasonForm(PortalForm):
    """Why somebody else's role ends."""

    reads_first = True

    reason = forms.CharField(label="Motif", max_length=500, help_text=REASON)


def may_lend(actor):
    """Whether the role decides on others' and so may name a stand-in."""
    return actor.role in VALIDATORS
