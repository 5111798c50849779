from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import public
from directory.search import fold
from portal import contacts

LONGEST = 80


@public
@require_safe
def contact_finder(request):
    """A municipality or a school in, the addresses of its services out; never a person's."""
    text = _clean(request.GET.get("q"))
    place = contacts.place_of(
        insee_code=_clean(request.GET.get("commune")), uai=_clean(request.GET.get("uai")).upper()
    )
    context = {"text": text, "place": place}
    if place:
        offices = contacts.offices(place)
        context |= {
            "offices": offices,
            "map": contacts.picture(place, offices),
            "mission": contacts.mission(place),
            "branches": contacts.branches(place),
            "services": contacts.services(place),
            "committees": contacts.committees(place),
        }
    elif fold(text):
        context["towns"], context["schools"] = contacts.choices(text)
    return render(request, "portal/contact.html", context)


def _clean(text):
    return (text or "").replace("\x00", "").strip()[:LONGEST]
