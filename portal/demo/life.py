"""Committees, events, placement windows and the services' addresses."""

import datetime as dt

from django.utils import timezone

from accounts.actor import Actor
from clee.enums import MemberKind, Side
from clee.models import Committee, Mandate, Member
from directory.enums import Level
from directory.models import Contact, Department, School, SchoolYear
from directory.years import start_year_of
from events.enums import EventKind, EventState
from events.models import Event, Session
from partnerships.enums.relation import InteractionKind, PartnershipKind
from partnerships.enums.relation import PartnershipState as S
from partnerships.models import ContactCeiling, Interaction, Partnership, Portfolio
from placements.models import Campaign
from placements.workflow.campaigns import set_campaign
from portal.models import ServiceContact, ServiceKind

from .dates import next_run
from .people import LYCEE

COMMITTEES = (
    ("CLEE d’Alès", "30", "0300002P", "clee.ales@academie.example",
     "Prépare ton futur : entraînement aux entretiens, identité numérique, immersions "
     "d’enseignants, visites pour les chefs d’établissement."),
    ("CLEE de Tarn-et-Garonne", "82", "0820021C", "clee.82@academie.example",
     "Un livret d’accueil pour les entreprises qui reçoivent des élèves."),
    ("CLEE de Béziers", "34", "0340012D", "clee.beziers@academie.example",
     "Une banque de stages et des stages dans l’industrie."),
    ("CLEE de l’Ariège", "09", "0090015T", "clee.09@academie.example",
     "Visites d’élèves, immersions d’enseignants, visites de collèges par des chefs "
     "d’entreprise."),
)  # fmt: skip

# Committee | side | person | organisation; a side that is not named is vacant (R-CL-1).
MANDATES = """
CLEE d’Alès|school|Denis Fabre|Collège Jean Moulin, Alès
CLEE d’Alès|economic|Alice Bastide|Robotique des Cévennes
CLEE de Tarn-et-Garonne|school|Nicole Arnal|Lycée polyvalent Antoine Bourdelle, Montauban
CLEE de Béziers|school|Patrick Miquel|Collège Paul Riquet, Béziers
CLEE de Béziers|economic|Hugo Sanchez|Forges du Biterrois
CLEE de l’Ariège|economic|Bruno Escande|Fonderie de l’Ariège
"""

# Committee | kind | UAI | name, when it is no school (R-CL-2).
MEMBERS = """
CLEE d’Alès|school|0300002P|
CLEE d’Alès|company||Robotique des Cévennes
CLEE d’Alès|club||Club des entreprises d’Alès Agglomération
CLEE d’Alès|chamber||CCI du Gard
CLEE de Tarn-et-Garonne|school|0820021C|
CLEE de Tarn-et-Garonne|chamber||Chambre de métiers de Tarn-et-Garonne
CLEE de Béziers|school|0340012D|
CLEE de Béziers|company||Forges du Biterrois
CLEE de Béziers|local||Béziers Méditerranée
CLEE de l’Ariège|school|0090015T|
CLEE de l’Ariège|company||Fonderie de l’Ariège
CLEE de l’Ariège|association||Cap Métiers Ariège
"""

EVENTS = (
    (EventKind.FORUM, "Forum des métiers de l’industrie", "Lycée polyvalent Eugène Montel",
     "31149", 40, 9, "Lycée polyvalent Eugène Montel", 300),
    (EventKind.PLENARY, "Réunion plénière du CLEE de l’Ariège", "Lycée polyvalent Pyrène",
     "09225", 24, 14, "CLEE de l’Ariège", 60),
    (EventKind.INDUSTRY_CUP, "Industrie Cup, finale régionale", "Palais des congrès",
     "31555", 185, 9, "Région académique Occitanie", 600),
    (EventKind.ROUND_TABLE, "Femmes et industrie : trois parcours", "Salle des fêtes",
     "32013", 65, 18, "UIMM Midi-Pyrénées", 120),
    (EventKind.OPEN_DAY, "Portes ouvertes des plateaux techniques", "Lycée professionnel Dupuy",
     "65440", -20, 9, "Lycée professionnel Jean Dupuy", None),
)  # fmt: skip

DEPARTMENTS = {
    "09": "Ariège", "11": "Aude", "12": "Aveyron", "30": "Gard", "31": "Haute-Garonne",
    "32": "Gers", "34": "Hérault", "46": "Lot", "48": "Lozère", "65": "Hautes-Pyrénées",
    "66": "Pyrénées-Orientales", "81": "Tarn", "82": "Tarn-et-Garonne",
}  # fmt: skip
ACADEMIES = {"16": "Toulouse", "11": "Montpellier"}


def add_committees(people):
    for name, department, uai, email, presentation in COMMITTEES:
        committee, _ = Committee.objects.get_or_create(
            name=name,
            defaults={
                "support_school": School.objects.get(uai=uai),
                "contact_email": email,
                "presentation": presentation,
            },
        )
        committee.departments.add(Department.objects.get(pk=department))
    for line in MANDATES.strip().splitlines():
        name, side, person, organisation = line.split("|")
        _add_mandate(name, Side(side), person, organisation, people)
    for line in MEMBERS.strip().splitlines():
        _add_member(*line.split("|"))


def _add_mandate(name, side, person, organisation, people):
    account = people["clee"] if person == str(people["clee"]) else None
    Mandate.objects.get_or_create(
        committee=Committee.objects.get(name=name),
        side=side,
        person_name=person,
        defaults={
            "user": account,
            "organisation": organisation,
            "starts_on": dt.date(2025, 9, 1),
            "designated_on": dt.date(2025, 9, 15) if side == Side.SCHOOL else None,
            "designated_by": "l’IA-DASEN" if side == Side.SCHOOL else "",
        },
    )


