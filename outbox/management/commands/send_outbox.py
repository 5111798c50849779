from directory.commands import TracedCommand
from outbox import delivery
from outbox.moments import moment


class Command(TracedCommand):
    help = "Envoie tout ce qui est dû, comme le fait la tâche de chaque minute."

    def add_arguments(self, parser):
        parser.add_argument("--now", metavar="ISO", help="le moment à considérer (maintenant)")
        parser.add_argument(
            "--waiting",
            action="store_true",
            help="envoie aussi ce qui attend le prochain courriel du matin (essais)",
        )

    def handle(self, *, now=None, waiting=False, **_):
        now = moment(now)
        tally = delivery.send_waiting(now) if waiting else delivery.send_due(now)
        self.stdout.write(
            f"sent={tally.sent} retried={tally.retried} dropped={tally.dropped} "
            f"failed={tally.failed} unknown={tally.unknown}"
        )
        if tally.stopped:
            self.stderr.write("Le serveur de courrier ne répond pas ; nouvel essai plus tard.")
