from django.db import DatabaseError
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import public, require
from accounts.enums import Role
from portal import health

PLAIN = "text/plain; charset=utf-8"


@public
@never_cache
@require_safe
def alive(request):
    """The process answers; nothing else is asked."""
    return HttpResponse("vivant\n", content_type=PLAIN)


@public
@never_cache
@require_safe
def ready(request):
    """Database and migrations; not Redis, without which everything but speed remains."""
    try:
        missing = health.missing_migrations()
    except DatabaseError:
        return HttpResponse("base de données injoignable\n", content_type=PLAIN, status=503)
    if missing:
        return HttpResponse("migrations en attente\n", content_type=PLAIN, status=503)
    return HttpResponse("prêt\n", content_type=PLAIN)


@require(Role.ADMINISTRATOR)
@never_cache
@require_safe
def deep(request):
    """Mail that waits, leases, last beats: one page for administrators."""
    return render(request, "portal/health.html", {"checks": health.deep()})
