"""The vocational placements of the demonstration's lycée: one at each step of its life, hosts that
declared their staff, a grid of skills, an end before time and its replacement."""

import datetime as dt
import uuid
from pathlib import Path

from django.contrib.staticfiles import finders
from django.db import transaction

from accounts.actor import Actor
from accounts.enums import Role
from directory.models import ClassGroup, School
from documents.enums import ListFormat
from documents.sheet_files import read
from placements.enums import PlacementKind, Source
from placements.models import Campaign, HostDeclaration, Pupil, Visit
from placements.rules.presence import WeekTable
from placements.workflow import (
    agreement_parts,
    agreements,
    declarations,
    early_ends,
    outcomes,
    presence,
    skill_grids,
    visits,
)
from placements.workflow import placements as recorded
from placements.workflow.agreement_parts import PartEdit
from placements.workflow.placements import Found, Hosting

from .offers import NAMESPACE
from .people import LYCEE

CLASS = "Tle TU"
WEEK = WeekTable((((480, 720), (780, 960)),) * 5 + ((), ()))
THERE, AWAY = ("present", "present"), ("absent", "absent")
TUTORS = ("Alain Cros", "Samia Belkacem", "Yves Marty")
EXAMPLE = "placements/exemples/grille-competences.csv"
DAY = dt.timedelta(days=1)
OWN_HOSTS = 4
SAID = {
    "activities": "Réglage, usinage et contrôle de pièces sur tour et centre à commande numérique.",
    "insurance": "Assureur du Midi, contrat n° 45-2100",
    "signatory_name": "Camille Soler",
    "signatory_function": "Directrice du site",
    "signatory_email": "signataire@demo.example",
    "equipment": "Lunettes, chaussures de sécurité.",
    "works_read": True,
}


def add(everybody, hosts, today):
    """Once: the periods that have begun, then those to come."""
    group = ClassGroup.objects.filter(school__uai=LYCEE, name=CLASS).order_by("pk").last()
    if group is None or HostDeclaration.objects.exists():
        return
    able = able_hosts(hosts)[:OWN_HOSTS]
    ddfpt = Actor.of(everybody["ddfpt"], Role.DDFPT)
    pupils = list(Pupil.objects.filter(class_group=group).order_by("pk"))
    with transaction.atomic():
        _declare(able)
        _grid(ddfpt)
        for period in Campaign.objects.filter(class_group=group).order_by("starts_on"):
            if period.starts_on <= today:
                _was(ddfpt, pupils, able, period, today)
            else:
                _comes(ddfpt, pupils, able, period)


def able_hosts(hosts):
    """Those that may host a pupil; the first OWN_HOSTS are the class's own, so that what they
    declare (R-PF-2) is not used up by another one."""
    able = [one for one in hosts.values() if one.is_active and not one.agreement_forbidden]
    return sorted(able, key=lambda one: one.pk)


def _declare(hosts):
    """The first is large and lets minors on its machines; the second works early."""
    system = Actor.system("Démonstration")
    september = dt.date(2025, 9, 15)
    declarations.keep(system, hosts[0], {"staff": 48, "machines_on": september})
    declarations.keep(system, hosts[1], {"staff": 12, "hours_basis": "Accord de branche, art. 12"})


def _grid(ddfpt):
    school = School.objects.get(uai=LYCEE)
    file = Path(str(finders.find(EXAMPLE)))
    sheet = read(file.read_bytes(), ListFormat.CSV)
    skill_grids.apply(ddfpt, skill_grids.keep(ddfpt, sheet, file.name, school))


def _placed(actor, pupil, number, hosts, days, source):
    company = hosts[number % len(hosts)]
    tutor = {
        "tutor_name": TUTORS[number % len(TUTORS)],
        "tutor_function": "Chef d’atelier",
        "tutor_email": f"tuteur.{company.pk}.{number % len(TUTORS)}@demo.example",
        "tutor_phone": "05 61 00 03 10",
        "activities": SAID["activities"],
    }
    first, last = days
    hosting = Hosting(company, first, last, WEEK, tutor)
    found = Found(pupil, (hosting,), source, PlacementKind.PFMP)
    key = uuid.uuid5(NAMESPACE, f"pfmp-{pupil.school_number}-{days[0]}")
    return recorded.record_found(actor, found, key=key)


def _was(ddfpt, pupils, hosts, period, today):
    """Ten were there; one missed days, one stopped and went on elsewhere, others had none."""
    days = period.starts_on, period.ends_on
    for number, pupil in enumerate(pupils[:10]):
        placement = _placed(ddfpt, pupil, number, hosts, days, Source.ELSEWHERE)
        if number == 1:
            _missed_days(ddfpt, placement, today)
        elif number == 2:
            _stopped(ddfpt, placement, hosts[3], today)
        elif number < 6:
            _seen(ddfpt, placement, number, today)
    outcomes.finish_past(today)


def _missed_days(ddfpt, placement, today):
    expected = [one.day for one in presence.expected_of(placement, today=today)]
    said = dict.fromkeys(expected, THERE) | dict.fromkeys(expected[:3], AWAY)
    if expected:
        presence.take(ddfpt, placement, said, today=today)


def _stopped(ddfpt, placement, company, today):
    friday = placement.starts_on + 4 * DAY
    hosting = Hosting(company, friday + 3 * DAY, placement.ends_on, WEEK, {
        "tutor_name": "Ines Farge", "activities": SAID["activities"]})  # fmt: skip
    found = Found(placement.pupil, (hosting,), Source.SCHOOL, PlacementKind.PFMP)
    stop = (friday, "activity", "Aucun usinage la première semaine.")
    key = uuid.uuid5(NAMESPACE, f"pfmp-replaced-{placement.pupil.school_number}")
    early_ends.replace(ddfpt, placement, stop, found, key=key, today=today)


def _seen(ddfpt, placement, number, today):
    day = min(placement.starts_on + 8 * DAY, today)
    row = Visit(kind="visit" if number % 2 else "call", done_on=day, alert="green")
    row.met, row.fits = "Le tuteur et l’élève", "yes" if number % 2 else "partly"
    key = uuid.uuid5(NAMESPACE, f"pfmp-seen-{placement.pupil.school_number}")
    visits.report(ddfpt, placement, row, key=key, today=today)


def _comes(ddfpt, pupils, hosts, period):
    """Some have a host; the agreement of the first three is under way."""
    days = period.starts_on, period.ends_on
    for number, pupil in enumerate(pupils[:7]):
        placement = _placed(ddfpt, pupil, number, hosts, days, Source.SCHOOL)
        if number < 3:
            _agreed(ddfpt, placement, number)


def _agreed(ddfpt, placement, number):
    stay = placement.stays.get()
    contacts = {stay.company_id: ("Camille Soler", "accueil@demo.example")}
    agreement = agreements.prepare(ddfpt, placement, contacts=contacts)
    agreement_parts.ask_hosts(ddfpt, agreement)
    if number:
        names = ("tutor_name", "tutor_function", "tutor_email", "tutor_phone")
        said = SAID | {name: getattr(stay, name) for name in names}
        agreement_parts.complete(ddfpt, agreement.parts.get(), PartEdit(WEEK, said))
    if number == 2:
        agreements.open_signatures(ddfpt, agreement)