def _add_member(name, kind, uai, other_name):
    Member.objects.get_or_create(
        committee=Committee.objects.get(name=name),
        kind=MemberKind(kind),
        school=School.objects.get(uai=uai) if uai else None,
        other_name=other_name,
        defaults={"joined_on": dt.date(2025, 10, 6)},
    )


def add_events(today):
    for kind, title, place, insee_code, days, hour, organiser, capacity in EVENTS:
        day = today + dt.timedelta(days=days)
        start = timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))
        year, _ = SchoolYear.objects.get_or_create(start_year=start_year_of(day))
        event, _ = Event.objects.get_or_create(
            title=title,
            defaults={
                "kind": kind,
                "organiser": organiser,
                "starts_at": start,
                "ends_at": start + dt.timedelta(hours=3),
                "place": place,
                "municipality_id": insee_code,
                "department_id": insee_code[:2],
                "school_year": year,
                "state": EventState.PUBLISHED if days > 0 else EventState.CLOSED,
            },
        )
        Session.objects.get_or_create(
            event=event, starts_at=event.starts_at, ends_at=event.ends_at, capacity=capacity
        )


def add_campaigns(people, calendar, today):
    """Placement windows, set by the heads through the workflow."""
    for name, uai, level, days, length in (
        ("principal", "0311687R", Level.TROISIEME, 60, 5),
        ("principale.jaures", "0311238C", Level.TROISIEME, 75, 5),
        ("principal.paulin", "0311319R", Level.QUATRIEME, 95, 5),
        ("proviseur.montel", "0311092U", Level.CAP1, 100, 5),
    ):
        school = School.objects.get(uai=uai)
        if school.campaigns.filter(level=level).exists():
            continue
        window = next_run(calendar, today + dt.timedelta(days=days), length)
        campaign = Campaign(school=school, level=level, starts_on=window.first, ends_on=window.last)
        set_campaign(Actor.of(people[name]), campaign)


def add_services():
    for code, name in DEPARTMENTS.items():
        ServiceContact.objects.get_or_create(
            kind=ServiceKind.DEPARTMENT_OFFICE,
            department_id=code,
            defaults={
                "name": f"DSDEN {name}, mission école-entreprise",
                "email": f"ecole-entreprise.{code}@academie.example",
            },
        )
    for code, name in ACADEMIES.items():
        ServiceContact.objects.get_or_create(
            kind=ServiceKind.EDUCATION_AUTHORITY,
            academy_id=code,
            defaults={
                "name": f"Rectorat de {name}, DRAFPICA",
                "email": f"drafpica.{name.lower()}@academie.example",
            },
        )


def add_log(everybody, companies, today):
    """What the bureau des entreprises of the lycée notes, a call to make today included."""
    school, author = School.objects.get(uai=LYCEE), everybody["rbde"]
    for host, kind, days, text, action, due in (
        ("meca", InteractionKind.NOTE, 30, "Préfère un appel le matin. Deux tuteurs à l’atelier "
         "d’usinage ; prévoir des groupes de douze.", "", None),
        ("meca", InteractionKind.CALL, 6, "Mme Martin attend les dates de janvier.",
         "Rappeler avec les dates de janvier", 0),
        ("cellule", InteractionKind.VISIT, 20, "Visite du hall d’assemblage avec le DDFPT.",
         "Proposer une immersion d’enseignants", 12),
    ):  # fmt: skip
        Interaction.objects.get_or_create(
            company=companies[host],
            school=school,
            text=text,
            defaults={
                "author": author,
                "kind": kind,
                "happened_on": today - dt.timedelta(days=days),
                "next_action": action,
                "next_action_on": None if due is None else today + dt.timedelta(days=due),
            },
        )


def add_partnerships(everybody, companies, today):
    """An agreement that ends soon, one in preparation, and who follows which company."""
    school, owner = School.objects.get(uai=LYCEE), everybody["rbde"]
    for host, kind, title, days, state in (
        ("meca", PartnershipKind.FRAMEWORK, "Accord-cadre usinage et contrôle", 60, S.ACTIVE),
        ("cellule", PartnershipKind.TAX, "Taxe d’apprentissage", 400, S.PREPARATION),
    ):
        Partnership.objects.get_or_create(
            company=companies[host],
            school=school,
            kind=kind,
            defaults={
                "title": title,
                "starts_on": today - dt.timedelta(days=300),
                "ends_on": today + dt.timedelta(days=days),
                "owner": owner,
                "state": state,
            },
        )
        Portfolio.objects.get_or_create(
            school=school, company=companies[host], defaults={"owner": owner}
        )
    ContactCeiling.objects.get_or_create(
        company=companies["cellule"], defaults={"per_month": 6, "said_by": "le service RH"}
    )
    _add_stale_contact(school, companies["meca"], today)


def _add_stale_contact(school, company, today):
    """Whom nobody has met for two years: erased in a month, as the officer was told."""
    contact, is_new = Contact.objects.get_or_create(
        company=company,
        owner_school=school,
        last_name="Vidal",
        defaults={
            "first_name": "Colette",
            "function": "Cheffe d’atelier",
            "email": "colette.vidal@entreprise.example",
            "leaves_on": today + dt.timedelta(days=30),
        },
    )
    if is_new:
        long_ago = timezone.now() - dt.timedelta(days=2 * 365)
        Contact.objects.filter(pk=contact.pk).update(created_at=long_ago, updated_at=long_ago)
