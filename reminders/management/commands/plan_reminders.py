from django.core.management.base import CommandError

from directory.commands import TracedCommand
from outbox.moments import moment
from reminders import planner


class Command(TracedCommand):
    help = "Prévoit, déplace et annule les rappels d’après les règles déclarées."

    def add_arguments(self, parser):
        parser.add_argument("--now", metavar="ISO", help="le moment à considérer (maintenant)")

    def handle(self, *, now=None, **_):
        done = planner.plan(moment(now))
        self.stdout.write(
            f"planned={done.planned} moved={done.moved} cancelled={done.cancelled} "
            f"missed={done.missed}"
        )
        if done.broken:
            raise CommandError(f"Règles en défaut, voir le journal : {done.broken}.")
