"""Every kind of file that the portal reads, and the one entry point of imports."""

from directory.importers import branches, companies, municipalities, priority, reference, schools
from directory.importers.files import SourceFile, recognise

ALL_FORMATS = (
    *schools.FORMATS,
    *companies.FORMATS,
    *municipalities.FORMATS,
    *priority.FORMATS,
    *reference.FORMATS,
    *branches.FORMATS,
)


def import_file(command, path, options):
    """Import the file as `command` does; return its Outcome.

    Raises NotProcessed, in French, when the file is not one of the command's.
    """
    source = SourceFile(path)
    own = [known for known in ALL_FORMATS if known.command == command]
    known = recognise(source, own, ALL_FORMATS)
    return known.importer(source, known, options).run()
