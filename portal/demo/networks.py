"""A club that lives: whom to call, who belongs to it, what it does."""

import datetime as dt
import uuid

from accounts.actor import Actor
from directory.models import PartnerNetwork, School
from partnerships.enums.relation import InteractionKind
from partnerships.models import NetworkMember
from partnerships.workflow import log, networks

from .people import HOME, LYCEE

CLUB = "Club école-entreprise du Nord-Ouest toulousain"


def add(everybody, hosts, today):
    """Told once: the first member says that the story is there."""
    if NetworkMember.objects.exists():
        return
    officer = Actor.of(everybody["ipe"])
    club = PartnerNetwork.objects.get(name=CLUB)
    networks.add_referent(
        officer,
        club,
        first_name="Mireille",
        last_name="Vidal",
        function="Animatrice du club",
        email="club.nord-ouest@demo.example",
        phone="05 61 00 00 90",
    )
    since = today - dt.timedelta(days=60)
    for key in ("meca", "cellule"):
        networks.add_member(officer, club, company=hosts[key], joined_on=since)
    for school in School.objects.filter(uai__in=(HOME, LYCEE)).order_by("uai"):
        networks.add_member(officer, club, school=school, joined_on=since)
    held = today - dt.timedelta(days=21)
    words = "Douze entreprises ont présenté leurs métiers à deux classes de 4e."
    _log(officer, club, today)
    networks.add_action(officer, club, held_on=held, title="Matinée des métiers", words=words)


def _log(officer, club, today):
    """A meeting with the club, and advice that a school reads."""
    met = log.Entry(
        club,
        InteractionKind.MEETING,
        today - dt.timedelta(days=9),
        "Le club propose trois ateliers pour les classes de 4e, au printemps.",
        next_action="Envoyer la liste des collèges intéressés",
        next_action_on=today + dt.timedelta(days=4),
        is_shared=True,
    )
    advice = log.Entry(
        School.objects.get(uai=HOME),
        InteractionKind.ADVICE,
        today - dt.timedelta(days=5),
        "Ouvrir une seconde séquence d’observation avec le club, en mai.",
        is_shared=True,
    )
    for entry in (met, advice):
        log.note(officer, entry, key=uuid.uuid4(), today=today)
