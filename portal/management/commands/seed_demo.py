from django.conf import settings
from django.core.management import CommandError

from accounts.demo import DEMO_ACCOUNTS, DEMO_PASSWORD
from directory.commands import TracedCommand
from portal.demo.seed import seed


class Command(TracedCommand):
    help = "Fills the portal with a demonstration: fictitious people, known passwords."

    def add_arguments(self, parser):
        parser.add_argument("--force", action="store_true", help="even when DEBUG is off")

    def handle(self, *args, force, **options):
        if not settings.DEBUG and not force:
            raise CommandError(
                "The demonstration accounts have a known password: refused while DEBUG is off. "
                "--force does it nevertheless."
            )
        told = seed()
        self.stdout.write("Demonstration data are there." if told else "Nothing to add.")
        names = ", ".join(account.name for account in DEMO_ACCOUNTS)
        self.stdout.write(f"Accounts at demo.example, password {DEMO_PASSWORD}: {names}.")
