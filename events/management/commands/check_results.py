from django.core.management.base import CommandError

from directory.commands import TracedCommand
from events import results
from events.enums.cup import WITH_RESULT
from events.models import Edition


class Command(TracedCommand):
    help = "Recalcule les résultats figés de l’Industrie Cup et compare leurs empreintes."

    def handle(self, **_):
        same, other = 0, []
        for edition in Edition.objects.filter(state__in=WITH_RESULT).order_by("pk"):
            frozen = results.frozen(edition)
            again = results.fingerprint(results.recomputed(edition, frozen.content))
            if again == frozen.snapshot.sha256:
                same += 1
            else:
                other.append(f"{edition} : figé {frozen.snapshot.sha256}, recalculé {again}")
        if other:
            raise CommandError("Un résultat diffère de ce qui fut figé. " + " ; ".join(other))
        plural = "s" if same > 1 else ""
        self.stdout.write(f"{same} résultat{plural} recalculé{plural}, identique{plural}.")
