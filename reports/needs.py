"""`/rapports/besoins/`: the needs of companies by bassin and sector, for the training map
(*carte des formations*)."""

from django.db.models import Count, Sum
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import require
from accounts.downloads import CSV, Taking, csv_lines, give
from partnerships.forms.needs import NeedFilterForm
from partnerships.models import CompanyNeed
from partnerships.models.needs import TrainingLevel
from reports.exports import FORMATS, xlsx_file
from reports.tables import Table
from reports.territories import OF_TERRITORY

UNKNOWN = "Non précisé"
COLUMNS = ["Bassin de formation", "Secteur", "Niveau", "Besoins", "Personnes", "Entreprises"]
TITLE = "Besoins des entreprises"


def by_basin(rows):
    """One line per bassin, sector and level: needs, people, companies."""
    groups = rows.order_by("basin__sort_key", "basin__name", "sector__sort_key", "level")
    found = groups.values_list("basin__name", "sector__label", "level").annotate(
        Count("pk"), Sum("count"), Count("company", distinct=True)
    )
    return [
        [basin or UNKNOWN, sector or UNKNOWN, TrainingLevel(level).label, *figures]
        for basin, sector, level, *figures in found
    ]


@require_GET
@require(*OF_TERRITORY)
def needs(request):
    """The table of the actor's territory, and its files; who took one is in the journal."""
    form = NeedFilterForm(request.actor, request.GET)
    lines = by_basin(form.narrow(CompanyNeed.objects.visible_to(request.actor)))
    asked = request.GET.get("format")
    if asked is None:
        context = {
            "form": form,
            "rows": lines,
            "query": request.GET.urlencode(),
        }
        return render(request, "reports/needs.html", context)
    if asked not in ("csv", "xlsx"):
        raise Http404
    taking = Taking("a exporté les besoins par bassin", None, form.in_words, len(lines))
    name = f"besoins-par-bassin-{timezone.localdate()}.{asked}"
    if asked == "csv":
        return give(request, csv_lines([COLUMNS, *lines]), name, CSV, taking)
    cover = [
        ("Rapport", "Besoins des entreprises par bassin et secteur"),
        ("Filtres", form.in_words or "Aucun"),
        ("Chiffres arrêtés au", f"{timezone.localdate():%d/%m/%Y}"),
    ]
    content = xlsx_file.write_tables(TITLE, cover, [Table("besoins", TITLE, COLUMNS, lines)])
    return give(request, content, name, FORMATS["xlsx"][1], taking)
