"""What a family types of the host it found, on a telephone; what the school answers."""

from django import forms

from accounts.idempotency import OnceFormMixin
from directory.fields import date_field
from directory.forms import PortalForm, PortalModelForm
from partnerships.forms.companies import TYPED_FIELDS
from placements.enums import FamilyMember, Source
from placements.models import PlacementProposal

WHO = ("L’élève", "last_name first_name birth_date", "", "")
SECTIONS = [
    ("Le lieu du stage", "host_name host_city host_postcode host_address", "", ""),
    ("Qui joindre", "contact_name host_phone host_email tutor_name", "", ""),
    ("Les dates", "starts_on ends_on", "", ""),
    ("Pour vous répondre", "author reply_email message", "", ""),
]
# The school's page: the company is matched in the open, beside what the family typed.
MATCH_SECTIONS = [
    ("L’accueillant", f"company {TYPED_FIELDS}", "", ""),
    ("Les dates", "source starts_on ends_on kind", "", ""),
]


class ProposalForm(OnceFormMixin, PortalModelForm):
    """The host, whom to call, the days, who proposes."""

    starts_on = date_field("Premier jour")
    ends_on = date_field("Dernier jour")
    host_postcode = forms.RegexField(
        r"^\d{5}$",
        label="Code postal",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": "Un code postal a cinq chiffres."},
    )
    author = forms.ChoiceField(label="Vous êtes", choices=[("", "Choisir"), *FamilyMember.choices])

    class Meta:
        model = PlacementProposal
        fields = [
            "host_name",
            "host_city",
            "host_postcode",
            "host_address",
            "contact_name",
            "host_phone",
            "host_email",
            "tutor_name",
            "starts_on",
            "ends_on",
            "author",
            "reply_email",
            "message",
        ]
        labels = {
            "host_address": "Adresse, si vous la connaissez",
            "tutor_name": "Tuteur, s’il est connu",
            "reply_email": "Votre courriel",
        }
        help_texts = {
            "contact_name": "La personne de l’entreprise qui accepte le stage.",
            "host_phone": "Le téléphone ou le courriel est nécessaire.",
            "tutor_name": "La personne qui suit l’élève pendant le stage.",
            "reply_email": "La réponse de l’établissement y est envoyée.",
            "message": "Horaires, lieu précis, ou toute information utile.",
        }
        widgets = {
            "host_phone": forms.TextInput(attrs={"type": "tel"}),
            "reply_email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "message": forms.Textarea(attrs={"rows": 3}),
        }


class ClassProposalForm(ProposalForm):
    """The same by the link of a class: who the pupil is must be typed exactly."""

    field_order = ["last_name", "first_name", "birth_date"]

    last_name = forms.CharField(label="Nom de l’élève", max_length=80)
    first_name = forms.CharField(label="Prénom de l’élève", max_length=80)
    birth_date = date_field("Date de naissance de l’élève")

    def identity(self):
        return [self.cleaned_data[name] for name in ("last_name", "first_name", "birth_date")]


class DeclineForm(PortalForm):
    reads_first = True

    reason = forms.CharField(
        label="Motif",
        max_length=300,
        help_text="La famille le lit. Dites ce qui manque, ou ce qu’elle peut faire.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def initial_of(proposal):
    """What `PlacementForm` shows of a proposal: all that can be accepted without retyping."""
    return {
        "source": Source.FAMILY,
        "company_name": proposal.host_name,
        "company_address": proposal.host_address,
        "company_postcode": proposal.host_postcode,
        "company_city": proposal.host_city,
        "company_email": proposal.host_email,
        "company_phone": proposal.host_phone,
        "starts_on": proposal.starts_on,
        "ends_on": proposal.ends_on,
        "tutor_name": proposal.tutor_name,
    }
