"""What the rectorat set: limits of an académie from the next school year, a wording in draft."""

import datetime as dt

from accounts.actor import Actor
from accounts.enums import Role
from directory.models import Academy
from documents import versions
from documents.models import DocumentTemplate
from placements.enums import PlacementKind
from placements.enums.agreement import ROUND_KINDS
from placements.models import PresenceLimits
from placements.workflow import parameters

TOULOUSE = "16"
MORE = """

# Article 16. Tenue et téléphone

L’élève porte une tenue adaptée au lieu du stage. L’usage de son téléphone est celui que permet \
l’accueillant : aucune photographie n’est prise sans son accord.
"""


def add(everybody, year):
    """Once: neither a version nor a draft is made twice."""
    rectorat = Actor.of(everybody["rectorat"], Role.EDUCATION_AUTHORITY)
    academy = Academy.objects.get(pk=TOULOUSE)
    if not PresenceLimits.objects.filter(academy=academy).exists():
        from_next_year = dt.date(year.start_year + 1, 9, 1)
        note = "Trente heures au plus avant quinze ans, à partir de la prochaine rentrée"
        limits = PresenceLimits(academy=academy, warnings=[], valid_from=from_next_year, note=note)
        parameters.publish(rectorat, limits)
    code = ROUND_KINDS[PlacementKind.OBSERVATION]
    if versions.draft_of(code, None) is None:
        text = versions.in_force(code)
        draft = DocumentTemplate(kind=code, wording=text.wording.rstrip() + MORE)
        draft.annexes, draft.note = text.annexes, "Tenue et téléphone, à relire"
        versions.save_draft(rectorat, draft)
