from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.coming import coming_for
from portal.doors import doors
from portal.summer import summer_of
from portal.todos import todos_for


@require_safe
def dashboard(request):
    """What waits for me, one action away; what comes next; the doors of my role."""
    context = {
        "todos": todos_for(request.actor, request.school_year),
        "coming": coming_for(request.actor),
        "doors": doors(request.actor.role),
        "summer": summer_of(request.actor),
    }
    return render(request, "portal/dashboard.html", context)
