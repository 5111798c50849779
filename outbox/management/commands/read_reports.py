from django.conf import settings
from django.core.management.base import CommandError

from directory.commands import TracedCommand
from outbox import mailbox


class Command(TracedCommand):
    help = "Lit la boîte où reviennent les avis de non-remise et les signalements."

    def handle(self, **_):
        if not settings.REPORTS_MAILBOX:
            raise CommandError("REPORTS_MAILBOX ne désigne aucune boîte.")
        counted = mailbox.read(settings.REPORTS_MAILBOX)
        words = ("applied", "doubled", "unmatched", "early", "kept")
        self.stdout.write(" ".join(f"{word}={counted[word]}" for word in words))
