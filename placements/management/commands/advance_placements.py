from django.utils import timezone

from directory.commands import TracedCommand
from outbox.moments import moment
from placements.workflow import bank_time, track_publication
from placements.workflow.agreement_time import advance


class Command(TracedCommand):
    help = (
        "Fait agir le temps : stages non couverts à leur premier jour, stages effectués, offres "
        "closes, candidatures sans réponse, parcours à annoncer, à publier ou à annuler."
    )

    def add_arguments(self, parser):
        parser.add_argument("--now", metavar="ISO", help="le moment à considérer (maintenant)")

    def handle(self, *, now=None, **_):
        today = timezone.localdate(moment(now))
        moved = advance(today) + bank_time.advance(today)
        moved += track_publication.advance_all()
        self.stdout.write(f"moved={moved}")
