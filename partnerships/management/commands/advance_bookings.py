from django.utils import timezone

from directory.commands import TracedCommand
from outbox.moments import moment
from partnerships.tasks import advance


class Command(TracedCommand):
    help = "Fait agir le temps : demandes expirées, immersions réalisées ou non couvertes."

    def add_arguments(self, parser):
        parser.add_argument("--now", metavar="ISO", help="le moment à considérer (maintenant)")

    def handle(self, *, now=None, **_):
        moved = advance(timezone.localdate(moment(now)))
        self.stdout.write(f"moved={moved}")
