from directory.commands import TracedCommand
from events.workflow import registrations
from outbox.moments import moment


class Command(TracedCommand):
    help = "Reprend les places proposées sans réponse, appelle qui attend, efface les demandes."

    def add_arguments(self, parser):
        parser.add_argument("--now", metavar="ISO", help="le moment à considérer (maintenant)")

    def handle(self, *, now=None, **_):
        self.stdout.write(f"moved={registrations.advance(moment(now))}")
