"""`/rapports/besoins/`: the needs of companies by bassin and sector, for the training map
(*carte des formations*)."""

from django.db.models import Count, Sum
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import require
from accounts.downloads import Taking
from accounts.lists_out import give_table, is_asked
from partnerships.forms.needs import NeedFilterForm
from partnerships.models import CompanyNeed
from partnerships.models.needs import TrainingLevel
from reports.territories import OF_TERRITORY

UNKNOWN = "Non précisé"
COLUMNS = ["Bassin de formation", "Secteur", "Niveau", "Besoins", "Personnes", "Entreprises"]


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


@require_safe
@require(*OF_TERRITORY)
def needs(request):
    """The table of the actor's territory, and its files; who took one is in the journal."""
    form = NeedFilterForm(request.actor, request.GET)
    lines = by_basin(form.narrow(CompanyNeed.objects.visible_to(request.actor)))
    if is_asked(request):
        taking = Taking("a exporté les besoins par bassin", None, form.in_words, len(lines))
        name = f"besoins-par-bassin-{timezone.localdate()}"
        return give_table(request, [COLUMNS, *lines], name, taking)
    context = {"form": form, "rows": lines}
    return render(request, "reports/needs.html", context)
