"""What the four committees did and plan (R-CL-4), one practice, resources with versions."""

import datetime as dt
import uuid
import zipfile
from io import BytesIO

from accounts.actor import Actor
from accounts.enums import Role
from clee.models import Action, ActionType, Committee, Resource
from clee.workflow import action_parts, actions, resources
from directory.models import School, SchoolYear
from directory.years import current_year, start_year_of
from documents.office import ODT
from documents.rendering import render_pdf
from documents.uploads import Upload
from partnerships.models import Booking

from .dates import last_run, next_run

# Committee | type | title | days from today | levels | girls, boys, adults | done
ACTIONS = """
CLEE d’Alès|Entraînement aux entretiens|Prépare ton futur : entretiens|-40|3e|22 24 9|done
CLEE d’Alès|Atelier (identité numérique, recherche de stage)|Mon identité numérique|-33|4e 3e|30 28 4|done
CLEE d’Alès|Immersion d’enseignants en entreprise|Une journée chez Robotique des Cévennes|-20|staff|0 0 12|done
CLEE d’Alès|Visite d’entreprise par des personnels|Visite pour les chefs d’établissement|30|staff|0 0 8|planned
CLEE de Tarn-et-Garonne|Livret d’accueil|Livret d’accueil pour les entreprises|-25|public|0 0 0|done
CLEE de Tarn-et-Garonne|Forum des métiers|Forum des métiers du Quercy|60|4e 3e|0 0 0|planned
CLEE de Béziers|Banque de stages|Une banque de stages pour les 3e|-45|3e|40 41 3|done
CLEE de Béziers|Semaine de découverte|Une semaine dans l’industrie|55|3e 2de|0 0 0|planned
CLEE de l’Ariège|Visite d’entreprise par des élèves|Visite de la Fonderie de l’Ariège|-30|4e|13 12 2|done
CLEE de l’Ariège|Immersion d’enseignants en entreprise|Immersion d’enseignants de technologie|-12|staff|0 0 6|done
CLEE de l’Ariège|Visite d’établissement par des entreprises|Les chefs d’entreprise au collège|24|5e 4e|0 0 5|planned
CLEE de l’Ariège|Table ronde|Trois parcours de femmes dans l’industrie|36|3e 2de|0 0 0|postponed
"""  # noqa: E501
LAST_YEAR = """
CLEE d’Alès|Entraînement aux entretiens|Prépare ton futur : entretiens|3e|18 20 8
CLEE d’Alès|Forum des métiers|Forum des métiers d’Alès|4e 3e|120 131 30
CLEE de l’Ariège|Visite d’entreprise par des élèves|Visite d’une scierie|4e|11 14 2
"""
RECIPE = (
    "Trois semaines avant : un professionnel pour quatre élèves, une salle par métier.\n"
    "Le jour même : dix minutes d’entretien, cinq minutes de retour, deux passages par élève.\n"
    "Ensuite : une fiche de conseils remise à chacun."
)


def add(people, calendar, today):
    """Told once."""
    if Action.objects.exists():
        return
    officer = Actor.of(people["rectorat"], Role.EDUCATION_AUTHORITY)
    for line in ACTIONS.strip().splitlines():
        name, kind, title, days, levels, numbers, state = line.split("|")
        wanted = today + dt.timedelta(days=int(days))
        run = last_run if state == "done" else next_run
        action = _new(name, kind, title, run(calendar, wanted).first, levels, numbers)
        actions.record(officer, action, key=uuid.uuid4(), is_done=state == "done")
        if state == "postponed":
            actions.act(officer, action, "postpone", reason="La salle n’est plus libre")
    for line in LAST_YEAR.strip().splitlines():
        name, kind, title, levels, numbers = line.split("|")
        day = next_run(calendar, dt.date(current_year().start_year, 1, 19)).first
        action = _new(name, kind, title, day, levels, numbers)
        actions.record(officer, action, key=uuid.uuid4(), is_done=True)
    _complete(officer)
    _realised(officer)
    _publish(officer)


