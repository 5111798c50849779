"""The bank of placements: offers in each state, applications and wishes of the class of 3e."""

import uuid

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import PersonalLink
from partnerships.companies import TypedCompany
from placements.enums.offers import Audience
from placements.models import PlacementOffer, Pupil
from placements.rules.presence import WeekTable
from placements.workflow import (
    applications,
    family_links,
    offer_again,
    offer_guests,
    offer_moderation,
    offers,
    wishes,
)
from placements.workflow.applications import Batch
from placements.workflow.offer_tables import CONFIRM_PURPOSE

from .offers import NAMESPACE

USUAL = WeekTable((((540, 720), (810, 990)),) * 5 + ((), ()))

# key of the company | title | places | audiences | tasks
OFFERS = """
meca|Découvrir l’usinage et le contrôle|3||Suivre une pièce du plan au contrôle : bureau d’études, atelier, métrologie. Rencontre avec une apprentie.
meca|Les métiers du bureau d’études|1||Observer un projet : maquette numérique, réunion avec l’atelier, devis.
cellule|Une semaine dans une usine d’avions|4|REP QPV network|Visiter les lignes d’assemblage, suivre une équipe qualité, préparer un exposé.
superette|Les coulisses d’un magasin|2||Réception, mise en rayon, accueil : observer chaque métier une demi-journée.
clinique|Les métiers du soin|2|SEGPA ULIS|Suivre l’accueil, la cuisine, la lingerie et les soins, avec une tutrice.
pharma|Dans un laboratoire|2||Observer les contrôles de qualité et la logistique, sans manipulation.
"""  # noqa: E501 (a table: one row, one line)
GUEST = ("73282932000074", "Garage du Pastel", "31770", "Colomiers")


def add(everybody, hosts, group):
    """Once: offers, then what the class asks of them."""
    if PlacementOffer.objects.exists():
        return
    window = family_links.windows_of(group).first()
    if window is None:
        return
    mondays = [window.starts_on]
    made = [_publish(everybody, hosts, mondays, line) for line in OFFERS.strip().splitlines()]
    _guest(mondays)
    _ask(everybody, group, made)


def _publish(everybody, hosts, mondays, line):
    """By the company that has an account; for the others by the RBDE, then confirmed."""
    company, title, places, audiences, tasks = line.split("|")
    own = company == "meca"
    actor = Actor.of(everybody["entreprise"], Role.COMPANY_REPRESENTATIVE)
    if not own:
        actor = Actor.of(everybody["rbde"], Role.RBDE)
    row = PlacementOffer(
        company=hosts[company],
        title=title,
        tasks=tasks,
        table=USUAL.days,
        audiences=[Audience(word) for word in audiences.split()],
        accessibility="Accès de plain-pied." if own else "",
        contact_name="Camille Roques",
        contact_email=f"stages@{company}.example",
    )
    offer = offers.create(actor, row, key=uuid.uuid5(NAMESPACE, f"placement-offer-{title}"))
    offers.plan_weeks(actor, offer, mondays, int(places))
    offer = offers.publish(actor, offer)
    if own or company == "pharma":  # one is left for its company to confirm
        return offer
    return offers.confirm(Actor.of_link(_link(offer)), offer)


def _link(offer):
    mine = PersonalLink.objects.alive().about(offer).filter(purpose=CONFIRM_PURPOSE)
    return mine.get(holder_email=offer.contact_email)


def _guest(mondays):
    siret, name, postcode, city = GUEST
    offer = PlacementOffer(
        title="Dans un garage automobile",
        tasks="Observer l’accueil, le diagnostic et l’atelier, sans toucher aux machines.",
        table=USUAL.days,
        contact_name="Sonia Vidal",
        contact_email="sonia@garage-pastel.example",
    )
    typed = TypedCompany(
        siret=siret, name=name, postcode=postcode, city=city, email=offer.contact_email, is_new=True
    )
    key = uuid.uuid5(NAMESPACE, "placement-offer-guest")
    offer = offer_guests.deposit("127.0.0.1", offer, typed, mondays, 1, key=key)
    offers.confirm(Actor.of_link(_link(offer)), offer)


def _ask(everybody, group, made):
    """Sent, accepted, refused; two wishes, a favourite, a report."""
    teacher = Actor.of(everybody["enseignante"], Role.TEACHER)
    host = Actor.of(everybody["entreprise"], Role.COMPANY_REPRESENTATIVE)
    free = list(Pupil.objects.present().for_class(group).filter(placements=None)[2:7])
    machining, office, _, shop = made[:4]
    sent = [_send(teacher, machining, pupil) for pupil in free[:3]]
    applications.accept(host, sent[1], "À demander à l’accueil : Mme Roques.")
    applications.refuse(host, sent[2], "staff", "L’atelier est en congé cette semaine-là.")
    offer_again.keep(teacher, shop, group)
    for pupil, offer in zip(free[3:], (shop, office), strict=True):
        link = family_links.open_for_pupil(teacher, pupil, family_links.WISH_PURPOSE)
        span = applications.spans_for(offer, group)[0]
        key = uuid.uuid5(NAMESPACE, f"wish-{pupil.school_number}")
        words = "Je voudrais découvrir ce métier."
        wishes.wish(Actor.of_link(link), pupil, offer, span, words, key=key)
    key = uuid.uuid5(NAMESPACE, "placement-offer-report")
    words = "Le titre annonce une vente, pas un stage."
    offer_moderation.report(teacher, shop, "other", words, key=key)


def _send(teacher, offer, pupil):
    span = applications.spans_for(offer, pupil.class_group)[0]
    message = "Élève curieuse et ponctuelle ; elle vient en bus."
    key = uuid.uuid5(NAMESPACE, f"application-{pupil.school_number}")
    (row,) = applications.send(teacher, Batch(offer, (pupil,), span, message), key=key)
    return row
