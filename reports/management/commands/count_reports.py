from directory.commands import TracedCommand
from reports import counted


class Command(TracedCommand):
    help = "Compte les territoires étendus, une fois par jour, comme la tâche de chaque heure."

    def handle(self, **_):
        counted.decide()
        self.stdout.write(f"years={counted.refresh()}")
