from directory.commands import TracedCommand
from events.tasks import advance


class Command(TracedCommand):
    help = "Fait agir le temps sur les événements : équipes dont l’immersion a eu lieu."

    def handle(self, **_):
        self.stdout.write(f"moved={advance()}")
