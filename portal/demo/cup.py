"""The Industrie Cup: last year's final, archived with its palmarès; one that is judged today; one
that takes entries, and a class whose contract is signed waits to enter it."""

import datetime as dt
import random
from decimal import Decimal

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import PersonalLink
from directory.enums import YearState
from directory.models import BranchOrganisation, School, SchoolYear
from events.enums.cup import EditionState, SheetState
from events.judging_board import recusals_of
from events.models import (
    Break,
    Criterion,
    Deadline,
    Edition,
    Juror,
    Panel,
    Prize,
    Score,
    ScoreSheet,
    Team,
    Vote,
)
from events.rules.order import time_of
from events.workflow import editions, juror_roles, jurors, order, scores, teams
from events.workflow.who import JURY_PURPOSE
from partnerships.enums import BookingState
from partnerships.enums.contract import ContractState
from partnerships.models import Contract

from . import last_year
from .dates import last_run, next_run

TODAY_TITLE = "Finale régionale de l’Industrie Cup"
NEXT_TITLE = "Finale de printemps de l’Industrie Cup"
PAST_TITLE = "Industrie Cup, finale de l’an passé"
RULES = """Chaque classe présente en dix minutes ce qu’elle a découvert, puis répond au jury
pendant cinq minutes. Tous les supports sont permis : affiche, maquette, diaporama, vidéo.
Le jury note chaque critère ; un juré ne note ni son établissement ni son entreprise."""
CRITERIA = (
    ("Découverte des métiers", "Ce que la classe a compris des métiers rencontrés.", 3, 20),
    ("Clarté de l’oral", "Voix, répartition de la parole, réponses au jury.", 2, 20),
    ("Lien avec les cours", "Ce que les disciplines ont apporté.", 2, 20),
    ("Originalité", "", 1, 10),
    ("Support", "Lisible, fait par la classe.", 1, 10),
)
PRIZES = (
    ("Prix de l’originalité", "special", None),
    ("Prix du public", "public", None),
    ("Troisième prix", "rank", 3),
    ("Deuxième prix", "rank", 2),
    ("Premier prix", "rank", 1),
)
TITLES = (
    "Du bloc de métal à la pièce d’avion",
    "Une usine sans déchets ?",
    "Dans la peau d’une soudeuse",
    "Le robot qui apprend",
    "Mesurer le micron",
    "Fondre, mouler, contrôler",
    "Qui fait voler l’A320 ?",
    "Trois jours en bleu de travail",
    "La pièce de trop",
    "Industrie au féminin",
)
# Name | college | organisation | UAI | host whose classes are not marked
JURORS = """
Camille Ferrand|economic|UIMM Midi-Pyrénées||
Jordan Ruiz|educational|Inspection académique||
Alexis Maury|economic|Mécanique de précision||meca
Leïla Sarda|educational|Lycée polyvalent Eugène Montel|0311092U|
Noé Vidal|economic|CCI de Toulouse||
Marion Teyssier|parents|Parents d’élèves||
"""
# School | class | company | days ago | girls | boys
LIVED = """
0311687R|3e D|meca|20|11|13
0311238C|3e 4|capteurs|27|13|12
0090055L|3e A|fonderie|34|12|11
0301013N|3e 5|cevennes|13|10|14
"""


def add(people, companies, calendar, today):
    """Both editions, once; the one that is judged is always today's."""
    actor = Actor.of(people["rectorat"])
    running = Edition.objects.filter(title=TODAY_TITLE).first()
    if running is None:
        _past(actor, companies)
        _running(actor, people, companies, calendar, today)
        _coming(actor, people, companies, calendar, today)
    elif running.state == EditionState.CLOSED:
        running.held_on = today
        running.save(update_fields=["held_on"])
        until = scores.until_when(running)
        keys = running.jurors.values_list("pk", flat=True)
        rows = PersonalLink.objects.filter(purpose=JURY_PURPOSE, subject_id__in=list(keys))
        rows.update(valid_until=until)
        juror_roles.fit(actor, *running.jurors.values_list("email", flat=True))


