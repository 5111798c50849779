import datetime as dt

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import public
from clee.models import Committee
from directory.middleware import SESSION_KEY
from directory.models import SchoolYear
from directory.years import current_year
from partnerships.enums import BookingState
from partnerships.models import Booking, Offer, Slot
from portal.addresses import safe_next

NEXT_SLOTS = 6


@public
@require_safe
def home(request):
    """What the portal is, three doors, the next open places, the figures of the year."""
    today = timezone.localdate()
    slots = Slot.objects.published().upcoming(today).with_seats_left()
    done = Booking.objects.filter(
        school_year=current_year(), state__in=[BookingState.ACCEPTED, BookingState.DONE]
    )
    context = {
        "slots": slots.select_related("offer", "department").order_by("starts_on", "id")[
            :NEXT_SLOTS
        ],
        "figures": [
            (Offer.objects.published().count(), "offres publiées", "/immersions/"),
            (slots.count(), "créneaux ouverts", "/immersions/"),
            (done.count(), "immersions convenues cette année", ""),
            (Committee.objects.active().count(), "comités locaux actifs", "/clee/"),
        ],
    }
    return render(request, "portal/home.html", context)


@require_POST
def choose_year(request):
    """Work in another school year; the year in course needs no choice."""
    year = SchoolYear.objects.filter(pk=_number(request.POST.get("year"))).first()
    if year is not None:
        request.session[SESSION_KEY] = year.pk
    return redirect(safe_next(request))


def _number(text):
    return int(text) if text and text.isascii() and text.isdigit() and len(text) == 4 else None


@public
@require_safe
def security(request):
    """RFC 9116: where to report a weakness."""
    expires = timezone.now().date() + dt.timedelta(days=180)  # always ahead, under a year
    lines = [
        f"Contact: mailto:{settings.PUBLISHER['security']}",
        f"Expires: {expires.isoformat()}T00:00:00Z",
        "Preferred-Languages: fr, en",
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
        f"Policy: {settings.BASE_URL}/mentions-legales/#securite",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@public
@require_safe
def robots(request):
    """Indexing of the public pages only."""
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /lien/", "Disallow: /connexion/"]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
