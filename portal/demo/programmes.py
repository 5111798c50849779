"""A Semaine de l’industrie: twelve events of many organisers, two slots that join it by a tick."""

import datetime as dt
import uuid

from django.utils import timezone

from accounts.actor import Actor
from clee.models import Committee
from directory.models import BranchOrganisation, Municipality, PartnerNetwork, School
from events.enums import EventAudience, EventKind
from events.models import Event, Programme, ProgrammeEntry, Theme
from events.rules.events import SessionDraft
from events.workflow import events, programmes
from events.workflow.programmes import Ticks

from .networks import CLUB
from .people import LYCEE

TITLE = "Semaine de l’industrie en Occitanie"
LASTS = dt.timedelta(days=11)
A, K = EventAudience, EventKind
# (kind, title, organiser, INSEE code, place, day, hour, seats, audience, rank of its theme)
EVENTS = (
    (K.COMPANY_VISIT, "Portes ouvertes de l’atelier d’usinage", "meca", "31149",
     "12 rue des Ateliers", 1, 9, 24, (A.MIDDLE_SCHOOL, A.HIGH_SCHOOL), 4),
    (K.COMPANY_VISIT, "Une ligne d’assemblage de l’intérieur", "cellule", "31069",
     "8 avenue des Hélices", 2, 14, 20, (A.HIGH_SCHOOL,), 4),
    (K.COMPANY_VISIT, "Couler le métal aujourd’hui", "fonderie", "09225",
     "15 route d’Espagne", 3, 9, 16, (A.MIDDLE_SCHOOL,), 3),
    (K.COMPANY_VISIT, "Rénover un train plutôt que le remplacer", "bigorre", "65440",
     "1 boulevard du Rail", 3, 10, 18, (A.MIDDLE_SCHOOL, A.FAMILIES), 3),
    (K.WORKSHOP, "Défi robotique des collégiens", "cevennes", "30007",
     "2 quai du Gardon", 2, 9, 30, (A.MIDDLE_SCHOOL,), 6),
    (K.OPEN_DAY, "Les plateaux techniques ouvrent leurs portes", "school", "31149",
     "Lycée polyvalent Eugène Montel", 4, 9, 120, (A.MIDDLE_SCHOOL, A.FAMILIES), 5),
    (K.ROUND_TABLE, "Ingénieures, techniciennes, soudeuses", "branch", "31555",
     "Maison de l’industrie", 1, 18, 80, (A.HIGH_SCHOOL, A.STUDENTS, A.GENERAL), 1),
    (K.FORUM, "Forum des métiers industriels de l’Ariège", "committee", "09225",
     "Salle des fêtes", 4, 9, 200, (A.MIDDLE_SCHOOL, A.HIGH_SCHOOL), 4),
    (K.WORKSHOP, "Speed-meeting élèves et industriels", "network", "31149",
     "Hôtel de ville", 2, 10, 40, (A.MIDDLE_SCHOOL,), 4),
    (K.CONFERENCE, "Décarboner l’industrie régionale", "authority", "34172",
     "Rectorat, amphithéâtre", 0, 14, 150, (A.TEACHERS, A.COMPANIES), 2),
    (K.CONFERENCE, "Ouverture de la semaine", "authority", "31555",
     "Palais des congrès", 0, 9, None, (), 0),
    (K.COMPANY_VISIT, "Du lait au fromage : une usine au village", "roquefort", "12202",
     "6 chemin des Caves", 3, 14, 15, (A.FAMILIES, A.GENERAL), 3),
)  # fmt: skip
PRESENTATION = (
    "Entreprises, établissements et réseaux ouvrent leurs portes : visites, rencontres, ateliers. "
    "Chaque classe peut s’y inscrire avec ses accompagnateurs."
)


def add(everybody, hosts, today):
    """Told once."""
    if Programme.objects.filter(title=TITLE).exists():
        return
    authority = Actor.of(everybody["rectorat"])
    themes = list(Theme.objects.in_use())
    first = today + dt.timedelta(days=21 - today.weekday())
    programme = _programme(authority, first, themes)
    made = [_event(authority, hosts, first, line, themes) for line in EVENTS]
    owner, *others = made
    company = Actor.of(everybody["entreprise"])
    message = "Nous accueillons deux classes le matin."
    programmes.tick(company, programme, _ticks([owner], [], message))
    programmes.tick(authority, programme, _ticks([owner, *others], _slots(authority, programme)))
    _label(authority, programme)


def _programme(authority, first, themes):
    row = Programme(
        title=TITLE, starts_on=first, ends_on=first + LASTS,
        theme="L’industrie au service de la planète",
        presentation=PRESENTATION, national_url="https://www.semaine-industrie.gouv.fr/",
    )  # fmt: skip
    programmes.create(authority, row, themes[1:4])
    return programmes.act(authority, row, "publish")


def _event(authority, hosts, first, line, themes):
    kind, title, by, town, place, day, hour, seats, audience, theme = line
    row = Event(
        kind=kind, title=title, place=place, audience=list(audience),
        municipality=Municipality.objects.get(pk=town), department_id=town[:2],
        presentation="Accueil par les équipes, présentation des métiers, échanges.",
        **_holder(by, hosts),
    )  # fmt: skip
    starts = timezone.make_aware(dt.datetime.combine(first + dt.timedelta(days=day), dt.time(hour)))
    length = dt.timedelta(hours=2)
    drafts = [SessionDraft(starts, starts + length, "", "", seats)]
    if kind == EventKind.COMPANY_VISIT:
        again = starts + dt.timedelta(hours=3)
        drafts = [SessionDraft(starts, starts + length, "Premier groupe", "", seats),
                  SessionDraft(again, again + length, "Second groupe", "", seats)]  # fmt: skip
    row, _ = events.create(authority, row, [themes[0], themes[theme]], drafts, key=uuid.uuid4())
    return events.act(authority, row, "publish")


def _holder(by, hosts):
    if by in hosts:
        return {"company": hosts[by]}
    found = {
        "school": lambda: School.objects.get(uai=LYCEE),
        "branch": lambda: BranchOrganisation.objects.get(name="UIMM Midi-Pyrénées"),
        "committee": lambda: Committee.objects.get(name="CLEE de l’Ariège"),
        "network": lambda: PartnerNetwork.objects.get(name=CLUB),
    }
    return {by: found[by]()} if by in found else {}


def _slots(authority, programme):
    _, slots = programmes.proposable(authority, programme)
    return list(slots.order_by("starts_on", "pk")[:2])


def _ticks(rows, slots, message=""):
    events_keys, slots_keys = (frozenset(one.pk for one in found) for found in (rows, slots))
    return Ticks(events_keys, slots_keys, message=message)


def _label(authority, programme):
    entry = ProgrammeEntry.objects.filter(programme=programme, state="accepted").first()
    link = "https://www.semaine-industrie.gouv.fr/evenements/"
    programmes.label(authority, entry, "SI-OCC-0042", link, None)