def _new(name, kind, title, day, levels, numbers):
    girls, boys, adults = map(int, numbers.split())
    SchoolYear.objects.get_or_create(start_year=start_year_of(day))
    return Action(
        committee=Committee.objects.get(name=name),
        type=ActionType.objects.get(label=kind),
        title=title,
        levels=levels.split(),
        girls=girls,
        boys=boys,
        adults=adults,
        starts_on=day,
        ends_on=day,
        is_avenir="staff" not in levels,
    )


def _complete(officer):
    """One action with everything, shared with the other committees."""
    action = Action.objects.filter(title="Prépare ton futur : entretiens").earliest("pk")
    action.objective = "Préparer les élèves de 3e à leur premier entretien."
    action.place, action.cost = "Collège Jean Moulin, Alès", 120
    action.funding = "Club des entreprises d’Alès Agglomération"
    action.result = "Chaque élève est passé deux fois devant un professionnel."
    action.satisfaction, action.priority, action.priorities = 4, 12, ["QPV"]
    schools = tuple(School.objects.filter(uai__in=["0301013N", "0300002P"]))
    actions.edit(officer, action, actions.Partners(schools))
    action_parts.share(officer, action, RECIPE)


def _realised(officer):
    """A class in company of last year realises an action: its pupils are counted from it."""
    lived = Booking.objects.taken().filter(school__uai="0301013N").order_by("starts_on").first()
    if lived is None:
        return
    action = _new("CLEE d’Alès", "Classe en entreprise", "Une classe chez Robotique des Cévennes",
                  lived.starts_on, "3e", "0 0 2")  # fmt: skip
    action.ends_on = lived.ends_on
    partners = actions.Partners((lived.school,), (lived.company,))
    action = actions.record(officer, action, partners, key=uuid.uuid4(), is_done=True)
    action_parts.link(officer, action, f"immersion:{lived.pk}")


def _publish(officer):
    """The welcome booklet, in its second version, and a tool of the bureaux des entreprises."""
    committee = Committee.objects.get(name="CLEE de Tarn-et-Garonne")
    booklet = Resource(
        committee=committee,
        kind="booklet",
        title="Livret d’accueil des élèves en entreprise",
        description="Ce qu’une entreprise prépare avant l’arrivée d’un élève, et pendant.",
    )
    resources.publish(officer, booklet, _pdf("Première édition."), key=uuid.uuid4())
    resources.replace(officer, booklet, _pdf("Deuxième édition."), "Page sur la sécurité")
    letter = Resource(
        committee=Committee.objects.get(name="CLEE d’Alès"),
        kind="letter",
        title="Courrier de rentrée aux entreprises",
        audience="rbde",
    )
    resources.publish(officer, letter, _letter(), key=uuid.uuid4())


def _pdf(edition):
    data = {
        "title": "Livret d’accueil",
        "number": "1",
        "verifiable": False,
        "opening": [edition, "Avant l’arrivée : un tuteur, un lieu, des horaires."],
        "facts": [("Pour qui", "Toute entreprise qui reçoit un élève")],
        "closing": [],
    }
    return Upload(render_pdf("statement.typ", data), "application/pdf", "livret.pdf")


def _letter():
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", ODT)
        archive.writestr("content.xml", CONTENT)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
    return Upload(made.getvalue(), ODT, "courrier.odt")


NAMES = "urn:oasis:names:tc:opendocument:xmlns"
CONTENT = (
    f'<office:document-content xmlns:office="{NAMES}:office:1.0" xmlns:text="{NAMES}:text:1.0" '
    'office:version="1.2"><office:body><office:text><text:p>Madame, Monsieur, la rentrée est là : '
    "voici notre bureau des entreprises.</text:p></office:text></office:body>"
    "</office:document-content>"
)
MANIFEST = (
    f'<manifest:manifest xmlns:manifest="{NAMES}:manifest:1.0"><manifest:file-entry '
    f'manifest:full-path="/" manifest:media-type="{ODT}"/><manifest:file-entry '
    'manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
