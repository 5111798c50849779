from directory.importers.command import ImportCommand


class Command(ImportCommand):
    help = "Importe l’éducation prioritaire (REP, REP+) et les quartiers prioritaires."
    name = "import_priority"
