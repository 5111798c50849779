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


def import_file(command, path, options, formats=ALL_FORMATS):
    """Import the file as `command` does; return its Outcome. `formats`: with those of an upper
    floor.

    Raises NotProcessed, in French, when the file is not one of the command's.
    """
    source = SourceFile(path)
    own = [known for known in formats if known.command == command]
    known = recognise(source, own, formats)
    return known.importer(source, known, options).run()
