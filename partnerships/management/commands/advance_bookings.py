from django.core.management.base import BaseCommand
from django.utils import timezone

from outbox.moments import moment
from partnerships.tasks import advance


class Command(BaseCommand):
    help = "Fait agir le temps : demandes expirées, immersions réalisées ou non couvertes."

    def add_arguments(self, parser):
        parser.add_argument("--now", metavar="ISO", help="le moment à considérer (maintenant)")

    def handle(self, *, now=None, **_):
        moved = advance(timezone.localdate(moment(now)))
        self.stdout.write(f"moved={moved}")
