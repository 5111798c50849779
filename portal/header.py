"""What the header of every page shows: who acts, for what, in which school year."""

from django.conf import settings

from directory.models import BranchOrganisation, Company, Department, School, YearCorrection

from .menu import menu

YEAR_NOTES = {"preparation": "En préparation", "closed": "Close"}
MOST_CODES = 6
MOST_BANNERS = 3
WHOLE_REGION = "Toute la région académique"


def header_context(request, csrf_token=""):
    """The context of `layout/header.html`; at most two queries when signed in, none when
    not; a third in a closed year.

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
        "menu": menu(getattr(actor, "role", None), path),
    }
    if user is not None:
        context |= _person(request, actor) | _years(request)
    return context


def _person(request, actor):
    return {
        "person": actor.user.get_short_name(),
        "role_label": actor.role.label if actor.role else "Aucun rôle en cours",
        "roles": [
            {"value": role.value, "label": role.label, "current": role == actor.role}
            for role in actor.roles
        ],
        "scope_label": scope_label(actor),
        "account_url": "/mon-compte/",
        "sign_out_url": "/deconnexion/",
        "full_path": request.get_full_path(),
    }


def scope_label(actor):
    """For what one acts, in a few words: « Collège X et 2 autres », « UIMM », « 12, 31 »."""
    if actor.school_ids:
        first = School.objects.filter(pk__in=actor.school_ids).order_by("sort_key", "pk").first()
        return _and_others(str(first), len(actor.school_ids) - 1)
    if actor.company_ids:
        return _workplace(Company.objects.filter(pk__in=actor.company_ids))
    if actor.branch_ids:
        branches = BranchOrganisation.objects.filter(pk__in=actor.branch_ids)
        return _and_others(str(branches.first()), len(actor.branch_ids) - 1)
    return WHOLE_REGION if actor.whole_region else _territory(sorted(actor.department_codes))


def _workplace(companies):
    """The SIRETs of a SIREN are the sites of one company (R-ID-2)."""
    rows = list(companies.order_by("sort_key", "pk").only("name", "siren", "siret", "is_masked"))
    if len(rows) > 1 and rows[0].siren and len({row.siren for row in rows}) == 1:
        return f"{rows[0]}, {len(rows)} sites"
    return _and_others(str(rows[0]), len(rows) - 1)


def _territory(codes):
    if len(codes) <= MOST_CODES:
        return ", ".join(codes)
    region = Department.objects.filter(academy__in=settings.REGION_ACADEMIES)
    if len(codes) == region.count():
        return WHOLE_REGION
    return f"{len(codes)} départements"


def _and_others(name, others):
    if not others:
        return name
    return f"{name} et {others} autre{'s' if others > 1 else ''}"


def _years(request):
    current = request.school_year
    return {
        "corrections": _corrections(request) if current.is_closed else [],
        "year_label": current.label,
        "year_note": YEAR_NOTES.get(current.state, ""),
        "years": [
            {
                "value": year.start_year,
                "label": year.label,
                "current": year.start_year == current.start_year,
            }
            for year in request.school_years
        ],
    }


def _corrections(request):
    """Those under way in the closed year that is shown: one's own school's, or territory's."""
    rows = YearCorrection.objects.open().filter(school_year=request.school_year.pk)
    return list(
        rows.visible_to(request.actor).select_related("school", "department")[:MOST_BANNERS]
    )
