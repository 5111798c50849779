"""Finding the company somebody names, or creating it to be checked by an RBDE (R-ID-3)."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import journal
from directory.duplicates import doubles
from directory.enums import NafNomenclature
from directory.identifiers import clean_siret, department_of_postcode
from directory.models import Company, Department, Municipality, NafSector
from directory.search import fold
from directory.violations import Refused, Violation, require
from partnerships.rules import companies

NAF = re.compile(r"(\d{2})\.?(\d{2})([A-Z])")


@dataclass(frozen=True)
class TypedCompany:
    """A company as a person types it: its SIRET, or why it has none, and how to reach it."""

    siret: str = ""
    no_siret_reason: str = ""
    name: str = ""
    naf_code: str = ""
    address: str = ""
    postcode: str = ""
    city: str = ""
    email: str = ""
    phone: str = ""
    # Said by the person, in front of the known sheets that look like it.
    is_new: bool = False


def check_contact(company, day):
    """What forbids to ask this company anything on `day`; nothing without a company."""
    if company is None or not company.refuses_contact(day):
        return []
    return companies.check_contact(
        True, company.contact_refused_reason, company.contact_refused_until
    )


@transaction.atomic
def find_or_create(actor, typed):
    """The company of this SIRET when the base holds it, else a new one *à vérifier*.

    The existing row is never changed by what is typed. Raises `Refused` for a wrong or
    filler SIRET, a closed company, a name that is missing for a new one, or when known
    sheets look like it and nobody said that it is another one.
    """
    siret = _siret(typed)
    if siret:
        known = Company.objects.filter(siret=siret).first()
        if known is not None:
            return _usable(known.living)
    require(_check_new(typed, siret))
    require(_check_doubles(typed))
    company = Company.objects.create(
        siret=siret,
        siren=siret[:9] if siret else "",
        no_siret_reason="" if siret else typed.no_siret_reason.strip(),
        name=typed.name.strip(),
        address=typed.address,
        postcode=typed.postcode,
        city=typed.city,
        email=typed.email.lower(),
        phone=typed.phone,
        source="saisie",
        to_be_checked=True,
        **place_of(typed.postcode, typed.city),
        **_activity(typed),
    )
    journal.record(actor, "a créé l’entreprise", company, company=company)
    return company


def _siret(typed):
    if not typed.siret.strip():
        return None
    try:
        return clean_siret(typed.siret)
    except ValidationError as error:
        raise Refused(violations=[Violation("R-ID-3", str(error.message), "siret")]) from error


def _usable(company):
    if not company.is_active:
        text = f"{company} a fermé, selon le répertoire. Vérifiez le SIRET avec l’entreprise."
        raise Refused(violations=[Violation("R-ID-6", text, "siret")])
    return company


def _check_new(typed, siret):
    found = []
    if not siret and not typed.no_siret_reason.strip():
        text = "Indiquez le SIRET, ou pourquoi il n’y en a pas."
        found.append(Violation("R-ID-3", text, "siret"))
    if not fold(typed.name):
        text = "Cette entreprise n’est pas encore connue : indiquez son nom."
        found.append(Violation("R-ID-3", text, "company_name"))
    if not Department.objects.filter(pk=department_of_postcode(typed.postcode)).exists():
        text = "Indiquez le code postal de l’entreprise."
        found.append(Violation("R-ID-6", text, "company_postcode"))
    if typed.naf_code and not NAF.fullmatch(typed.naf_code.strip().upper()):
        text = "Un code NAF s’écrit comme 25.62B."
        found.append(Violation("R-ID-4", text, "company_naf"))
    return found


def _check_doubles(typed):
    if typed.is_new:
        return []
    known = doubles(Company.objects.active(), name=typed.name, postcode=typed.postcode)
    if not known:
        return []
    names = " ; ".join(f"{one.company} ({one.company.city}, {one.why})" for one in known)
    text = f"Des fiches ressemblent à cette entreprise : {names}."
    return [Violation("R-ID-3", text, "company_name")]


def place_of(postcode, city):
    """Columns of a row that stands there: département, municipality and, from it, an
    approximate position."""
    places = Municipality.objects.filter(postcodes__postcode=postcode)
    found = places.filter(sort_key=fold(city)).first()
    if found is None and places.count() == 1:
        found = places.get()
    place = {"department_id": department_of_postcode(postcode), "municipality": found}
    if found is not None and found.latitude is not None:
        place |= {
            "latitude": found.latitude,
            "longitude": found.longitude,
            "position_is_approximate": True,
        }
    return place


def _activity(typed):
    found = NAF.fullmatch(typed.naf_code.strip().upper())
    if found is None:
        return {}
    code = "{}.{}{}".format(*found.groups())
    known = NafSector.objects.filter(naf_code=code).select_related("sector").first()
    return {
        "naf_code": code,
        "naf_nomenclature": NafNomenclature.REV2,
        "naf_recorded_on": timezone.localdate(),
        "sector": known and known.sector,
    }
