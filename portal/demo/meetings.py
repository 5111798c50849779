"""The meetings of the committees, past and to come; their year, their charter, the network."""

import datetime as dt
import uuid

from django.utils import timezone

from accounts.actor import Actor
from clee.enums import MemberKind
from clee.enums.meetings import Answer, Attendance, DecisionState, MeetingKind
from clee.models import Committee, Decision, Meeting, Member, News, Resource
from clee.workflow import charter, cycle, guests, meetings, networks, news, resources
from directory.models import Department
from directory.years import start_year_of
from documents.rendering import render_pdf
from documents.uploads import Upload

# Committee | who answers for the member | its address.
CONTACTS = (
    ("CLEE d’Alès", "Club des entreprises d’Alès Agglomération", "Mireille Roche", "club.ales"),
    ("CLEE d’Alès", "Robotique des Cévennes", "Alice Bastide", "contact.cevennes"),
    ("CLEE d’Alès", "CCI du Gard", "Paul Teissier", "cci.gard"),
    ("CLEE de Béziers", "Forges du Biterrois", "Hugo Sanchez", "contact.biterrois"),
    ("CLEE de Béziers", "Béziers Méditerranée", "Nadia Ferrand", "economie.beziers"),
    ("CLEE de Tarn-et-Garonne", "Chambre de métiers de Tarn-et-Garonne", "Luc Daures", "cma.82"),
    ("CLEE de l’Ariège", "Cap Métiers Ariège", "Sophie Rives", "cap.ariege"),
)
# Committee | days from today | kind | place | agenda | decisions (text, who, days from today).
HELD = (
    ("CLEE d’Alès", -63, MeetingKind.PLENARY, "Lycée Jean-Baptiste Dumas, Alès",
     ("Bilan de l’année passée", "Plan d’actions", "Immersions d’enseignants"),
     (("Proposer dix places d’immersion aux enseignants de technologie", "Alice Bastide", 20),
      ("Envoyer la plaquette aux collèges du bassin", "Denis Fabre", -12))),
    ("CLEE de Béziers", -58, MeetingKind.PLENARY, "Chambre de commerce, Béziers",
     ("Bilan", "Banque de stages"),
     (("Ouvrir vingt offres de stage d’observation dans l’industrie", "Hugo Sanchez", 15),)),
    ("CLEE de Tarn-et-Garonne", -70, MeetingKind.PLENARY, "Lycée Antoine Bourdelle, Montauban",
     ("Livret d’accueil",), (("Relire le livret d’accueil", "Nicole Arnal", -5),)),
    ("CLEE de l’Ariège", -30, MeetingKind.STEERING, "Fonderie de l’Ariège, Pamiers",
     ("Visites de collèges par des chefs d’entreprise",),
     (("Trouver trois chefs d’entreprise pour les collèges de Foix", "Bruno Escande", 9),)),
)  # fmt: skip
COMING = (
    ("CLEE d’Alès", 12, "Lycée Jean-Baptiste Dumas, Alès",
     ("Entraînement aux entretiens", "Identité numérique")),
    ("CLEE de Béziers", 14, "Forges du Biterrois", ("Stages dans l’industrie",)),
    ("CLEE de l’Ariège", 16, "Lycée Pyrène, Pamiers", ("Semaine de l’industrie", "Budget")),
)  # fmt: skip
SUMMARY = "Les membres présents remercient l’établissement qui les reçoit."


def add(people, today):
    """Told once: the first meeting says that the story is there."""
    cycle.open_year(start_year_of(today))
    if Meeting.objects.exists():
        return
    actor = Actor.of(people["admin"])
    for name, organisation, person, address in CONTACTS:
        rows = Member.objects.filter(committee__name=name, other_name=organisation)
        rows.update(contact_name=person, contact_email=f"{address}@demo.example")
    for line in HELD:
        _held(actor, today, *line)
    for name, days, place, agenda in COMING:
        _coming(actor, today, name, days, place, agenda)
    _deferred(actor, today)
    _charters(actor)
    _network(people, today)


def _meeting(actor, name, day, kind, place, agenda, hour=17):
    start = timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))
    meeting = Meeting(
        committee=Committee.objects.get(name=name),
        kind=kind,
        starts_at=start,
        ends_at=start + dt.timedelta(hours=2),
        place=place,
    )
    return meetings.prepare(actor, meeting, agenda)


