from django.utils import timezone

from clee.workflow import cycle
from directory.commands import TracedCommand
from directory.years import start_year_of
from outbox.moments import moment


class Command(TracedCommand):
    help = "Ouvre les étapes de l’année scolaire des comités actifs qui n’en ont pas encore."

    def add_arguments(self, parser):
        parser.add_argument("--now", metavar="ISO", help="le moment à considérer (maintenant)")

    def handle(self, *, now=None, **_):
        today = timezone.localdate(moment(now))
        self.stdout.write(f"opened={cycle.open_year(start_year_of(today))}")
