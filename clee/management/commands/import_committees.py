from clee.importing import FORMATS
from directory.importers.command import ImportCommand


class Command(ImportCommand):
    help = "Importe la liste des comités locaux école-entreprise."
    name = "import_committees"
    formats = (*ImportCommand.formats, *FORMATS)
