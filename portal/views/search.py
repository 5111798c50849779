from django.shortcuts import render
from django.views.decorators.http import require_safe

from directory.search import fold
from portal.search import SHORTEST, search

LONGEST = 200


@require_safe
def search_page(request):
    """Everything of the portal that carries these words and that I may see."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    is_long_enough = len(fold(text)) >= SHORTEST
    context = {
        "text": text,
        "is_long_enough": is_long_enough,
        "sections": search(request.actor, text) if is_long_enough else [],
    }
    return render(request, "portal/search.html", context)
