from django.db import transaction

from directory.commands import TracedCommand
from outbox.moments import moment
from portal.erasing import erase_expired


class Command(TracedCommand):
    help = (
        "Efface ce dont la durée de conservation est passée : élèves, interlocuteurs, personnes "
        "de contact, comptes inutilisés, messages, archives. Les effacements annoncés sont datés "
        "au même passage."
    )

    def add_arguments(self, parser):
        parser.add_argument("--now", metavar="ISO", help="le moment à considérer (maintenant)")
        parser.add_argument("--dry-run", action="store_true", help="compter sans rien écrire")

    def handle(self, *, now=None, dry_run=False, **_):
        with transaction.atomic():
            found = erase_expired(moment(now))
            transaction.set_rollback(dry_run)
        for what, count in found.items():
            self.stdout.write(f"{what} : {count}")
        self.stdout.write(f"erased={sum(found.values())}")
