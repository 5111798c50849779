from directory.importers.command import ImportCommand


class Command(ImportCommand):
    help = "Importe les établissements scolaires : annuaire de l’éducation, liste des CFA."
    name = "import_schools"

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "--complete",
            action="store_true",
            help="le fichier est complet : signale les établissements qui n’y sont plus",
        )
        parser.add_argument(
            "--force", action="store_true", help="accepte plus de 5 %% de disparitions"
        )
