"""The rules of placements per second; agreements rendered and sealed ÷ bare Typst."""

import datetime as dt
import random
import time
from concurrent.futures import ThreadPoolExecutor

from benchmarks.documents import AUDIT, bare
from benchmarks.harness import absolute, alternate, benchmark, ratio
from directory.calendar import Calendar
from directory.enums import Level
from documents import rendering, wording
from documents.sealing import append_pages
from placements import rules
from placements.agreement.wording import ANNEXES, OBSERVATION_WORDING, VARIABLES
from placements.enums import PlacementKind
from placements.enums.agreement import FORBIDDEN_WORKS
from placements.rules.presence import (
    OBSERVATION,
    WEEKDAYS,
    Stay,
    WeekTable,
    examine,
    in_words,
)

NUMBER = {"small": 20_000, "full": 100_000}
AGREEMENTS = {"small": 100, "full": 1_000}
MONDAY = dt.date(2027, 1, 11)
WINDOWS = [(MONDAY, MONDAY + dt.timedelta(days=60))]


def placements(number):
    """[(stays, birth date)]: a fifth at two hosts, each with hours of its own."""
    chance = random.Random(4)
    return [(_stays(chance), dt.date(2012, 1, 1 + chance.randrange(28))) for _ in range(number)]


def _stays(chance):
    first = MONDAY + dt.timedelta(days=7 * chance.randrange(8))
    tuesday, wednesday, friday = (first + dt.timedelta(days=n) for n in (1, 2, 4))
    if chance.random() < 0.2:
        return [Stay(first, tuesday, _table(chance)), Stay(wednesday, friday, _table(chance))]
    return [Stay(first, friday, _table(chance))]


def _table(chance):
    start, pause = 480 + 5 * chance.randrange(24), 60 + 5 * chance.randrange(6)
    noon = start + 180 + 5 * chance.randrange(12)
    day = ((start, noon), (noon + pause, noon + pause + 150))
    return WeekTable((day,) * 5 + ((), ()))


def check(stays, born, calendar):
    """What a form and a signature ask of the rules, without the rows they read."""
    found = rules.check_level(PlacementKind.OBSERVATION, Level.TROISIEME)
    hours, days = examine(stays, born, calendar)
    found += hours + rules.check_length(PlacementKind.OBSERVATION, Level.TROISIEME, len(days))
    return found + rules.check_window(stays[0].first, stays[-1].last, WINDOWS)


@benchmark
def rules_engine(size):
    """Seconds of this process alone: what others do on the machine does not count."""
    calendar, many = Calendar(), placements(NUMBER[size])
    best = 0.0
    for _ in range(3):
        start = time.process_time()
        broken = sum(bool(check(stays, born, calendar)) for stays, born in many)
        best = max(best, len(many) / (time.process_time() - start))
    detail = f"{len(many)} placements, {broken} with a violation"
    yield absolute(
        "placements checked per second of a core", best, "/s", at_least=20_000, detail=detail
    )


def agreement():
    """As `placements.agreement.document` lays one out: 4 parties, 15 articles, 3 annexes."""
    values = {name: f"{meaning}, en quelques mots" for name, meaning in VARIABLES.items()}
    values["presence"] = in_words(OBSERVATION)
    facts = [("Adresse", "12 rue des Arts, 31000 Toulouse"), ("Représenté par", "Ana Roux")]
    hours = [[day.capitalize(), "9 h–12 h et 13 h 30–16 h 30"] for day in WEEKDAYS[:5]]
    stay = {
        "title": "Chez MÉCA 31",
        "facts": [("Dates", "du 25 au 29 janvier 2027"), ("Tuteur", "Dounia Faure")],
        "table": {"columns": ["Jour", "Horaires"], "rows": hours, "widths": [1, 3]},
    }
    teaching = {
        "title": "Annexe pédagogique",
        "sections": [
            {"title": "L’élève", "facts": [("Nom et prénom", "Léa Martin")] * 5},
            stay,
            {"title": "Objectifs", "paragraphs": ["Découvrir un métier. " * 6]},
            {"title": "Travaux interdits à l’élève", "items": list(FORBIDDEN_WORKS)},
        ],
        "by_hand": "Aménagements",
    }
    return {
        "title": "Convention de séquence d’observation en milieu professionnel",
        "subtitle": "Année scolaire 2026-2027",
        "parties": [
            {"title": "L’accueillant", "name": "MÉCA 31", "facts": facts},
            {"title": "L’établissement scolaire", "name": "Collège Fermat", "facts": facts},
        ],
        "glance": [("Élève", "Léa Martin"), ("Classe", "3e B"), ("Tuteur", "Dounia Faure")],
        "articles": wording.fill(OBSERVATION_WORDING, values),
        "annexes": [teaching, *wording.annexes(ANNEXES, values)],
        "signatories": [{"label": "Un responsable légal", "name": "Anne Martin"}] * 5,
        "replaces": "",
    }


@benchmark
def agreements(size):
    yield from sealing(agreement(), "a placement agreement", "1,000 placement agreements", size)


def sealing(data, one, many, size, at_most=40):
    """Rendered and sealed ÷ bare Typst; each differs by its number: what Typst remembers does
    not help."""
    root, layout = rendering.LAYOUTS, "placement_agreement.typ"
    count = iter(range(1_000_000))

    def named():
        return {"number": f"CSO-2026-{next(count):05d}"}

    def both_bare():
        name = named()
        bare(layout, data | name, root)
        bare("audit.typ", AUDIT | name, root)

    def sealed(_=None):
        name = named()
        signed = rendering.render_pdf(layout, data | name)
        return append_pages(signed, rendering.render_pdf("audit.typ", AUDIT | name))

    plain, whole = alternate(both_bare, sealed, 30)
    yield ratio(
        f"bare Typst ÷ {one} rendered and sealed",
        min(plain) / min(whole),
        at_least=0.7,
        detail=f"{1000 * min(whole):.1f} ms an agreement",
    )
    number = AGREEMENTS[size]
    start = time.perf_counter()
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(sealed, range(number)))
    seconds = (time.perf_counter() - start) * 1000 / number
    yield absolute(
        f"{many} rendered and sealed",
        seconds,
        "s",
        at_most=at_most,
        detail=f"{number} made",
    )
