"""A club that lives: whom to call, who belongs to it, what it does."""

import datetime as dt

from accounts.actor import Actor
from directory.models import PartnerNetwork, School
from partnerships.models import NetworkMember
from partnerships.workflow import networks

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
    networks.add_action(officer, club, held_on=held, title="Matinée des métiers", words=words)
