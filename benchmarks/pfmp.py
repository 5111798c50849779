"""Vocational periods of a lycée of 600 pupils: the board, the placements of a whole period in one
go, the file of the lycée, the agreements."""

import time
import uuid

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actor import Actor
from accounts.enums import Role
from benchmarks.harness import absolute, benchmark, percentile
from benchmarks.pfmp_data import TABLE, gifts, lycee, office
from benchmarks.placements import agreement, sealing
from benchmarks.search import EMPTY_PAGE, load, measure, statements
from directory.years import current_year
from documents import wording
from documents.sheet_files import Sheet
from placements.agreement.wording import VARIABLES
from placements.enums.agreement import FORBIDDEN_WORKS
from placements.hours import table_of
from placements.vocational_wording import ANNEXES, PFMP_WORDING
from placements.vocational_wording import VARIABLES as MORE_VARIABLES
from placements.workflow import found_imports, pfmp_bulk

PUPILS = 600


@benchmark
def board(size):
    """The board of a lycée of 600 pupils × 3 periods, the same at both sizes."""
    school, client, path = lycee(), Client(), "/stages/pfmp/"
    client.force_login(office(school))
    load(client, EMPTY_PAGE)
    load(client, path)
    found = statements(client, path)
    views, alone, _ = measure(client, path, found, repeat=10)
    detail = f"{len(found)} queries; SQL p50 {sorted(alone)[len(alone) // 2] * 1000:.0f} ms"
    yield absolute(
        "board of 600 pupils × 3 periods: view p95",
        percentile(views, 95) * 1000,
        "ms",
        at_most=200,
        detail=detail,
    )
    yield absolute("board of 600 pupils × 3 periods: queries", len(found), "", at_most=12)


def timed(act, repeat=3):
    """(the best seconds, statements) of an act that is undone each time; it returns how many
    placements it made: all of them."""
    best, count = float("inf"), 0
    for _ in range(repeat):
        start = time.perf_counter()
        with transaction.atomic():
            made = act()
            best = min(best, time.perf_counter() - start)
            transaction.set_rollback(True)
        assert made == PUPILS, f"{made} placements made"
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        act()
        count = len(queries)
        transaction.set_rollback(True)
    return best, count


@benchmark
def assign(size):
    """A host for each of 600 pupils, all rules checked, journal written."""
    school = lycee()
    actor, given, table = Actor.of(office(school), Role.RBDE), gifts(school), table_of(TABLE)
    best, count = timed(lambda: pfmp_bulk.assign(actor, given, table, key=uuid.uuid4()).done)
    yield absolute(
        "600 placements with rules in one go", best, "s", at_most=5, detail=f"{count} queries"
    )
    yield absolute("600 placements with rules in one go: queries", count, "", at_most=40)


@benchmark
def lycee_file(size):
    """The same 600 from the file of the lycée: read, compared, recorded."""
    school = lycee()
    actor, year = Actor.of(office(school), Role.RBDE), current_year()
    heads = ["Nom", "Prénom", "Classe", "Entreprise", "Code postal", "Début", "Fin", "Horaires"]
    lines = [[n, _cells(one)] for n, one in enumerate(gifts(school), 2)]

    def read():
        kept = found_imports.keep(actor, Sheet(heads, lines), "stages.csv", school)
        return len(found_imports.apply(actor, kept, year, {}).of("created"))

    best, count = timed(read)
    yield absolute(
        "600 placements from a file in one go", best, "s", at_most=5, detail=f"{count} queries"
    )


def _cells(one):
    pupil, period = one.pupil, one.period
    days = f"{period.starts_on:%d/%m/%Y}", f"{period.ends_on:%d/%m/%Y}"
    names = pupil.last_name, pupil.first_name, pupil.class_group.name
    return [*names, one.company.name, one.company.postcode, *days, "9h-12h et 13h30-16h30"]


@benchmark
def agreements(size):
    """With its four annexes and six signatories."""
    values = {name: f"{meaning}, en quelques mots" for name, meaning in MORE_VARIABLES.items()}
    known = agreement()
    safety = {
        "title": "Annexe de sécurité",
        "sections": [
            {"title": "Chez MÉCA 31", "facts": [("Équipements fournis", "Casque, gants")] * 3},
            {"title": "Travaux interdits", "items": list(FORBIDDEN_WORKS)},
        ],
    }
    insurance = {
        "title": "Annexe d’assurance",
        "sections": [{"title": "Assurances", "facts": [("Accueillant", "MAIF 123456")] * 3}],
    }
    data = known | {
        "title": "Convention de formation en milieu professionnel",
        "articles": wording.fill(PFMP_WORDING, values),
        "annexes": [
            known["annexes"][0],
            safety,
            insurance,
            *wording.annexes(ANNEXES, dict.fromkeys(VARIABLES, "mots") | values),
        ],
        "signatories": [{"label": "Un signataire", "name": "Anne Martin"}] * 6,
    }
    yield from sealing(data, "a PFMP agreement", "1,000 PFMP agreements", size)
