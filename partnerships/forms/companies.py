"""The fields by which a form names a company: one of the base, or typed in."""

from django import forms
from django.urls import reverse_lazy

from directory.combobox import Combobox, ComboboxField
from directory.lexicon import found
from directory.models import Company
from partnerships.companies import TypedCompany, find_or_create
from partnerships.forms.doubles import TypedCompanyFields

# Form field → what `TypedCompany` calls it.
TYPED = {
    "siret": "siret",
    "no_siret_reason": "no_siret_reason",
    "company_name": "name",
    "company_naf": "naf_code",
    "company_address": "address",
    "company_postcode": "postcode",
    "company_city": "city",
    "company_email": "email",
    "company_phone": "phone",
}


TYPED_FIELDS = " ".join([*TYPED, "same_company"])
NOT_LISTED = "L’entreprise n’est pas dans la liste : la saisir"
IF_NEW = "Nécessaire si l’entreprise n’est pas encore connue."


class CompanyFields(TypedCompanyFields):
    """Mixin: `company` finds one of the base; the other fields create one to be checked.

    The form that uses it calls `require_company()` in its `clean`, then `chosen_company()`.
    """

    required_by_rule: tuple[str, ...] = ("company",)
    company = ComboboxField(
        label="Entreprise",
        queryset=Company.objects.none(),
        find=found,
        required=False,
        widget=Combobox(url=reverse_lazy("partnerships:company_choices")),
        help_text="Nom, ville ou SIRET. Absente de la liste, elle se saisit plus bas.",
    )
    siret = forms.CharField(
        label="SIRET",
        max_length=20,
        required=False,
        help_text="Il suffit pour une entreprise déjà connue.",
    )
    no_siret_reason = forms.CharField(
        label="Sinon, pourquoi pas de SIRET",
        max_length=120,
        required=False,
        help_text="À l’étranger, ambassade, en cours de création…",
    )
    company_name = forms.CharField(
        label="Nom de l’entreprise", max_length=200, required=False, help_text=IF_NEW
    )
    company_naf = forms.CharField(
        label="Code NAF (APE)",
        max_length=7,
        required=False,
        help_text="Par exemple 25.62B. Une classe en entreprise se tient dans l’industrie.",
    )
    company_address = forms.CharField(
        label="Adresse de l’entreprise", max_length=250, required=False
    )
    company_postcode = forms.RegexField(
        r"^\d{5}$",
        label="Code postal de l’entreprise",
        required=False,
        help_text=IF_NEW,
        error_messages={"invalid": "Un code postal a cinq chiffres."},
    )
    company_city = forms.CharField(label="Commune de l’entreprise", max_length=120, required=False)
    company_email = forms.EmailField(label="Courriel de l’entreprise", required=False)
    company_phone = forms.CharField(
        label="Téléphone de l’entreprise", max_length=30, required=False
    )

    def __init__(self, actor, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.fields["company"].queryset = Company.objects.visible_to(actor).active()
        self.ask_about_doubles()

    def drop_company_fields(self):
        """For an actor who publishes for an own host only."""
        for name in ("company", "same_company", *TYPED):
            self.fields.pop(name, None)

    def require_company(self):
        """Say what is missing when no company is chosen and none is typed."""
        data = self.cleaned_data
        chosen = data.get("company") or data.get("siret") or data.get("no_siret_reason")
        if not chosen and "company" not in self.errors:
            self.add_error("company", "Choisissez une entreprise, ou saisissez-la plus bas.")

    def chosen_company(self):
        """The company of the base, or the one that was typed. Raises `Refused`."""
        chosen = self.cleaned_data["company"] or self.known_company
        if chosen:
            return chosen
        typed = {attribute: self.cleaned_data[name] for name, attribute in TYPED.items()}
        return find_or_create(self.actor, TypedCompany(**typed, is_new=self.is_new_company))
