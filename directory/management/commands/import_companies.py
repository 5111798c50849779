from directory.importers.command import ImportCommand


class Command(ImportCommand):
    help = "Importe les entreprises : stock Sirene des établissements."
    name = "import_companies"
