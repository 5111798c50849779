"""What the header of every page shows: who acts, for what, in which school year."""

from django.conf import settings

from directory.models import SchoolYear
from directory.years import label as year_label

from .menu import menu

YEAR_NOTES = {"preparation": "En préparation", "closed": "Close"}


def header_context(request, csrf_token=""):
    """The context of `layout/header.html`; two queries when signed in, none when not.

    Works with a request that no middleware has seen (an error page): then nobody is signed in.
    """
    actor = getattr(request, "actor", None)
    user = getattr(actor, "user", None)
    path = getattr(request, "path", "/")
    context = {
        "brand": settings.DSFR_BRAND,
        "csrf_token": csrf_token,
        "path": path,
        "signed_in": user is not None,
        "menu": menu(actor.role if user else None, path),
    }
    if user is not None:
        context |= _person(request, actor) | _years(request)
    return context


def _person(request, actor):
    return {
        "person": actor.user.get_short_name(),
        "role_label": actor.label,
        "roles": [],
        "scope_label": "",
        "account_url": "/mon-compte/",
        "sign_out_url": "/deconnexion/",
        "full_path": request.get_full_path(),
    }


def _years(request):
    current = request.school_year
    return {
        "year_label": year_label(current.start_year),
        "year_note": YEAR_NOTES.get(current.state, ""),
        "years": [
            {
                "value": year.start_year,
                "label": year_label(year.start_year),
                "current": year.start_year == current.start_year,
            }
            for year in SchoolYear.objects.order_by("-start_year")
        ],
    }
