"""The thirteen demonstration accounts, and the colleagues that the story needs."""

import datetime as dt
from functools import cache

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.demo import DEMO_ACCOUNTS, DEMO_PASSWORD
from accounts.enums import Role, RoleState
from accounts.models import RoleAssignment, User
from directory.models import School

ROLE_STARTED = dt.date(2025, 9, 1)

HOME = "0311687R"  # Collège Léon Blum, Colomiers
LYCEE = "0311092U"  # Lycée polyvalent Eugène Montel, Colomiers

# What each demonstration account may see, by the fields of RoleAssignment.
SCOPES = {
    "enseignante": {"schools": [HOME]},
    "principal": {"schools": [HOME]},
    "rbde": {"schools": [LYCEE]},
    "ddfpt": {"schools": [LYCEE]},
    "superviseur": {"departments": ["31"]},
    "dsden": {"departments": ["31"]},
    "ipe": {"departments": ["31", "09", "65"]},
    "rectorat": {"whole_region": True},
    "entreprise": {"companies": ["meca"]},
    "uimm": {"branches": ["midi-pyrenees"]},
    "clee": {},
    "jury": {},
    "admin": {},
}

# Scopes of several places (R-ID-2): one RBDE of two lycées, one director of two sites.
SEVERAL = """
rbde.deux|Sonia|Lafitte|rbde|schools|0311092U 0310033T
direction.meca|Agnès|Barthe|company_representative|companies|meca
"""

# E-mail name | first name | last name | role | field | keys
COLLEAGUES = """
professeur.blum|Karim|Azzouz|teacher|schools|0311687R
professeur.jaures|Lucas|Marty|teacher|schools|0311238C
principale.jaures|Anne|Dupuis|head|schools|0311238C
professeure.paulin|Fatima|Benali|teacher|schools|0311319R
principal.paulin|Gilles|Roux|head|schools|0311319R
proviseur.montel|Isabelle|Carrère|head|schools|0311092U
professeure.moulin|Émilie|Combes|teacher|schools|0301013N
principal.moulin|Denis|Fabre|head|schools|0301013N
rbde.ancienne|Sylvie|Marquier|rbde|schools|0311092U
rbde.dumas|Karine|Salles|rbde|schools|0300002P
rbde.mermoz|Olivier|Vernet|rbde|schools|0340012D
rbde.pyrene|Laure|Estèbe|rbde|schools|0090015T
rbde.dupuy|Thierry|Lafont|rbde|schools|0650041S
rbde.bourdelle|Manon|Delmas|rbde|schools|0820021C
contact.cellule|Romain|Astruc|company_representative|companies|cellule
contact.capteurs|Delphine|Ferrer|company_representative|companies|capteurs
contact.fonderie|Jérôme|Pujol|company_representative|companies|fonderie
contact.cevennes|Alice|Bastide|company_representative|companies|cevennes
contact.biterrois|Hugo|Sanchez|company_representative|companies|biterrois
contact.bigorre|Céline|Abadie|company_representative|companies|bigorre
contact.quercy|Mathieu|Lagarde|company_representative|companies|quercy
"""


def add_people(companies, branches):
    """Everybody by the first part of their address; roles are made once."""
    places = {"companies": companies, "branches": branches}
    people, hashed = {}, cache(make_password)  # half a second for each of them else
    for account in DEMO_ACCOUNTS:
        user = _user(account.email, account.first_name, account.last_name, hashed(DEMO_PASSWORD))
        _grant(user, account.role, SCOPES[account.name], places)
        people[account.name] = user
    for lines, password in ((COLLEAGUES, None), (SEVERAL, DEMO_PASSWORD)):
        for line in lines.strip().splitlines():
            name, first_name, last_name, role, field, keys = line.split("|")
            user = _user(f"{name}@demo.example", first_name, last_name, hashed(password))
            _grant(user, Role(role), {field: keys.split()}, places)
            people[name] = user
    people["direction.meca"].role_assignments.update(includes_siblings=True)
    return people


def _user(email, first_name, last_name, hashed):
    names = {"first_name": first_name, "last_name": last_name}
    return User.objects.get_or_create(email=email, defaults=names | {"password": hashed})[0]


def _grant(user, role, scope, places):
    # A juror has one for each final that was far from the last.
    if RoleAssignment.objects.filter(user=user, role=role).exists():
        return
    assignment = RoleAssignment.objects.create(
        user=user,
        role=role,
        starts_on=ROLE_STARTED,
        state=RoleState.VALIDATED,
        validated_at=timezone.now(),
        whole_region=scope.get("whole_region", False),
    )
    for field, keys in scope.items():
        if field != "whole_region":
            getattr(assignment, field).set(_rows(field, keys, places))


def _rows(field, keys, places):
    if field == "schools":
        return School.objects.filter(uai__in=keys)
    if field == "departments":
        return keys
    return [places[field][key] for key in keys]
