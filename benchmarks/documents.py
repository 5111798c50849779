"""Rendering and sealing documents ÷ bare Typst on the same layouts and data."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import typst

from benchmarks.harness import absolute, alternate, benchmark, ratio
from documents import rendering
from documents.sealing import append_pages

NUMBER = {"small": 100, "full": 1_000}
HALF_DAYS = ["mardi 12, matin", "mardi 12, après-midi", "mercredi 13, matin", "jeudi 14, matin"]
AGREEMENT = {
    "title": "Convention d’immersion",
    "number": "ESSAI-2026-00001",
    "parties": [
        {"title": "L’entreprise", "name": "MÉCA 31", "facts": [("SIRET", "12345678900012")] * 3},
        {"title": "L’établissement", "name": "Collège Fermat", "facts": [("UAI", "0310017A")] * 3},
    ],
    "sections": [
        {
            "title": "Programme",
            "table": {
                "columns": ["Demi-journée", "Séance", "Conduite par"],
                "rows": [[half, "Observation d’un atelier", "l’entreprise"] for half in HALF_DAYS],
            },
        }
    ],
    "articles": [
        {
            "title": f"Article {number}",
            "blocks": [{"kind": "paragraph", "text": "Les parties conviennent de ceci. " * 14}],
        }
        for number in range(1, 13)
    ],
    "signatories": [{"label": "Le chef d’établissement", "name": "Paul Dubois"}] * 3,
}
AUDIT = {
    "title": "Convention d’immersion",
    "number": "ESSAI-2026-00001",
    "sha256": "ab" * 32,
    "size": 40_000,
    "template": "modèle version 1",
    "opened_at": "23/11/2026 à 10 h 05",
    "sealed_at": "24/11/2026 à 10 h 05",
    "signatures": [
        {
            "label": "Le chef d’établissement",
            "name": "Paul Dubois",
            "at": "23/11/2026 à 11 h 00",
            "method": "signature électronique par code",
            "origin": "réseau 192.0.2.7",
        }
    ]
    * 3,
}


def bare(layout, data, root):
    """Typst alone, in this process, on texts as they are."""
    text = json.dumps(data | {"brand": rendering.brand()})
    return typst.compile(
        root / layout,
        root=root,
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards="ua-1",
        sys_inputs={"data": text},
        timestamp=0,
    )


def sealed(number):
    """One agreement as a round makes it, without the database."""
    name = {"number": f"ESSAI-2026-{number:05d}"}
    signed = rendering.render_pdf("contract.typ", AGREEMENT | name)
    return append_pages(signed, rendering.render_pdf("audit.typ", AUDIT | name))


@benchmark
def sealing(size):
    """Each document differs by its number: what Typst remembers does not help."""
    root = rendering.LAYOUTS
    count = iter(range(1_000_000))

    def both_bare():
        name = {"number": f"NU-{next(count)}"}
        bare("contract.typ", AGREEMENT | name, root)
        bare("audit.typ", AUDIT | name, root)

    def one_bare():
        bare("contract.typ", AGREEMENT | {"number": f"NU-{next(count)}"}, root)

    def one_rendered():
        name = {"number": f"NU-{next(count)}"}
        rendering.render_pdf("contract.typ", AGREEMENT | name)

    plain, rendered = alternate(one_bare, one_rendered, 40)
    yield ratio(
        "bare Typst ÷ rendering in the worker",
        min(plain) / min(rendered),
        at_least=0.7,
        detail=f"{1000 * min(rendered):.1f} ms a document",
    )
    plain, whole = alternate(both_bare, lambda: sealed(next(count)), 40)
    yield ratio(
        "bare Typst ÷ rendering and sealing",
        min(plain) / min(whole),
        at_least=0.7,
        detail=f"{1000 * min(whole):.1f} ms a document",
    )
    number = NUMBER[size]
    start = time.perf_counter()
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(sealed, range(number)))
    seconds = (time.perf_counter() - start) * 1000 / number
    yield absolute(
        "1,000 agreements rendered and sealed", seconds, "s", at_most=40, detail=f"{number} made"
    )
