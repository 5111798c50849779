"""The two sides of an agreement: what the school says, what a host says (R-AG-7)."""

from copy import deepcopy

from django import forms

from directory.forms import PortalForm, PortalModelForm
from placements.forms.declarations import DeclarationForm
from placements.forms.week import WeekFields
from placements.models import Agreement
from placements.workflow.agreement_parts import PartEdit

TUTOR = "tutor_name tutor_function tutor_email tutor_phone"
HOST_SECTIONS = [
    ("Le tuteur", TUTOR, "", ""),
    ("Le lieu et les activités", "activities place", "", ""),
    ("Sur place", "equipment meals insurance", "", ""),
    ("La personne qui signe", "signatory_name signatory_function signatory_email", "", ""),
    ("Travaux interdits aux mineurs", "works_read", "", ""),
]
TRAINING_SECTION = (
    "Effectif et dérogations",
    "staff machines_on hours_basis",
    "",
    "",
)
DECLARED = DeclarationForm.base_fields
WORKS_OF_TRAINING = (
    "J’ai lu la liste des travaux interdits aux mineurs : aucun ne sera confié à l’élève hors de "
    "la dérogation que j’ai déclarée"
)
WORKS = "J’ai lu la liste des travaux interdits aux mineurs : aucun ne sera confié à l’élève"


def text(label, longest, *, required=True, rows=0, hint="", lacks="Ce champ est obligatoire."):
    """A line, or a block of `rows` lines."""
    return forms.CharField(
        label=label,
        max_length=longest,
        required=required,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}) if rows else None,
        error_messages={"required": lacks},
    )


class HostPartForm(WeekFields, PortalForm):
    """The part of one host: hours, tutor, activities, who signs, the forbidden works."""

    tutor_name = text("Nom et prénom", 120, lacks="Indiquez qui suit l’élève.")
    tutor_function = text("Fonction", 120, required=False)
    tutor_email = forms.EmailField(label="Courriel du tuteur", required=False)
    tutor_phone = text("Téléphone du tuteur", 20, required=False)
    activities = text(
        "Activités prévues",
        2000,
        rows=4,
        hint="Ce que l’élève observera, les personnes qu’il rencontrera.",
        lacks="Décrivez en une phrase ce que l’élève découvrira.",
    )
    place = text("Lieu du stage", 200, required=False, hint="S’il n’est pas à votre adresse.")
    equipment = text(
        "Équipements de protection fournis",
        1000,
        required=False,
        rows=2,
        hint="Laissez vide s’il n’en faut aucun.",
    )
    meals = text(
        "Repas",
        1000,
        required=False,
        rows=2,
        hint="Cantine, tickets, panier-repas… Vide : à la charge de la famille.",
    )
    insurance = text(
        "Assurance en responsabilité civile",
        1000,
        hint="La compagnie et le numéro du contrat.",
        lacks="Indiquez votre assurance : la compagnie et le numéro du contrat.",
    )
    signatory_name = text("Nom et prénom", 120, lacks="Indiquez qui signe la convention pour vous.")
    signatory_function = text("Fonction", 120, required=False)
    signatory_email = forms.EmailField(
        label="Courriel du signataire",
        required=False,
        help_text="Le lien pour signer y arrive. Vide : la signature se fait sur papier.",
    )
    works_read = forms.BooleanField(
        label=WORKS, required=True, error_messages={"required": "Cochez cette case."}
    )

    def __init__(self, data=None, *, start=({}, None), is_vocational=False):
        values, table = start
        super().__init__(data, initial=values)
        self.is_vocational = is_vocational
        if is_vocational:
            self.fields["works_read"].label = WORKS_OF_TRAINING
            self.fields["activities"].help_text = "Les tâches confiées, au regard du diplôme."
            self.fields |= {name: deepcopy(field) for name, field in DECLARED.items()}
        self.add_week(table, sundays=is_vocational)

    @property
    def parts(self):
        """The sections of the page; the forbidden works come last."""
        own = [TRAINING_SECTION] if self.is_vocational else []
        return [*HOST_SECTIONS[:-1], *own, HOST_SECTIONS[-1]]

    def edit(self):
        """What the workflow keeps."""
        names = [name for name in self.fields if name not in self.week_names]
        values = {name: self.cleaned_data.get(name, "") for name in names}
        return PartEdit(self.table(), values)


class SchoolPartForm(PortalModelForm):
    """The school's part, and whom to write to at each host's."""

    class Meta:
        model = Agreement
        fields = ["objectives", "evaluation", "transport", "health_plan"]
        widgets = {
            name: forms.Textarea(attrs={"rows": 2})
            for name in ("objectives", "evaluation", "transport")
        }

    def __init__(self, *args, hosts, **kwargs):
        super().__init__(*args, **kwargs)
        self.hosts = hosts
        for host in hosts:
            name, email = self._names(host)
            self.fields[name] = forms.CharField(
                label=f"Personne à qui écrire, {host.company}",
                max_length=120,
                required=False,
                initial=host.contact_name,
            )
            self.fields[email] = forms.EmailField(
                label=f"Son courriel, {host.company}",
                required=False,
                initial=host.contact_email,
                help_text="Vide : vous remplirez vous-même la part de l’accueillant.",
            )

    @staticmethod
    def _names(host):
        return f"contact_name_{host.company.pk}", f"contact_email_{host.company.pk}"

    @property
    def sections(self):
        """[(title, fields)]: whom to write to first, what is usual last."""
        contacts = [name for host in self.hosts for name in self._names(host)]
        usual = "objectives evaluation transport"
        return [
            ("L’accueillant", " ".join(contacts), "", ""),
            ("L’élève", "health_plan", "Objectifs, évaluation, transport", usual),
        ]

    def values(self):
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def contacts(self):
        """{company key: (name, address)} of those that were typed."""
        found = {}
        for host in self.hosts:
            name, email = self._names(host)
            found[host.company.pk] = (self.cleaned_data[name], self.cleaned_data[email])
        return found


class NoticeForm(PortalForm):
    """What changes of a host's part without new signatures."""

    reads_first = True

    tutor_name = text("Tuteur : nom et prénom", 120, lacks="Indiquez qui suit l’élève.")
    tutor_function = text("Tuteur : fonction", 120, required=False)
    tutor_email = forms.EmailField(label="Tuteur : courriel", required=False)
    tutor_phone = text("Tuteur : téléphone", 20, required=False)
    activities = text("Activités prévues", 2000, rows=4, lacks="Décrivez les activités.")
    equipment = text("Équipements de protection fournis", 1000, required=False, rows=2)
    meals = text("Repas", 1000, required=False, rows=2)


class AmendForm(PortalForm):
    reads_first = True

    reason = text(
        "Ce qui change",
        300,
        hint="Les signataires le lisent.",
        lacks="Indiquez ce qui change : les signataires le liront.",
    )
