"""Events that take registrations: a workshop that is full, with its waiting list and a place
that somebody gives to a colleague; a meeting of today, whose door is open."""

import datetime as dt
import uuid

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import PersonalLink
from directory.models import ClassGroup, SchoolYear
from directory.years import start_year_of
from events.enums import EventKind, EventState
from events.enums.registration import Party, Policy
from events.models import Event, Session, SessionEntry
from events.registration_questions import parse
from events.workflow import (
    check_in,
    registration_gifts,
    registration_settings,
    registrations,
)
from events.workflow.registrations import Wish

from .dates import next_run

WORKSHOP, MEETING = "Atelier robotique ouvert aux classes", "Rencontre des entreprises du bassin"
ASKED = "Venez-vous en car ? (oui/non)\nRepas (nombre)"
# Name | group | participants | adults
GROUPS = """
Paule Serres|Club techno du collège de Revel|9|1
Anne Delmas|Mission locale, groupe du jeudi|7|1
Karim Benali|Éclaireurs de Colomiers|5|1
"""
PEOPLE = """
Jeanne Sicre|Atelier des Pyrénées
Mehdi Lacroix|Fonderie du Midi
Odile Carrère|Lycée polyvalent Eugène Montel
Yann Pujol|Chambre de métiers
Inès Caubet|Mécanique de précision
"""


def add(everybody, calendar, today):
    """Once: what is there is left as it is."""
    if Event.objects.filter(title=WORKSHOP).exists():
        return
    organiser = Actor.of(everybody["dsden"])
    _workshop(everybody, organiser, calendar, today)
    _meeting(organiser, today)


def _event(title, kind, day, hour, organiser, **more):
    start = timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))
    year, _ = SchoolYear.objects.get_or_create(start_year=start_year_of(day))
    return Event.objects.create(
        title=title, kind=kind, organiser="DSDEN de la Haute-Garonne", starts_at=start,
        ends_at=start + dt.timedelta(hours=8), department_id="31", municipality_id="31555",
        school_year=year, state=EventState.PUBLISHED, **more,
    )  # fmt: skip


def _open(organiser, event, **more):
    values = {"policy": Policy.FIRST_FIT, "most_passes": 2, "hold_hours": 48} | more
    registration_settings.save(organiser, event, values)
    return Event.objects.select_related("registration_settings").get(pk=event.pk)


def _session(event, title, hour, hours, capacity, room):
    start = event.starts_at + dt.timedelta(hours=hour)
    return Session.objects.create(
        event=event, title=title, starts_at=start, ends_at=start + dt.timedelta(hours=hours),
        capacity=capacity, room=room,
    )  # fmt: skip


def _lines(text):
    return [line.split("|") for line in text.strip().splitlines()]


def _workshop(everybody, organiser, calendar, today):
    """The morning is full: one group waits, one was just offered the seats of another."""
    day = next_run(calendar, today + dt.timedelta(days=30)).first
    event = _event(WORKSHOP, EventKind.WORKSHOP, day, 9, organiser, place="Plateforme robotique")
    morning = _session(event, "Matin : programmer un bras", 0, 3, 36, "Atelier A")
    afternoon = _session(event, "Après-midi : souder sans risque", 5, 3, 24, "Atelier B")
    event = _open(organiser, event, questions=parse(ASKED))
    teacher = Actor.of(everybody["enseignante"])
    group = ClassGroup.objects.filter(school__in=teacher.school_ids).order_by("pk").first()
    _come(event, morning, str(teacher.user), teacher.user.email, group, 24, 2, actor=teacher)
    rows = [
        _come(event, morning, name, f"groupe{number}@asso.example", label, int(pupils), int(adults))
        for number, (name, label, pupils, adults) in enumerate(_lines(GROUPS))
    ]
    _given(event, afternoon, Actor.of(everybody["ddfpt"]))
    first = SessionEntry.objects.for_lists().get(registration=rows[0])
    registrations.act(_holder(rows[0]), first, "cancel")


def _given(event, session, giver):
    """A place that its holder proposes to a colleague, who has not answered yet."""
    user = giver.user
    wish = Wish(event, [session], str(user), user.email)
    row = registrations.deposit("demo", giver, wish, key=uuid.uuid4())
    name, email = "Hugo Tarride", "hugo.tarride@asso.example"
    registration_gifts.propose(giver, row, name, email, key=uuid.uuid4())


def _come(event, session, name, email, group, pupils, adults, actor=None):
    """A group that registers, and confirms by its link when it has no account."""
    is_class = isinstance(group, ClassGroup)
    wish = Wish(
        event, [session], name, email, party=Party.GROUP, pupils=pupils, adults=adults,
        class_group=group if is_class else None, school=group.school if is_class else None,
        group_name="" if is_class else group,
    )  # fmt: skip
    row = registrations.deposit("demo", actor or Actor.anonymous(), wish, key=uuid.uuid4())
    if row.proved_at is None:
        registrations.prove(_holder(row), row)
    return row


def _holder(row):
    return Actor.of_link(PersonalLink.objects.about(row).order_by("-pk")[0])


def _meeting(organiser, today):
    """Today: five are expected, two have come."""
    event = _event(MEETING, EventKind.ROUND_TABLE, today, 9, organiser, place="Hôtel de ville")
    session = _session(event, "", 0, 8, 60, "Salle du conseil")
    event = _open(organiser, event)
    for number, (name, organisation) in enumerate(_lines(PEOPLE)):
        wish = Wish(event, [session], name, f"invite{number}@asso.example",
                    organisation=organisation)  # fmt: skip
        registrations.deposit("demo", organiser, wish, key=uuid.uuid4())
    for entry in SessionEntry.objects.filter(session=session).order_by("pk")[:2]:
        check_in.note(organiser, entry, 1, key=uuid.uuid4())