def _edition(actor, title, year, held_on, panels):
    edition = editions.create(
        actor,
        Edition(
            title=title,
            school_year=year,
            department_id="31",
            branch=BranchOrganisation.objects.filter(
                departments="31", parent__isnull=False
            ).first(),
            held_on=held_on,
            place="Palais des congrès de Toulouse",
            presentation="Les classes de la région présentent leurs trois jours en entreprise.",
            entries_until=held_on - dt.timedelta(days=15),
        ),
    )
    editions.regulate(actor, edition, RULES)
    for position, (label, words, weight, maximum) in enumerate(CRITERIA, 1):
        Criterion.objects.create(
            edition=edition, position=position, label=label, description=words,
            weight=weight, maximum=maximum,
        )  # fmt: skip
    for position, (label, kind, rank) in enumerate(PRIZES, 1):
        Prize.objects.create(edition=edition, position=position, label=label, kind=kind, rank=rank)
    for days, kind in ((20, "title"), (12, "supports"), (10, "needs"), (5, "adults")):
        due = held_on - dt.timedelta(days=days)
        Deadline.objects.create(edition=edition, kind=kind, due_on=due)
    for letter in "AB"[:panels]:
        Panel.objects.create(edition=edition, name=f"Jury {letter}", place=f"Salle {letter}")
    return editions.act(actor, edition, "open")


