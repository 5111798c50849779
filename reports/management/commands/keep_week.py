from directory.commands import TracedCommand
from reports import trends


class Command(TracedCommand):
    help = "Relève les chiffres de la semaine, une fois, comme la tâche de chaque heure."

    def handle(self, **_):
        self.stdout.write(f"territories={trends.record()}")
