"""The forms of a contract: the school's part, the host's part, numbers, funding."""

from dataclasses import replace

from django import forms

from accounts.places import PlaceForm
from directory.forms import PortalForm
from partnerships.contract import fields as contract_fields
from partnerships.contract.document import euros
from partnerships.contract.fields import COUNTS, NUMBERS
from partnerships.enums.contract import ContractState, Funder, PartyFunction
from partnerships.forms.contract_form import ContractForm, words
from partnerships.forms.programme import ProgrammeForm
from partnerships.workflow.contract_edits import Edit
from partnerships.workflow.contracts import NEEDS_CONFIRMATION, is_out

FUNDING_ROWS = 4
PARTY = ("name", "title", "email")
# What a browser sends of a row that nobody touched.
EMPTY_LINE = {"funder": Funder.values[0]}


def long_text(label, help_text="", rows=3):
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class PartForm(ContractForm):
    """One side's part: columns of the contract, and the signatories that it names.

    `columns` name contract fields; `functions` the parties whose signatory is asked here;
    `needed` the columns without which nothing goes to signature (R-CEE-4).
    Once out for signature, a signatory is replaced in the round itself (R-AG-1).
    """

    columns: tuple[str, ...] = ()
    functions: tuple[PartyFunction, ...] = ()
    needed: tuple[str, ...] = ()
    marks_mean = (
        "Les champs suivis d’un astérisque (*) sont nécessaires avant l’envoi à la signature."
    )

    def __init__(self, *args, contract, **kwargs):
        self.columns = contract_fields.columns_for(contract.kind, type(self).columns)
        initial = {name: getattr(contract, name) for name in self.columns}
        parties = {party.function: party for party in contract.parties.all()}
        if is_out(contract):
            parties = {}
        asked = [function for function in self.functions if function in parties]
        for function in asked:
            for name in PARTY:
                initial[f"{function.value}_{name}"] = getattr(parties[function], name)
        super().__init__(*args, contract=contract, initial=initial, **kwargs)
        for name in set(type(self).columns) - set(self.columns):
            del self.fields[name]
        for function in asked:
            self._add_party(function)
        self.asked = asked
        names = (f"{function.value}_name" for function in asked)
        self.required_by_rule = (*self.required_by_rule, *self.needed, *names)
        self.order_fields([name for name in self.fields if name != NEEDS_CONFIRMATION])

    def _add_party(self, function):
        who = PartyFunction(function).label.lower()
        self.fields[f"{function.value}_name"] = forms.CharField(
            label=f"Signataire ({who}) : prénom et nom", max_length=150, required=False
        )
        self.fields[f"{function.value}_title"] = forms.CharField(
            label=f"Signataire ({who}) : qualité", max_length=150, required=False
        )
        self.fields[f"{function.value}_email"] = forms.EmailField(
            label=f"Signataire ({who}) : adresse électronique",
            required=False,
            help_text="La demande de signature et le code y seront envoyés.",
        )

    def shape(self):
        return Edit(
            values=dict.fromkeys(self.columns),
            parties={function: dict.fromkeys(PARTY) for function in self.asked},
        )

    def edit(self):
        data = self.cleaned_data
        return Edit(
            values={name: data[name] for name in self.columns},
            parties={
                function: {name: data[f"{function.value}_{name}"] for name in PARTY}
                for function in self.asked
            },
        )

    def in_words(self, edit):
        parties = {
            f"{function}_{name}": value
            for function, party in edit.parties.items()
            for name, value in party.items()
        }
        return {
            name: (self.fields[name].label, words(value))
            for name, value in (edit.values | parties).items()
        }


class SchoolPartForm(PartForm):
    columns = contract_fields.SCHOOL
    functions = (PartyFunction.HEAD, PartyFunction.BRANCH)
    needed = ("referent_name", "image_consents_attested")

    objectives = long_text("Objectifs pédagogiques")
    referent_name = forms.CharField(
        label="Référent de l’établissement", max_length=150, required=False
    )
    referent_phone = forms.CharField(
        label="Téléphone du référent pendant l’immersion", max_length=30, required=False
    )
    accompanying = long_text("Adultes accompagnateurs", "Une personne par ligne : nom et fonction.")
    transport = long_text("Transport")
    meals = long_text("Repas")
    insurance = long_text("Assurances")
    image_consents_attested = forms.BooleanField(
        label="J’atteste que les autorisations de droit à l’image sont conservées dans"
        " l’établissement.",
        required=False,
    )
    image_excluded = forms.IntegerField(
        label="Nombre d’élèves à ne pas montrer",
        help_text="Aucun nom n’est enregistré ici.",
        min_value=0,
        max_value=500,
    )
    evaluation = long_text("Évaluation")
    supporters = long_text("Soutiens", "Un partenaire par ligne.", rows=2)