def _held(actor, today, name, days, kind, place, agenda, decided):
    day = _open_day(today + dt.timedelta(days=days))
    meeting = _meeting(actor, name, day, kind, place, agenda)
    meetings.hold(actor, meeting)
    rows = list(meeting.invitations.all())
    states = (Attendance.PRESENT, Attendance.PRESENT, Attendance.EXCUSED)
    sheet = {row.pk: states[rank % 3] for rank, row in enumerate(rows)}
    meetings.take_attendance(actor, meeting, sheet)
    first = meeting.agenda.first()
    meetings.take_notes(actor, meeting, SUMMARY, {first.pk: "Présenté par les copilotes."})
    for text, owner, due in decided:
        due_on = today + dt.timedelta(days=due)
        meetings.decide(actor, Decision(meeting=meeting, text=text, owner=owner, due_on=due_on))
    done = Decision(meeting=meeting, text="Remercier l’établissement d’accueil", owner="Copilotes")
    meetings.settle(actor, meetings.decide(actor, done), DecisionState.DONE)
    meetings.report(actor, meeting)


def _open_day(day):
    """Not a week-end."""
    return day - dt.timedelta(days=max(0, day.weekday() - 4))


def _coming(actor, today, name, days, place, agenda):
    day = _open_day(today + dt.timedelta(days=days))
    meeting = _meeting(actor, name, day, MeetingKind.STEERING, place, agenda)
    meetings.invite(actor, meeting)
    said = (
        (Answer.PRESENT, ""),
        (Answer.REPRESENTED, "sa directrice adjointe"),
        (Answer.EXCUSED, ""),
    )
    invited = list(meeting.invitations.by_mail().filter(user=None)[: len(said)])
    for row, (answer, whom) in zip(invited, said[: len(invited)], strict=True):
        guests.answer(Actor.of_link(guests.link_of(row)), row, answer, whom)


def _deferred(actor, today):
    """Convened, then put off until the lycée has a room again."""
    day = _open_day(today + dt.timedelta(days=20))
    agenda = ("Livret d’accueil", "Calendrier des stages")
    name = "CLEE de Tarn-et-Garonne"
    place = "Lycée Antoine Bourdelle, Montauban"
    meeting = _meeting(actor, name, day, MeetingKind.STEERING, place, agenda)
    meetings.invite(actor, meeting)
    meetings.defer(actor, meeting, "La salle est en travaux.")


def _charters(actor):
    """Old adhesions on paper but for two committees; some signatures out."""
    for name in ("CLEE de Béziers", "CLEE de Tarn-et-Garonne"):
        charter.take_over(actor, Committee.objects.get(name=name))
    rows = Member.objects.without_charter().exclude(contact_email="")
    charter.ask(actor, list(rows.filter(kind=MemberKind.CLUB)))


def _network(people, today):
    """The RBDE of Haute-Garonne, convened by their supervisor."""
    actor = Actor.of(people["superviseur"])
    network = networks.open_network(actor, Department.objects.get(pk="31"))
    day = _open_day(today + dt.timedelta(days=18))
    agenda = ("Outils partagés", "Calendrier des stages")
    meeting = _meeting(actor, network.name, day, MeetingKind.OTHER, "DSDEN, Toulouse", agenda, 9)
    meetings.invite(actor, meeting)
    guide = Resource(
        committee=network,
        kind="guide",
        title="Premier entretien avec une entreprise",
        description="Ce que l’on prépare, ce que l’on demande, ce que l’on note ensuite.",
        audience="rbde",
    )
    resources.publish(actor, guide, _guide(), key=uuid.uuid4())
    row = News(
        committee=network,
        title="Journée départementale des RBDE",
        text="Une matinée d’échanges sur la relance des entreprises, puis un atelier d’outils.",
    )
    news.act(actor, news.write(actor, row), "publish")


def _guide():
    data = {
        "title": "Premier entretien avec une entreprise",
        "number": "1",
        "verifiable": False,
        "opening": ["Avant : relire la fiche de l’entreprise et le dernier échange, de qui que ce "
                    "soit. Pendant : une question à la fois. Après : une ligne au journal."],
        "facts": [("Pour qui", "Les bureaux des entreprises")],
        "closing": [],
    }  # fmt: skip
    return Upload(render_pdf("statement.typ", data), "application/pdf", "premier-entretien.pdf")
