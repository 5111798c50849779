"""A spreadsheet between its upload and its import: kept encrypted for a day, imported once."""

import datetime as dt
import json
import zlib

from django.utils import timezone

from accounts import journal
from directory.sealing import Seal
from directory.violations import Refused
from documents.models import SheetImport
from documents.sheet_files import Sheet

SEAL = Seal("sheet-import")
KEPT = dt.timedelta(days=1)
DONE = "Ce fichier est déjà importé."


def keep(actor, sheet, file_name, school, purpose, mapping):
    """Keep what a file says, with the columns guessed from its titles."""
    said = json.dumps([sheet.headers, sheet.lines]).encode()
    return SheetImport.objects.create(
        purpose=purpose,
        owner=actor.user,
        school=school,
        file_name=file_name[:150],
        sealed=SEAL.seal(zlib.compress(said)),
        mapping=mapping,
    )


def sheet_of(kept):
    """The lines that were kept."""
    headers, lines = json.loads(zlib.decompress(SEAL.unseal(kept.sealed)))
    return Sheet(headers, lines)


def locked(actor, kept):
    """The row, against a second import at the same moment. Raises `Refused` once imported."""
    rows = SheetImport.objects.select_for_update(of=("self",), no_key=True)
    row = rows.visible_to(actor).get(pk=kept.pk)
    if row.applied_at:
        raise Refused(DONE)
    return row


def choose_columns(actor, kept, mapping, lack):
    """Which column says what. `lack` is the violation of a mapping without which nothing can
    be read, None when it says enough. Raises `Refused`."""
    row = locked(actor, kept)
    if lack:
        raise Refused(violations=[lack])
    if len(set(mapping.values())) < len(mapping):
        raise Refused("Deux informations ne viennent pas de la même colonne.")
    row.mapping = mapping
    row.save(update_fields=["mapping"])
    return row


def finish(actor, row, result, verb):
    """It is imported: once, and the journal says how many lines of each kind."""
    row.applied_at = timezone.now()
    row.save(update_fields=["applied_at"])
    words = ", ".join(f"{number} {text}" for text, number in result.counts)
    journal.record(actor, verb, school=row.school, words=words)
    return result


def destroy_old(now=None):
    """Files of yesterday, imported or not; how many."""
    now = now or timezone.now()
    return SheetImport.objects.filter(created_at__lt=now - KEPT).delete()[0]