class CompanyPartForm(PartForm):
    columns = contract_fields.COMPANY
    functions = (PartyFunction.COMPANY,)
    needed = ("place", "tutor_name")

    place = long_text("Lieu de l’immersion", "Adresse du site et point d’accueil.", rows=2)
    tutor_name = forms.CharField(label="Tuteur dans l’entreprise", max_length=150, required=False)
    tutor_function = forms.CharField(label="Fonction du tuteur", max_length=150, required=False)
    tutor_phone = forms.CharField(label="Téléphone du tuteur", max_length=30, required=False)
    safety = long_text("Consignes de sécurité")
    equipment = long_text(
        "Équipements de protection", "Ce que l’entreprise prête, ce que les élèves apportent."
    )


class HostForm(CompanyPartForm, ProgrammeForm):
    """All that a host fills by its link, saved at once: nothing typed beside is lost."""

    def shape(self):
        return replace(super().shape(), programme=[])

    def edit(self):
        return replace(super().edit(), programme=self.drafts())

    def in_words(self, edit):
        return CompanyPartForm.in_words(self, edit) | ProgrammeForm.in_words(self, edit)


class FundingLineForm(PortalForm):
    """One line; left out when nothing is asked, granted nor paid and it has no label."""

    funder = forms.ChoiceField(label="Financeur", choices=Funder.choices)
    label = forms.CharField(label="Objet", max_length=150, required=False)
    asked = forms.DecimalField(
        label="Demandé (€)", min_value=0, max_digits=9, decimal_places=2, required=False
    )
    granted = forms.DecimalField(
        label="Accordé (€)", min_value=0, max_digits=9, decimal_places=2, required=False
    )
    paid = forms.DecimalField(
        label="Versé (€)", min_value=0, max_digits=9, decimal_places=2, required=False
    )

    def line(self):
        data = dict(self.cleaned_data)
        data["asked"] = data["asked"] or 0
        return data

    def is_filled(self):
        data = self.cleaned_data
        return any(data[name] not in ("", None) for name in ("label", "asked", "granted", "paid"))


AMOUNTS = (("asked", "demandé"), ("granted", "accordé"), ("paid", "versé"))


class FundingForm(ContractForm):
    """Who pays what: the lines of the contract, and room for more."""

    def __init__(self, *args, contract, **kwargs):
        super().__init__(*args, contract=contract, **kwargs)
        lines = list(contract.funding_lines.all())
        count = max(FUNDING_ROWS, len(lines) + 1)
        self.rows = [
            FundingLineForm(
                self.data if self.is_bound else None,
                prefix=f"ligne-{rank}",
                initial=_funding_initial(lines[rank]) if rank < len(lines) else EMPTY_LINE,
            )
            for rank in range(count)
        ]

    def every_field(self):
        return [*self, *(field for row in self.rows for field in row)]

    def is_valid(self):
        return super().is_valid() and all([row.is_valid() for row in self.rows])

    def shape(self):
        return Edit(funding=[])

    def edit(self):
        return Edit(funding=[row.line() for row in self.rows if row.is_filled()])

    def in_words(self, edit):
        return {
            f"ligne-{rank}": (f"Ligne {rank + 1}", _line_in_words(line))
            for rank, line in enumerate(edit.funding)
        }


def _line_in_words(line):
    amounts = [f"{said} {euros(line[name])}" for name, said in AMOUNTS if line[name] is not None]
    return ", ".join(filter(None, (Funder(line["funder"]).label, line["label"], *amounts)))


def _funding_initial(line):
    return {name: getattr(line, name) for name in ("funder", "label", "asked", "granted", "paid")}


class NumbersForm(ContractForm):
    """Who really comes (R-CEE-3): more pupils than signed voids the signatures."""

    girls = forms.IntegerField(label="Filles", min_value=0, max_value=500)
    boys = forms.IntegerField(label="Garçons", min_value=0, max_value=500)
    unspecified = forms.IntegerField(label="Non précisé", min_value=0, max_value=500)
    adults = forms.IntegerField(label="Adultes accompagnateurs", min_value=0, max_value=100)

    def __init__(self, *args, contract, **kwargs):
        initial = {name: getattr(contract.booking, name) for name in COUNTS}
        super().__init__(*args, contract=contract, initial=initial, **kwargs)

    @property
    def mends(self):
        return {NUMBERS}

    def shape(self):
        return Edit(numbers=dict.fromkeys(COUNTS))

    def edit(self):
        return Edit(numbers={name: self.cleaned_data[name] for name in COUNTS})

    def in_words(self, edit):
        return {
            name: (self.fields[name].label, words(value)) for name, value in edit.numbers.items()
        }


class ObjectionForm(PortalForm):
    reads_first = True

    reason = forms.CharField(
        label="Motif de votre opposition",
        help_text="L’établissement le lira.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ContractFilterForm(PlaceForm):
    """The list of contracts: year by the header; place, state and text here."""

    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[
            ("", "Tous les états"),
            ("retard", "En retard"),
            ("appeler", "À appeler"),
            *ContractState.choices,
        ],
    )
    q = forms.CharField(label="Entreprise, établissement ou classe", required=False)
