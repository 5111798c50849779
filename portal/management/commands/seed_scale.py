import time
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.core.management import CommandError
from django.utils import timezone

from directory.commands import TracedCommand
from directory.sql import execute
from directory.years import current_year
from portal.scale import directory, immersions, placements


class Command(TracedCommand):
    help = "Fills an empty database with a country of rows, for the benchmarks."

    def add_arguments(self, parser):
        parser.add_argument("--schools", type=int, default=1_200)
        parser.add_argument("--companies", type=int, default=10_000)
        parser.add_argument("--slots", type=int, default=30_000)
        parser.add_argument("--placements", type=int, default=0, help="placement windows")
        parser.add_argument("--years", type=int, default=1, help="school years of the slots")
        parser.add_argument("--force", action="store_true", help="even when DEBUG is off")

    def handle(self, *args, force, **options):
        if not settings.DEBUG and not force:
            raise CommandError("Fictitious rows: refused while DEBUG is off (--force).")
        today = timezone.localdate()
        current_year()
        steps: dict[str, Callable] = {
            "schools": partial(directory.add_schools, options["schools"]),
            "companies": partial(directory.add_companies, options["companies"]),
            "offers": immersions.add_offers,
            "slots": partial(immersions.add_slots, options["slots"], options["years"], today),
            "bookings": immersions.add_past_bookings,
            "placements": partial(placements.add_windows, options["placements"], today),
        }
        for name, step in steps.items():
            start = time.monotonic()
            made = step()
            # Fresh statistics: the next step and the pages plan on tables just filled.
            execute("ANALYZE")
            self.stdout.write(f"{name}={made} in {time.monotonic() - start:.1f} s")
