# ruff: noqa: S608 (texts of this package only; values are parameters)
"""Offers of placements of the companies, and the weeks of each."""

from placements.enums.offers import Audience, OfferOrigin, OfferState
from placements.models import OfferWeek, PlacementOffer

from .directory import SOURCE
from .insert import insert, pick

TITLES = ("Découvrir", "Observer", "Une semaine chez")
TASKS = (
    "Observer l’accueil, l’atelier et la vente.",
    "Suivre une équipe de maintenance.",
    "Rencontrer chaque métier de l’entreprise.",
)


def add_offers(count):
    """`count` published offers, over the companies in turn; one in ten is reserved."""
    source = f"""
    (SELECT numbers.n, company.* FROM generate_series(0, %s - 1) AS numbers(n)
     JOIN (SELECT row_number() OVER (ORDER BY id) - 1 AS rank, count(*) OVER () AS many,
                  id AS company_id, name, city, department_id, sector_id, latitude, longitude
           FROM directory_company WHERE source = '{SOURCE}') AS company
       ON company.rank = mod(numbers.n, company.many)) AS numbered
    ORDER BY n
    """
    reserved = f"CASE WHEN mod(n, 10) = 0 THEN ARRAY['{Audience.SEGPA}'] ELSE ARRAY[]::text[] END"
    return insert(
        PlacementOffer,
        {
            "company": "company_id",
            "host_name": "name",
            "title": f"{pick(TITLES, 'n')} || ' ' || name",
            "tasks": pick(TASKS, "n"),
            "levels": "ARRAY[]::text[]",
            "audiences": reserved,
            "table": "'[[[540, 720], [810, 990]]]'::jsonb",
            "city": "city",
            "department": "department_id",
            "sector": "sector_id",
            "latitude": "latitude",
            "longitude": "longitude",
            "contact_email": "'stages@echelle.example'",
            "origin": f"'{OfferOrigin.COMPANY}'",
            "state": f"'{OfferState.PUBLISHED}'",
            "published_at": "now() - n * interval '1 minute'",
        },
        source,
        [count],
    )


def add_weeks(each, today):
    """`each` weeks to come of every offer, three places; in one week of three none is left."""
    source = """
    (SELECT offer.id AS offer_id, rank, mod(offer.id, 4)::int AS shift
     FROM placements_placementoffer AS offer, generate_series(1, %s) AS ranks(rank)
     WHERE offer.contact_email = 'stages@echelle.example') AS weeks, (SELECT %s::date AS today) AS d
    ORDER BY offer_id, rank
    """
    monday = "(d.today - extract(isodow FROM d.today)::int + 1 + 7 * (rank * 2 + shift))::date"
    return insert(
        OfferWeek,
        {
            "offer": "offer_id",
            "monday": monday,
            "capacity": "3",
            "seats_taken": "CASE WHEN mod(offer_id + rank, 3) = 0 THEN 3 ELSE 1 END",
        },
        source,
        [each, today],
    )
