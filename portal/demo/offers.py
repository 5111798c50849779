"""What the companies and the lycée of the story publish, by the workflow."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from accounts.actor import Actor
from directory.models import School
from partnerships.enums import OfferKind, SlotMode
from partnerships.models import Offer
from partnerships.workflow import offers as workflow
from partnerships.workflow.offers import SlotPlan
from partnerships.workflow.people import confirm_link, hosts_of

from .dates import next_run

NAMESPACE = uuid.UUID("0d7ff8c3-7c0f-4fd4-9f52-2f6f4f3f2a11")


@dataclass(frozen=True)
class DemoOffer:
    """One offer: who publishes it, where, what, and in how many days its slots begin."""

    key: str
    author: str
    kind: OfferKind
    title: str
    description: str
    in_days: tuple
    company: str = ""
    length: int = 1
    capacity: int = 30
    levels: tuple = ("4e", "terminale")
    selection: bool = False
    sheet: dict = field(default_factory=dict)
    # Added once the company has confirmed the others.
    later: tuple = ()


WORKSHOP_SHEET = {
    "access": "Accueil au poste de garde, badge visiteur remis sur place. Arrêt de bus à 200 m.",
    "dress": "Chaussures fermées, pantalon long, cheveux attachés.",
    "protective_equipment": "Gilet, lunettes et chaussures de sécurité prêtés par l’entreprise.",
    "meals": "Salle équipée de micro-ondes ; restaurant d’entreprise sur réservation.",
    "accessibility": "Ateliers de plain-pied, accessibles en fauteuil roulant.",
    "minimum_age": 13,
    "accompanying_adults": 2,
}

OFFERS = (
    DemoOffer(
        "meca-classe", "entreprise", OfferKind.CLASS_IMMERSION,
        "Trois jours dans un atelier d’usinage aéronautique",
        "De la pièce brute à la pièce contrôlée : usinage, métrologie, qualité, logistique. Les "
        "élèves rencontrent opérateurs, techniciens et apprentis.",
        (24, 52, 66, 80, 101, 122, 140), "meca", 3, 30, ("4e", "terminale"), sheet=WORKSHOP_SHEET,
    ),
    DemoOffer(
        "meca-visite", "entreprise", OfferKind.VISIT,
        "Une journée au contrôle qualité",
        "Un groupe découvre les machines de mesure et les métiers de la qualité.",
        (21, 60, 90), "meca", 1, 16, ("6e", "terminale"), sheet=WORKSHOP_SHEET,
    ),
    DemoOffer(
        "meca-classe-choisie", "entreprise", OfferKind.CLASS_IMMERSION,
        "Une classe pour suivre la fabrication d’un train d’atterrissage",
        "Nous choisissons une classe qui prépare la visite avec nous en amont.",
        (108,), "meca", 3, 28, ("3e", "2de"), selection=True, sheet=WORKSHOP_SHEET,
    ),
    DemoOffer(
        "cellule-classe", "contact.cellule", OfferKind.CLASS_IMMERSION,
        "Vivre trois jours au rythme d’une ligne d’assemblage",
        "Assemblage de structures, ordonnancement, bureau d’études : une classe par mois.",
        (31, 73, 112), "cellule", 3, 32, ("3e", "terminale"), sheet=WORKSHOP_SHEET,
    ),
    DemoOffer(
        "cellule-enseignants", "contact.cellule", OfferKind.TEACHER_IMMERSION,
        "Immersion d’enseignants : les métiers de l’aérostructure",
        "Deux jours d’échanges avec les équipes, pour nourrir vos cours et l’orientation.",
        (38, 87), "cellule", 2, 8, ("", ""),
    ),
    DemoOffer(
        "capteurs-intervenant", "contact.capteurs", OfferKind.SPEAKER,
        "Une ingénieure vous parle de son métier",
        "Une heure et demie d’échange dans votre classe, avec démonstration de capteurs.",
        (17, 45, 75), "capteurs", 1, 36, ("5e", "terminale"),
    ),
    DemoOffer(
        "capteurs-entretiens", "contact.capteurs", OfferKind.INTERVIEW_TRAINING,
        "Entretiens blancs avec des recruteurs",
        "Quatre recruteurs reçoivent vos élèves vingt minutes chacun et les conseillent.",
        (59, 94), "capteurs", 1, 24, ("3e", "terminale"),
    ),
    DemoOffer(
        "fonderie-classe", "contact.fonderie", OfferKind.CLASS_IMMERSION,
        "Dans une fonderie ariégeoise",
        "Modelage, moulage, coulée et recyclage du métal, avec ceux qui le font.",
        (45, 94), "fonderie", 3, 26, ("4e", "CAP2"), sheet=WORKSHOP_SHEET,
    ),
    DemoOffer(
        "cevennes-visite", "contact.cevennes", OfferKind.VISIT,
        "Programmer un robot, le voir travailler",
        "Démonstration en atelier, puis échange avec les équipes de conception.",
        (28, 66), "cevennes", 1, 15, ("6e", "terminale"),
    ),
    DemoOffer(
        "biterrois-classe", "contact.biterrois", OfferKind.CLASS_IMMERSION,
        "Forger, tremper, contrôler",
        "Une classe découvre la forge et le laboratoire d’essais.",
        (73, 108), "biterrois", 3, 28, ("4e", "terminale"), sheet=WORKSHOP_SHEET,
    ),
    DemoOffer(
        "bigorre-classe", "contact.bigorre", OfferKind.CLASS_IMMERSION,
        "Comment construit-on un tramway ?",
        "Trois jours entre chaudronnerie, câblage et essais.",
        (80, 115), "bigorre", 3, 30, ("4e", "terminale"), sheet=WORKSHOP_SHEET,
    ),
    DemoOffer(
        "montel-ateliers", "ddfpt", OfferKind.SCHOOL_VISIT,
        "Visitez nos ateliers d’usinage et de chaudronnerie",
        "Les responsables d’entreprise découvrent nos plateaux techniques et nos formations.",
        (35, 85), "", 1, 12, ("", ""),
    ),
    DemoOffer(
        "comminges-a-confirmer", "rbde", OfferKind.VISIT,
        "Au cœur d’une centrale hydroélectrique",
        "Visite commentée de la salle des machines et du poste de commande.",
        (70,), "comminges", 1, 20, ("5e", "terminale"),
    ),
    DemoOffer(
        "comminges-dates", "rbde", OfferKind.VISIT,
        "Les métiers de l’eau et de l’énergie",
        "Deux techniciennes montrent leur journée, de la surveillance du réseau à la maintenance.",
        (63,), "comminges", 1, 20, ("4e", "terminale"), later=(91,),
    ),
    DemoOffer(
        "clinique-a-confirmer", "rbde.ancienne", OfferKind.VISIT,
        "Les métiers d’un centre de soins",
        "Soignants, cuisiniers, techniciens : une équipe présente son quotidien.",
        (77,), "clinique", 1, 15, ("4e", "terminale"),
    ),
)  # fmt: skip


def publish_all(people, companies, calendar, today):
    """The offers by their key, published (on behalf: waiting for the company, R-IM-1)."""
    return {row.key: _publish(row, people, companies, calendar, today) for row in OFFERS}


def _publish(row, people, companies, calendar, today):
    author = Actor.of(people[row.author])
    key = uuid.uuid5(NAMESPACE, row.key)
    offer = workflow.create(author, _offer(row, companies), key=key)
    periods = _periods(row, calendar, today)
    first, later = periods[: len(row.in_days)], periods[len(row.in_days) :]
    plan = _plan(row, periods)
    workflow.add_slots(author, offer, first, plan, today)
    published = workflow.publish(author, offer)
    if later:
        # R-IM-1: what is added to an offer that the company confirmed waits for its word.
        link = confirm_link(author, published, hosts_of(published)[0])
        workflow.confirm(Actor.of_link(link), published)
        workflow.add_slots(author, published, later, plan, today)
    return published


def _periods(row, calendar, today):
    """In turn: holidays may carry two of them to the same days."""
    periods = []
    for days in (*row.in_days, *row.later):
        start = today + dt.timedelta(days=days)
        if periods:
            start = max(start, periods[-1].last + dt.timedelta(days=1))
        periods.append(next_run(calendar, start, row.length))
    return periods


def _offer(row, companies):
    host = (
        {"host_company": companies[row.company]}
        if row.company
        else {"host_school": School.objects.get(uai="0311092U")}
    )
    return Offer(
        kind=row.kind,
        title=row.title,
        description=row.description,
        min_level=row.levels[0],
        max_level=row.levels[1],
        **host,
        **row.sheet,
    )


def _plan(row, periods):
    if not row.selection:
        return SlotPlan(row.capacity)
    limit = periods[0].first - dt.timedelta(days=30)
    return SlotPlan(row.capacity, mode=SlotMode.SELECTION, requests_until=limit)
