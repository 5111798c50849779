"""Cleaning of single cells. None means that the cell says nothing."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

LATITUDES, LONGITUDES = (-90, 90), (-180, 180)
check_url = URLValidator(["http", "https"])


def text(value):
    """One line, single spaces."""
    return " ".join(value.split()) or None


def needed(value, label):
    """The text; ValidationError when it is empty."""
    cleaned = text(value)
    if cleaned is None:
        raise ValidationError(f"{label} manquant.")
    return cleaned


def postcode(value):
    """Five digits; a lost leading zero comes back."""
    return value.zfill(5) if re.fullmatch(r"(?a)\d{4,5}", value) else None


def whole(value):
    """A whole number, written "849" or "849.0"."""
    return int(float(value)) if re.fullmatch(r"(?a)\d{1,7}(\.0*)?", value) else None


def flag(value):
    """1/0/oui/non; empty says nothing."""
    return {"1": True, "0": False, "oui": True, "non": False}.get(value.lower())


def email(value):
    """A valid address; a bad one says nothing."""
    try:
        validate_email(value)
    except ValidationError:
        return None
    return value


def website(value):
    """A valid address, its scheme added when missing."""
    if not value:
        return None
    address = value if "://" in value else f"https://{value}"
    try:
        check_url(address)
    except ValidationError:
        return None
    return address


def phone(value):
    """French numbers by pairs; a leading zero that a spreadsheet ate comes back."""
    digits = re.sub(r"(?a)[^\d]", "", value)
    if len(digits) == 9 and digits[0] != "0":
        digits = f"0{digits}"
    if len(digits) == 10 and digits[0] == "0":
        return " ".join(digits[i : i + 2] for i in range(0, 10, 2))
    return text(value[:30])


def position(latitude, longitude):
    """(latitude, longitude) in degrees, or (None, None)."""
    try:
        found = float(latitude), float(longitude)
    except ValueError:
        return None, None
    inside = LATITUDES[0] <= found[0] <= LATITUDES[1] and LONGITUDES[0] <= found[1] <= LONGITUDES[1]
    return found if inside and found != (0, 0) else (None, None)


def position_pair(value):
    """The same from "lat, lon" in one cell."""
    latitude, _, longitude = value.partition(",")
    return position(latitude, longitude)
