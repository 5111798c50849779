"""Names that leave two years after (DOMAIN §8): what falls due together goes by one way.

Each floor declares its kinds of rows in `KINDS`; the columns of their tables are emptied, former
values included, what tells of them is forgotten (`accounts.erasure`), what was signed passes to
the closed archive (`documents.archive`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from accounts import erasure
from accounts.journal import record
from accounts.todo import counted
from directory.years import years_before
from documents import archive

KEPT_YEARS = 2
BATCH = 200
Table = dict[type[Any], tuple[str, dict[str, Any]]]


@dataclass(frozen=True)
class Kind:
    """What falls due together: `due(limit)` is the condition on its rows, `table` what is
    emptied, `words` how the journal counts them. `pdf` is the kind of its frozen document;
    `mark` the column that takes the day, where the rows do not say by themselves that it is
    done."""

    model: type[Any]
    due: Callable
    table: Table
    words: tuple[str, str]
    pdf: str = ""
    mark: str = ""


def erase(kinds, verb, today=None):
    """Erase what is due, some hundreds of each kind: the next tick takes the rest. How many.

    `verb` is what the journal says was done.
    """
    today = today or timezone.localdate()
    return sum(_erase(kind, verb, today) for kind in kinds)


@transaction.atomic
def _erase(kind, verb, today):
    limit = years_before(today, KEPT_YEARS)
    rows = kind.model.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    keys = [row.pk for row in rows.filter(kind.due(limit)).order_by("pk")[:BATCH]]
    if not keys:
        return 0
    kept = erasure.rows_of(kind.table, keys)
    told = archive.rows_about(kept)
    links = erasure.forget_links(kept | told)
    erasure.forget_mails(kept | told, links, set())
    archive.forget(told)
    if kind.pdf:
        archive.close_certificates(kind.pdf, ContentType.objects.get_for_model(kind.model), keys)
    if kind.mark:
        kind.model.objects.filter(pk__in=keys).update(**{kind.mark: today})
    erasure.empty({model: row for model, row in kind.table.items() if row[1]}, kept)
    erasure.forget_acts(kept | told, links)
    words = f"{counted(len(keys), *kind.words)}, deux ans après"
    record(erasure.PORTAL, verb, words=words)
    return len(keys)
