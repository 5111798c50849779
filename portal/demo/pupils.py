"""Pupils of the class of 3e, and what some of their families found."""

import datetime as dt
import uuid

from accounts.actor import Actor
from accounts.enums import Role
from placements.enums import Source
from placements.models import Campaign, Pupil
from placements.rules.presence import WeekTable
from placements.workflow import placements, pupils
from placements.workflow.placements import Found, Hosting
from placements.workflow.referents import share

from .offers import NAMESPACE

NAMES = """Abadie Lina F|Barthès Hugo M|Castaing Emma F|Delmas Noé M|Estève Jade F|Fabre Louis M
Gayraud Inès F|Hérault Adam M|Izard Chloé F|Jalabert Tom M|Lagarde Sarah F|Marty Enzo M
Nègre Zoé F|Olivier Nathan M|Pujol Manon F|Rigal Yanis M|Salvan Léa F|Vidal Samuel M"""
USUAL = WeekTable((((540, 720), (810, 990)),) * 5 + ((), ()))
# How many of them have found, and of these whose agreement was signed on paper.
FOUND, ELSEWHERE = 7, 2
# The class is shared: the colleague follows so many of them.
OF_COLLEAGUE = 6


def add(everybody, hosts, group):
    """The pupils of the class, their guardians, its two referents, the placements found."""
    if Pupil.objects.filter(class_group=group).exists():
        return
    head = Actor.of(everybody["principal"], Role.HEAD)
    teacher = Actor.of(everybody["enseignante"], Role.TEACHER)
    colleague = everybody["professeur.blum"]
    pupils.set_referents(head, group, [teacher.user, colleague])
    rows = NAMES.replace("\n", "|").split("|")
    made = [_pupil(teacher, group, number, *row.split()) for number, row in enumerate(rows, 1)]
    share(teacher, group, dict.fromkeys(made[-OF_COLLEAGUE:], colleague))
    _place(teacher, group, made, hosts)


def _pupil(actor, group, number, last_name, first_name, sex):
    pupil = Pupil(
        class_group=group,
        school_number=f"{group.name}-{number:02}".replace(" ", ""),
        last_name=last_name,
        first_name=first_name,
        sex=sex,
        birth_date=dt.date(group.school_year.start_year - 14, 1 + number % 12, 1 + number),
        municipality_code="31555",
    )
    guardian = {
        "last_name": last_name,
        "first_name": "Claude",
        "email": f"famille{number}@demo.example",
        "phone": f"06 00 00 {number:02} 00" if number % 4 else "",
    }
    return pupils.save(actor, pupil, {1: guardian})


def _place(teacher, group, made, hosts):
    """In the first window of the class, at the companies of the demonstration in turn."""
    windows = Campaign.objects.filter(school=group.school, level=group.level)
    window = windows.filter(school_year=group.school_year).order_by("starts_on").first()
    if window is None:
        return
    able = [company for company in hosts.values() if not company.agreement_forbidden]
    companies = sorted(able, key=lambda company: company.pk)
    for number, pupil in enumerate(made[:FOUND]):
        source = Source.ELSEWHERE if number < ELSEWHERE else Source.FAMILY
        days = (window.starts_on, window.starts_on + dt.timedelta(days=4))
        details = {"tutor_name": "Dominique Roux", "tutor_function": "Responsable d’atelier"}
        hosting = Hosting(companies[number % len(companies)], *days, USUAL, details)
        key = uuid.uuid5(NAMESPACE, f"placement-{pupil.school_number}")
        placements.record_found(teacher, Found(pupil, (hosting,), source), key=key)
