from django.core.management.base import CommandError

from directory.commands import TracedCommand
from outbox import sms


class Command(TracedCommand):
    help = "Envoie un SMS d’essai par le service que nomme SMS_BACKEND."

    def add_arguments(self, parser):
        parser.add_argument("number", metavar="NUMÉRO", help="par exemple 06 12 34 56 78")

    def handle(self, *, number, **_):
        try:
            given = sms.send(number, "Passerelle : ceci est un essai.")
        except ValueError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"number={sms.normalise_number(number)} provider={given}")
