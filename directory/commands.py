"""What every command of the portal shares."""

from django.core.management.base import BaseCommand

from directory.history import acting


class TracedCommand(BaseCommand):
    """A command whose changes carry its name in the history of the rows."""

    def execute(self, *args, **options):
        name = type(self).__module__.rpartition(".")[2]
        with acting(f"Commande {name}"):
            return super().execute(*args, **options)
