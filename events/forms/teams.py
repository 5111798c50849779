"""The forms of a team: what its teacher enters."""

from django import forms

from directory.fields import time_field
from directory.forms import PortalForm, PortalModelForm
from events.models import Team
from partnerships.models import Contract

SECTIONS = [
    ("L’équipe", "contract girls boys unspecified adults", "", ""),
    ("La présentation", "title video_url needs", "", ""),
    ("Le transport", "coach arrives_at leaves_at coach_payer coach_granted", "", ""),
    ("Droit à l’image", "image_consents_attested image_excluded", "", ""),
]
FIELDS = [
    "girls", "boys", "unspecified", "adults", "title", "video_url", "needs",
    "coach", "arrives_at", "leaves_at", "coach_payer", "coach_granted",
    "image_consents_attested", "image_excluded",
]  # fmt: skip


class TeamForm(PortalModelForm):
    """Counts, never names; title, supports and needs may come later, by their dates."""

    required_by_rule = ("girls",)
    video_url = forms.URLField(
        label="Lien vers une vidéo",
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text="Elle reste là où elle est : le portail n’en garde que l’adresse.",
    )

    arrives_at = time_field("Arrivée sur place", required=False)
    leaves_at = time_field("Départ", required=False)

    class Meta:
        model = Team
        fields = FIELDS
        help_texts = {
            "girls": "L’effectif présent à la finale, sans aucun nom.",
            "needs": "Par exemple : une prise, un vidéoprojecteur, deux tables.",
            "coach": "Le transporteur, ou le moyen de venir.",
        }
        widgets = {"needs": forms.Textarea(attrs={"rows": 3})}

    def clean_video_url(self):
        url = self.cleaned_data["video_url"]
        if url and not url.startswith("https://"):
            raise forms.ValidationError("Donnez une adresse qui commence par https://.")
        return url

    def values(self):
        return {name: self.cleaned_data[name] for name in FIELDS}

    def validate_constraints(self):
        """See `events.rules.cup.check_numbers`."""


class EntryForm(TeamForm):
    """The same, and which class: one whose contract is signed."""

    contract = forms.ModelChoiceField(
        label="Classe", queryset=Contract.objects.none(), empty_label="Choisir"
    )

    def __init__(self, contracts, data=None):
        super().__init__(data)
        field = self.fields["contract"]
        field.queryset = contracts
        field.label_from_instance = lambda one: (
            f"{one.booking.class_group}, {one.booking.school}, chez {one.booking.host}"
        )


class SupportForm(PortalForm):
    label = forms.CharField(label="Intitulé du support", max_length=100)
    upload = forms.FileField(
        label="Fichier",
        help_text="PDF, JPEG ou PNG, 10 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        error_messages={"required": "Choisissez un fichier.", "empty": "Ce fichier est vide."},
    )


class VoteForm(PortalForm):
    choice = forms.ModelChoiceField(
        label="Équipe que votre classe a choisie",
        queryset=Team.objects.none(),
        empty_label="Choisir",
    )

    def __init__(self, team, data=None):
        super().__init__(data)
        others = team.edition.teams.present().exclude(pk=team.pk)
        self.fields["choice"].queryset = others.with_classes()
