"""`yearly_report --year 2026 --format xlsx --output rapport.xlsx`: the figures, as a file."""

from pathlib import Path

from django.core.management.base import CommandError

from directory.commands import TracedCommand
from directory.models import Academy, Department
from reports.exports import FORMATS, export
from reports.report import Report
from reports.tables import no_data
from reports.territories import academy_territory, department_territory, region_territory


class Command(TracedCommand):
    help = "Écrit le rapport d’une année scolaire (rentrée de l’année donnée)."

    def add_arguments(self, parser):
        parser.add_argument("--year", type=int, required=True, help="Année de la rentrée.")
        place = parser.add_mutually_exclusive_group()
        place.add_argument("--academy", help="Code de l’académie, par exemple 16.")
        place.add_argument("--department", help="Code du département, par exemple 31.")
        parser.add_argument("--format", choices=sorted(FORMATS), required=True)
        parser.add_argument("--output", required=True)

    def handle(self, *, year, academy, department, output, **options):
        if not 2000 <= year <= 2200:
            raise CommandError(f"{year} n’est pas une année de rentrée.")
        report = Report(year, self.territory(academy, department))
        content = export(report, options["format"])
        try:
            Path(output).write_bytes(content)
        except OSError as error:
            raise CommandError(f"Écriture impossible : {error}") from error
        if report.is_empty():
            self.stderr.write(no_data(report))
        self.stdout.write(f"{output} : {report.territory.label}, {report.label}")

    def territory(self, academy, department):
        if department:
            found = Department.objects.filter(pk=department).first()
            if found is None:
                raise CommandError(f"Département inconnu : {department}.")
            return department_territory(found)
        if academy:
            known = Academy.objects.filter(pk=academy).first()
            if known is None:
                raise CommandError(f"Académie inconnue : {academy}.")
            whole = list(known.departments.select_related("academy").order_by("code"))
            if not whole:
                raise CommandError(f"Aucun département dans l’académie {academy}.")
            return academy_territory(known, whole, whole)
        return region_territory()
