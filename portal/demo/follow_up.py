"""Placements that ran and run: visits, attendance, an accident, opinions, one that was missed."""

import datetime as dt
import uuid

from django.db import transaction

from accounts.actor import Actor
from accounts.enums import Role
from documents import questionnaires
from documents.models import QuestionnaireAnswer
from placements import evaluation
from placements.enums import Source
from placements.models import Incident, Placement, Pupil, Visit
from placements.workflow import host_links, incidents, outcomes, placements, presence, visits
from placements.workflow.placements import Found, Hosting

from .dates import last_run
from .offers import NAMESPACE
from .pupils import USUAL

DAY = dt.timedelta(days=1)
TUTOR = {
    "tutor_name": "Dominique Roux",
    "tutor_function": "Responsable d’atelier",
    "tutor_email": "tuteur@demo.example",
    "tutor_phone": "05 61 00 03 00",
    "activities": "Suivre une pièce, du bureau d’études au contrôle.",
}
THERE, AWAY = ("present", "present"), ("absent", "absent")
WAS, IS, NOT = 10, 9, 11


def add(everybody, hosts, group, calendar, today):
    """For three pupils of the class of 3e, once."""
    pupils = list(Pupil.objects.filter(class_group=group).order_by("pk"))
    if Visit.objects.exists() or len(pupils) <= NOT:
        return
    teacher = Actor.of(everybody["enseignante"], Role.TEACHER)
    able = [company for company in hosts.values() if not company.agreement_forbidden]
    company = min(able, key=lambda company: company.pk)
    past, now = last_run(calendar, today - 7 * DAY, 4), last_run(calendar, today + 2 * DAY, 4)
    with transaction.atomic():
        _was(teacher, _placed(teacher, pupils[WAS], company, past), today)
        _is(teacher, _placed(teacher, pupils[IS], company, now), today)
        missed = _placed(teacher, pupils[NOT], company, past)
        outcomes.miss(teacher, missed, "host", "Atelier fermé cette semaine.", today=today)


def _placed(teacher, pupil, company, days):
    hosting = Hosting(company, days.first, days.last, USUAL, TUTOR)
    found = Found(pupil, (hosting,), Source.ELSEWHERE)
    return placements.record_found(teacher, found, key=_key("suivi", pupil))


def _key(name, pupil):
    return uuid.uuid5(NAMESPACE, f"{name}-{pupil.school_number}")


def _was(teacher, placement, today):
    """Seen, present, evaluated by the tutor."""
    _seen(teacher, placement, placement.starts_on, "green", "À l’aise, pose des questions.", today)
    days = presence.expected_of(placement, today=today)
    presence.take(teacher, placement, {one.day: THERE for one in days}, today=today)
    outcomes.finish_past(today)
    evaluation.ask(teacher, Placement.objects.get(pk=placement.pk))
    row = QuestionnaireAnswer.objects.about(placement).filter(function="tuteur").first()
    said = {"punctual": 5, "curious": 4, "attitude": 5, "again": "oui"}
    if row and row.is_open:
        questionnaires.answer(Actor.of_link(row.link), row, said)


def _is(teacher, placement, today):
    """The host says who is there and tells an accident; a visit is planned."""
    stay = placement.stays.get()
    host = Actor.of_link(host_links.send(teacher, stay))
    days = [one.day for one in presence.expected_of(placement, stay, today)]
    if days:
        said = dict.fromkeys(days, THERE) | {days[0]: AWAY}
        presence.take(host, placement, said, stay=stay, today=today)
        what = "L’élève s’est coupé au doigt en déballant une pièce."
        row = Incident(
            kind="accident", day=days[-1], what=what, measures="Premiers soins sur place."
        )
        incidents.tell(
            host, placement, row, key=_key("accident", placement.pupil), stay=stay, today=today
        )
        _seen(teacher, placement, days[-1], "orange", "À revoir : peu d’activités prévues.", today)
    key = _key("visite", placement.pupil)
    visits.plan(teacher, placement, "visit", max(today, placement.ends_on), key=key, today=today)


def _seen(teacher, placement, day, alert, note, today):
    visit = Visit(kind="call", done_on=min(day, today), alert=alert, note=note)
    visits.report(teacher, placement, visit, key=_key("appel", placement.pupil), today=today)
