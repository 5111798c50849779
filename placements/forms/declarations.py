"""What a host declares of itself."""

from django import forms

from directory.fields import date_field
from directory.forms import PortalForm


class DeclarationForm(PortalForm):
    """Staff, machines, hours: the fields of `workflow.declarations`."""

    staff = forms.IntegerField(
        label="Effectif de l’organisme, tous sites confondus",
        min_value=0,
        max_value=500000,
        required=False,
        help_text="Nombre de personnes. Il décide combien de stagiaires peuvent être accueillis la "
        "même semaine ; sans lui, la tranche du répertoire sert de repère.",
    )
    machines_on = date_field(
        "Déclaration de dérogation pour travaux réglementés, en date du",
        required=False,
        help_text="Celle que vous avez adressée à l’inspection du travail ; elle vaut trois ans.",
    )
    hours_basis = forms.CharField(
        label="Dérogation d’horaires de votre secteur",
        max_length=200,
        required=False,
        help_text="Nuit, dimanche… : l’accord ou l’article qui la permet. Vide : aucune.",
    )
