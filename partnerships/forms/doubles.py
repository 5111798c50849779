"""A company that is typed in: which known sheet it may be, what the State says of it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from dsfr.widgets import RadioSelect

from directory import state_search
from directory.duplicates import core, doubles
from directory.forms import PortalForm
from directory.french import unbroken
from directory.identifiers import clean_siret
from directory.models import Company

NEW = "nouvelle"
LOOK_ALIKE = "Des fiches ressemblent à cette entreprise. Choisissez la bonne, ou « Aucune »."
FOUND = "Voici ce que dit le répertoire de l’État de ce SIRET. Vérifiez la fiche, puis enregistrez."
# What the State's answer fills in: form field → attribute of `Establishment`.
FILLED = {
    "company_name": "name",
    "company_naf": "naf_code",
    "company_address": "address",
    "company_postcode": "postcode",
    "company_city": "city",
}


def asked_of_the_state(typed):
    """R-ID-6: our own base first, then the State's, for a SIRET alone.

    (the establishment to propose or None, what the person is told); ("" without anything to
    ask: no number, nobody to ask, or a sheet of ours)."""
    siret = _number(typed)
    if not siret or not state_search.is_configured():
        return None, ""
    if Company.objects.filter(siret=siret).exists():
        return None, ""
    try:
        found = state_search.lookup(siret)
    except state_search.Unavailable as offline:
        return None, str(offline)
    if found is None:
        return None, "Le répertoire de l’État ne connaît pas ce SIRET."
    if not found.is_active:
        return None, "Cet établissement a fermé, selon le répertoire. Vérifiez le SIRET."
    masked = " Son nom n’est pas publié : demandez-le-lui." if found.is_masked else ""
    return found, FOUND + masked


def fill(form, columns, found):
    """What the State says, in the fields ({field: attribute}) that the person left empty."""
    typed: Any = form.data
    form.data = filled = typed.copy()
    for name, attribute in columns.items():
        key = form.add_prefix(name)
        if name in form.fields and not filled.get(key):
            filled[key] = getattr(found, attribute)


class TypedCompanyFields(PortalForm):
    """Mixin for a form with `siret`, `company_name` and `company_postcode`.

    `same_company` only exists when known sheets look like what is typed: the person takes
    one of them, or says that it is another company; and when the SIRET is that of a company of
    another name, which the person then confirms.
    """

    unanswered = ""

    same_company = forms.ChoiceField(
        label="Est-ce l’une de ces entreprises ?",
        required=False,
        widget=RadioSelect,
        choices=(),
    )

    def ask_about_doubles(self):
        """Call it at the end of `__init__`."""
        typed = {name: self._typed(name) for name in ("siret", "company_name", "company_postcode")}
        known = []
        if self.is_bound and not self._typed("company"):
            known = doubles(
                Company.objects.active(),
                siret=_number(typed["siret"]),
                name=typed["company_name"],
                postcode=typed["company_postcode"],
            )
        if known and not known[0].is_certain:
            self._ask(LOOK_ALIKE, [*map(_choice, known), (NEW, "Aucune : en créer une")])
        elif known and _is_named_otherwise(known[0].company, typed["company_name"]):
            company = known[0].company
            place = f" ({company.city})" if company.city else ""
            self._ask(
                f"Ce SIRET est celui de {company}{place}. Confirmez-le, ou corrigez le SIRET.",
                [(company.pk, f"Oui, c’est {company}{place}")],
                "Est-ce bien cette entreprise ?",
            )
        else:
            del self.fields["same_company"]
        self._bound_fields_cache.clear()

    def _ask(self, unanswered, choices, label=""):
        """What is said as long as none of the choices is taken."""
        self.unanswered = unanswered
        field = self.fields["same_company"]
        field.choices, field.label = choices, label or field.label
        self.required_by_rule = (*self.required_by_rule, "same_company")

    def _typed(self, name):
        """What was typed, before any check."""
        return str(self.data.get(self.add_prefix(name)) or "") if name in self.fields else ""

    def clean_same_company(self):
        chosen = self.cleaned_data["same_company"]
        if not chosen:
            raise ValidationError(unbroken(self.unanswered))
        return chosen

    def clean(self):
        data = super().clean()
        if not self._typed("company") and not self._typed("company_name"):
            self._ask_the_state()
        return data

    def _ask_the_state(self):
        found, said = asked_of_the_state(self._typed("siret"))
        if found:
            fill(self, FILLED, found)
        if said:
            self.add_error("siret", said)

    @property
    def is_new_company(self):
        """Whether the person said that it is none of the known ones."""
        return self.cleaned_data.get("same_company") == NEW

    @property
    def known_company(self):
        """The sheet that the person recognised, or None."""
        chosen = self.cleaned_data.get("same_company")
        return Company.objects.active().get(pk=chosen) if chosen and chosen != NEW else None


def _is_named_otherwise(company, typed):
    """Legal forms, accents and little words aside; a company without known name is not."""
    return bool(core(typed) and company.name) and core(typed) != core(company.name)


def _choice(double):
    company = double.company
    place = " ".join(word for word in (company.postcode, company.city) if word)
    number = f"SIRET {company.siret}" if company.siret and company.name else "sans SIRET"
    return company.pk, f"{company}, {place} ({number}) : {double.why}"


def _number(text):
    """The SIRET when it is one, else nothing."""
    try:
        return clean_siret(text) if text.strip() else ""
    except ValidationError:
        return ""
