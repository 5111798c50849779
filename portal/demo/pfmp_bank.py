"""An offer of PFMP for one diploma, and what the office writes to the hosts of a period."""

import datetime as dt
import uuid

from accounts.actor import Actor
from accounts.enums import Role
from outbox.models import Notice
from placements.models import Campaign, Placement, PlacementOffer
from placements.workflow import offers, pfmp_letters

from .offers import NAMESPACE
from .people import LYCEE
from .pupils import USUAL

TITLE = "Usinage sur machines à commande numérique"
WORDS = (
    "Bonjour,\nvous accueillez des élèves de la {classe} {periode}. Le livret de suivi vous "
    "parviendra la semaine qui précède ; appelez-nous pour toute question."
)


def add(everybody, hosts, today):
    """Once each: of the first period to come in which somebody has a host."""
    soon = today + dt.timedelta(days=7)
    rows = Campaign.objects.filter(school__uai=LYCEE, starts_on__gt=soon)
    rows = rows.exclude(class_group__diploma=None).filter(placements__in=Placement.objects.held())
    rows = rows.select_related("class_group__diploma", "class_group__school_year", "school")
    period = rows.order_by("starts_on", "pk").first()
    if period is None:
        return
    if not PlacementOffer.objects.filter(kind="pfmp").exists():
        _publish(Actor.of(everybody["entreprise"], Role.COMPANY_REPRESENTATIVE), hosts, period)
    if not Notice.objects.filter(kind="pfmp.host_message").exists():
        _write(Actor.of(everybody["rbde"], Role.RBDE), period)


def _publish(host, hosts, period):
    row = PlacementOffer(
        company=hosts["meca"],
        kind="pfmp",
        title=TITLE,
        tasks="Préparer, régler et conduire une fraiseuse avec un opérateur ; contrôler.",
        diplomas=[period.class_group.diploma.code],
        table=USUAL.days,
        contact_name="Camille Roques",
        contact_email="stages@meca.example",
    )
    offer = offers.create(host, row, key=uuid.uuid5(NAMESPACE, "placement-offer-pfmp"))
    first, last = period.starts_on - dt.timedelta(days=period.starts_on.weekday()), period.ends_on
    weeks = range((last - first).days // 7 + 1)
    offers.plan_weeks(host, offer, [first + dt.timedelta(weeks=n) for n in weeks], 2)
    offers.publish(host, offer)


def _write(office, period):
    held = (
        Placement.objects.held()
        .filter(period=period)
        .select_related("pupil__class_group__school_year", "pupil__school")
    )
    pairs = [(placement.pupil, period) for placement in held]
    pfmp_letters.write_to_hosts(office, pairs, "Accueil de la {classe}", WORDS)
