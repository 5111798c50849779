"""What the import commands share: arguments, last line, exit status."""

from pathlib import Path

from django.core.management.base import CommandError
from django.db import ProgrammingError
from psycopg.errors import UndefinedTable

from directory.commands import TracedCommand
from directory.importers.files import Format, NotProcessed
from directory.importers.registry import ALL_FORMATS, import_file
from directory.importing import Options

NOT_PROCESSED = 2


class ImportCommand(TracedCommand):
    """Exit status 0 when the file was processed, 2 when it could not be."""

    name = ""
    formats: tuple[Format, ...] = ALL_FORMATS

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FICHIER")
        parser.add_argument("--dry-run", action="store_true", help="compare sans rien écrire")
        parser.add_argument(
            "--rejects", type=Path, metavar="FICHIER", help="écrit en CSV les lignes rejetées"
        )

    def handle(self, file, dry_run, rejects, complete=False, force=False, **options):
        chosen = Options(dry_run, complete, force, rejects, progress=options["verbosity"] > 0)
        try:
            outcome = import_file(self.name, file, chosen, self.formats)
        except NotProcessed as error:
            raise CommandError(str(error), returncode=NOT_PROCESSED) from error
        except ProgrammingError as error:
            if not isinstance(error.__cause__, UndefinedTable):
                raise
            text = "La base n’a pas encore ses tables : lancez d’abord « manage.py migrate »."
            raise CommandError(text, returncode=NOT_PROCESSED) from error
        if outcome.rejected and not rejects:
            self.stdout.write("Des lignes sont rejetées : --rejects FICHIER dit lesquelles.")
        if dry_run:
            self.stdout.write("Essai à blanc : rien n’a été écrit.")
        self.stdout.write(str(outcome))
