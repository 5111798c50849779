from directory.commands import TracedCommand
from reports.workflow import exports


class Command(TracedCommand):
    help = "Prépare les fichiers demandés et efface les anciens, comme la tâche de chaque minute."

    def handle(self, **_):
        exports.erase_expired()
        self.stdout.write(f"made={exports.work()}")
