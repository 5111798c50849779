from directory.importers.command import ImportCommand


class Command(ImportCommand):
    help = "Importe les communes et les codes postaux : base de La Poste."
    name = "import_municipalities"
