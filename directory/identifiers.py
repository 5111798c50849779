"""UAI, SIRET and SIREN: R-ID-1 and R-ID-3."""

import re

from django.core.exceptions import ValidationError
from stdnum.fr import siren as stdnum_siren
from stdnum.fr import siret as stdnum_siret

UAI_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
UAI_PATTERN = re.compile(r"(?a)^\d{7}[A-Z]$")
# The first three digits of an UAI that are not the département's own number.
CORSICA = {"620": "2A", "720": "2B", "02A": "2A", "02B": "2B"}


def uai_letter(digits):
    """The key of the seven digits of an UAI (R-ID-1)."""
    return UAI_LETTERS[int(digits) % 23]


def clean_uai(value):
    """The UAI in upper case; ValidationError in French when it is not one (R-ID-1)."""
    uai = re.sub(r"\s", "", value or "").upper()
    if not UAI_PATTERN.match(uai):
        raise ValidationError(
            f"« {value} » n’est pas un UAI : sept chiffres et une lettre (par exemple 0090002D).",
            code="uai_format",
        )
    if uai[7] != uai_letter(uai[:7]):
        raise ValidationError(
            f"L’UAI « {uai} » est erroné : sa lettre devrait être {uai_letter(uai[:7])}.",
            code="uai_key",
        )
    return uai


def department_of_uai(uai):
    """The département's code ("31", "2A", "971") written in an UAI."""
    return department_code(uai[:3])


def department_code(value):
    """The département's code of "031", "31", "02A", "620" or "971"."""
    code = (value or "").strip().upper()
    if code in CORSICA:
        return CORSICA[code]
    if len(code) == 3 and code.startswith("0"):
        return code[1:]
    return code.zfill(2) if code else ""


def department_of_postcode(postcode):
    """The département of a postcode, or of an INSEE code."""
    if postcode[:2] in ("97", "98"):
        return postcode[:3]
    if postcode[:2] == "20":
        return "2A" if postcode[:3] in ("200", "201") else "2B"
    return postcode[:2]


def clean_siret(value):
    """The SIRET's fourteen digits; ValidationError when it is not one (R-ID-3).

    Luhn with La Poste's exception by python-stdnum. Fillers (one digit repeated) pass
    Luhn and are refused here.
    """
    siret = re.sub(r"[\s.]", "", value or "")
    if not re.fullmatch(r"(?a)\d{14}", siret):
        raise ValidationError(f"« {value} » n’est pas un SIRET : quatorze chiffres.", code="siret")
    if len(set(siret)) == 1:
        raise ValidationError(f"« {siret} » est un numéro de remplissage.", code="siret_filler")
    if not stdnum_siret.is_valid(siret):
        raise ValidationError(
            f"Le SIRET « {siret} » est erroné : sa clé ne correspond pas.", code="siret_key"
        )
    return siret


def clean_siren(value):
    """The SIREN's nine digits; ValidationError when it is not one (R-ID-3)."""
    siren = re.sub(r"[\s.]", "", value or "")
    if not re.fullmatch(r"(?a)\d{9}", siren) or len(set(siren)) == 1:
        raise ValidationError(f"« {value} » n’est pas un SIREN : neuf chiffres.", code="siren")
    if not stdnum_siren.is_valid(siren):
        raise ValidationError(
            f"Le SIREN « {siren} » est erroné : sa clé ne correspond pas.", code="siren_key"
        )
    return siren


def validate_uai(value):
    if clean_uai(value) != value:
        raise ValidationError("Écrivez l’UAI en majuscules et sans espace.", code="uai_format")


def validate_siret(value):
    if clean_siret(value) != value:
        raise ValidationError("Écrivez le SIRET sans espace.", code="siret")


def validate_siren(value):
    if clean_siren(value) != value:
        raise ValidationError("Écrivez le SIREN sans espace.", code="siren")
