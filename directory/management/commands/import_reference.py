from directory.importers.command import ImportCommand


class Command(ImportCommand):
    help = "Importe les bassins, les secteurs des codes NAF ou la densité des communes."
    name = "import_reference"
