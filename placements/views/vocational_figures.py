"""`/stages/pfmp/bilan/`: the vocational periods of a school in figures, for its management."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import require
from accounts.enums import SCHOOL_MANAGEMENT
from placements import vocational_figures as of


@require_safe
@require(*SCHOOL_MANAGEMENT)
def figures(request):
    """By diploma, sector, distance, girls and boys; who is without; what was broken off."""
    schools, year = request.actor.school_ids, request.school_year
    rows = of.placements_of(schools, year)
    tables = [
        ("Par diplôme", "Diplôme", of.by_diploma(rows)),
        ("Par secteur de l’accueillant", "Secteur", of.by_sector(rows)),
        ("Par distance du domicile", "Distance", of.by_distance(rows)),
        ("Filles et garçons", "Élèves", of.by_sex(rows)),
    ]
    context = {
        "tables": [table for table in tables if table[2]],
        "broken": of.broken_off(rows),
        "periods": of.without_by_period(schools, year),
        "known": of.prepares_diplomas(schools, year),
    }
    return render(request, "placements/follow_up/figures.html", context)