def _teams(actor, edition, contracts):
    """One team per contract, at the hours of the day, panels in turn."""
    panels = list(edition.panels.all())
    starts = order.hours_of(edition, edition.breaks.all()).starts()
    for rank, contract in enumerate(contracts):
        booking = contract.booking
        values = {
            "title": TITLES[rank % len(TITLES)],
            "girls": booking.girls,
            "boys": booking.boys,
            "adults": 3,
            "needs": "Un vidéoprojecteur et une table.",
            "coach": "Autocar",
            "arrives_at": dt.time(8, 30),
            "leaves_at": dt.time(17),
            "coach_payer": "la Région",
            "coach_granted": Decimal(420),
            "image_consents_attested": True,
        }
        team = teams.enter(actor, edition, contract, values)
        at = time_of(starts[rank // len(panels)])
        order.place(actor, team, panels[rank % len(panels)], at, pinned=False)


def _jurors(actor, edition, companies, seats):
    panels = list(edition.panels.all())
    for rank, line in enumerate(JURORS.strip().splitlines()):
        name, college, organisation, uai, host = line.split("|")
        jurors.save(
            actor,
            Juror(
                edition=edition,
                name=name,
                college=college,
                organisation=organisation,
                school=School.objects.get(uai=uai) if uai else None,
                company=companies[host] if host else None,
                email="jury@demo.example" if rank == 0 else f"jure{rank}@demo.example",
                panel=panels[seats[rank][0]],
                bridge=panels[1] if seats[rank][1] else None,
                is_president=rank == 1,
            ),
        )


def _mark(edition, missing):
    """The sheets, drawn once for all: a better team is better for everybody, more or less.

    Plain rows, as hundreds of saves would take seconds; the triggers see each of them.
    """
    chance = random.Random(7)  # noqa: S311
    criteria, rows = list(edition.criteria.all()), list(edition.teams.order_by("pk"))
    worth = {team.pk: chance.uniform(0.5, 0.9) for team in rows}
    recused, marks = recusals_of(edition), []
    for juror in edition.jurors.order_by("pk"):
        severity = chance.uniform(-0.08, 0.08)
        for team in rows:
            share = worth[team.pk] + severity + chance.uniform(-0.07, 0.07)
            is_theirs = team.panel_id in (juror.panel_id, juror.bridge_id)
            barred = (juror.pk, team.pk) in recused or (juror.name, team.pk) in missing
            if is_theirs and not barred:
                marks.append((_sheet(juror, team), share))
    ScoreSheet.objects.bulk_create([sheet for sheet, _ in marks])
    Score.objects.bulk_create(
        Score(sheet=sheet, criterion=one, mark=_drawn(one, share, chance))
        for sheet, share in marks
        for one in criteria
    )


def _sheet(juror, team):
    comment = "Une équipe soudée, un oral vivant." if team.pk % 2 else ""
    now = timezone.now()
    return ScoreSheet(
        juror=juror, team=team, state=SheetState.SUBMITTED, submitted_at=now, comment=comment
    )


def _drawn(criterion, share, chance):
    """A mark by half points."""
    share = min(1, max(0, share + chance.uniform(-0.1, 0.1)))
    return Decimal(round(2 * criterion.maximum * share)) / 2


def _past(actor, companies):
    current = SchoolYear.objects.get(state=YearState.CURRENT)
    year = SchoolYear.objects.get(start_year=current.start_year - 1)
    held_on = dt.date(year.start_year + 1, 5, 28)
    edition = _edition(actor, PAST_TITLE, year, held_on, panels=2)
    lived = Contract.objects.eligible_to_cup().filter(school_year=year).with_parties()
    _teams(actor, edition, lived.order_by("pk"))
    seats = ((0, False), (0, True), (0, False), (1, False), (1, False), (1, False))
    _jurors(actor, edition, companies, seats)
    edition = editions.act(actor, edition, "close")
    _mark(edition, missing=set())
    Prize.objects.filter(edition=edition, kind="special").update(team=edition.teams.last())
    _votes(edition)
    for event in ("deliberate", "freeze"):
        edition = editions.act(actor, edition, event)
    # Published long ago: nobody is told today.
    at = timezone.make_aware(dt.datetime.combine(held_on, dt.time(17)))
    Edition.objects.filter(pk=edition.pk).update(state=EditionState.ARCHIVED, published_at=at)


def _votes(edition):
    rows = list(edition.teams.order_by("pk"))
    for rank, team in enumerate(rows):
        choice = rows[0] if rank % 3 else rows[(rank + 1) % len(rows)]
        if choice != team:
            Vote.objects.create(team=team, choice=choice)


def _running(actor, people, companies, calendar, today):
    year = SchoolYear.objects.get(state=YearState.CURRENT)
    teachers = [people["enseignante"], people["professeur.jaures"]]
    for rank, line in enumerate(LIVED.strip().splitlines()):
        uai, name, company, days, girls, boys = line.split("|")
        run = last_run(calendar, today - dt.timedelta(days=int(days)), 3)
        if run.first.year < year.start_year:
            continue
        slot = last_year.slot_of(companies[company], year, run)
        group = last_year.group_of(uai, name, year)
        last_year.lived(slot, group, teachers[rank % 2], int(girls), int(boys))
    edition = _edition(actor, TODAY_TITLE, year, today, panels=1)
    Break.objects.create(
        edition=edition, label="Déjeuner", starts_at=dt.time(12), ends_at=dt.time(13)
    )
    done = Contract.objects.eligible_to_cup().filter(school_year=year).with_parties()
    _teams(actor, edition, done.order_by("pk"))
    _jurors(actor, edition, companies, ((0, False),) * 6)
    order.publish(actor, edition)
    edition = editions.act(actor, edition, "close")
    last = Team.objects.filter(edition=edition).latest("pk")
    names = ("Camille Ferrand", "Noé Vidal")
    _mark(edition, missing={(name, last.pk) for name in names})
    for juror in edition.jurors.filter(name=names[0]).select_related("edition"):
        jurors.send_link(actor, juror)


def _coming(actor, people, companies, calendar, today):
    """In spring, while the school year lasts."""
    year = SchoolYear.objects.get(state=YearState.CURRENT)
    held_on = min(today + dt.timedelta(days=120), dt.date(year.start_year + 1, 6, 20))
    run = next_run(calendar, today + dt.timedelta(days=14), 3)
    if held_on < run.last + dt.timedelta(days=20):
        return
    slot = last_year.slot_of(companies["meca"], year, run)
    group = last_year.group_of("0311687R", "3e F", year)
    signed = (BookingState.ACCEPTED, ContractState.SIGNED)
    last_year.told(slot, group, people["enseignante"], 12, 12, *signed)
    _edition(actor, NEXT_TITLE, year, held_on, panels=2)
