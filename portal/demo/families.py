"""Links of the families of a class, and two hosts that they propose."""

import datetime as dt
import uuid

from accounts.actor import Actor
from accounts.enums import Role
from placements.enums import FamilyMember
from placements.models import PlacementProposal, Pupil
from placements.workflow import family_links, proposals

from .offers import NAMESPACE

# Host | address | postcode | town | who said yes | telephone | message
HOSTS = """
Boulangerie des Deux Ponts|12 rue des Arcades|31770|Colomiers|Inès Pujol|05 61 00 00 12|Horaires du matin, pas avant 7 h.
Cabinet vétérinaire du Lac||31700|Blagnac|Dr Sabatier|05 61 00 00 47|
"""  # noqa: E501 (a table: one row, one line)


def add(everybody, group):
    """For the pupils of the class who have no placement; once."""
    pupils = Pupil.objects.present().for_class(group).filter(placements=None)
    if PlacementProposal.objects.exists() or not pupils:
        return
    teacher = Actor.of(everybody["enseignante"], Role.TEACHER)
    family_links.open_for_class(teacher, group)
    family_links.open_for_all(teacher, group)
    window = family_links.windows_of(group).first()
    if window is None:
        return
    days = {"starts_on": window.starts_on, "ends_on": window.starts_on + dt.timedelta(days=4)}
    for pupil, line in zip(pupils, HOSTS.strip().splitlines(), strict=False):
        link = family_links.open_for_pupil(teacher, pupil)
        row = PlacementProposal(**_typed(*line.split("|")), **days)
        key = uuid.uuid5(NAMESPACE, f"proposal-{row.host_name}")
        proposals.propose(Actor.of_link(link), pupil, row, key=key)


def _typed(name, address, postcode, city, contact, phone, message):
    return {
        "author": FamilyMember.GUARDIAN,
        "host_name": name,
        "host_address": address,
        "host_postcode": postcode,
        "host_city": city,
        "contact_name": contact,
        "host_phone": phone,
        "message": message,
    }
