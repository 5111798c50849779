import time
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.core.management import CommandError
from django.utils import timezone

from directory.commands import TracedCommand
from directory.sql import execute
from directory.years import current_year
from portal.scale import directory, immersions, letters, lived, placements
from portal.scale.places import COUNTRY as FRANCE
from portal.scale.places import REGION

# All of France over five years, about; `--part 10` makes a tenth of it.
COUNTRY = {
    "schools": 70_000,
    "companies": 2_000_000,
    "offers": 60_000,
    "slots": 50_000,
    "placements": 20_000,
    "lived": 4_000_000,
    "letters": 300_000,
}
YEARS = 5


class Command(TracedCommand):
    help = "Fills an empty database with a country of rows, for the benchmarks."

    def add_arguments(self, parser):
        parser.add_argument("--schools", type=int, default=1_200)
        parser.add_argument("--companies", type=int, default=10_000)
        parser.add_argument("--offers", type=int, help="one per company, unless given")
        parser.add_argument("--slots", type=int, default=30_000)
        parser.add_argument("--placements", type=int, default=0, help="placement windows")
        parser.add_argument("--lived", type=int, default=0, help="placements, over the years")
        parser.add_argument("--letters", type=int, default=0, help="mails that left")
        parser.add_argument("--years", type=int, default=1, help="school years of the slots")
        parser.add_argument("--country", action="store_true", help="all of France, five years")
        parser.add_argument("--part", type=int, default=1, help="of the country: one row of N")
        parser.add_argument("--force", action="store_true", help="even when DEBUG is off")

    def handle(self, *args, force, **options):
        if not settings.DEBUG and not force:
            raise CommandError("Fictitious rows: refused while DEBUG is off (--force).")
        places = REGION
        if options["country"]:
            places, part = FRANCE, options["part"]
            options |= {name: rows // part for name, rows in COUNTRY.items()} | {"years": YEARS}
        today = timezone.localdate()
        current_year()
        steps: dict[str, Callable] = {
            "basins": partial(directory.add_basins, places),
            "schools": partial(directory.add_schools, options["schools"], places),
            "companies": partial(directory.add_companies, options["companies"], places),
            "offers": partial(immersions.add_offers, options["offers"]),
            "slots": partial(immersions.add_slots, options["slots"], options["years"], today),
            "bookings": immersions.add_past_bookings,
            "contracts": lived.add_contracts,
            "placements": partial(placements.add_windows, options["placements"], today),
            "lived": partial(lived.add_placements, options["lived"]),
            "letters": partial(letters.add_letters, options["letters"]),
        }
        for name, step in steps.items():
            start = time.monotonic()
            made = step()
            # Fresh statistics: the next step and the pages plan on tables just filled.
            execute("ANALYZE")
            self.stdout.write(f"{name}={made} in {time.monotonic() - start:.1f} s")
