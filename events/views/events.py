from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render

from accounts.access import public
from events.models import Event


@public
def event_list(request):
    """The public programme: what comes first, or what is over (`?passes=1`)."""
    past = request.GET.get("passes") == "1"
    events = Event.objects.public().select_related("department", "municipality")
    events = events.past().order_by("-starts_at", "pk") if past else events.upcoming()
    page = Paginator(events, 30).get_page(request.GET.get("page"))
    return render(request, "events/list.html", {"page_obj": page, "past": past})


@public
def event_detail(request, pk):
    """One event; a draft answers 404 to whoever does not organise it."""
    events = Event.objects.visible_to(request.actor).select_related("department", "municipality")
    return render(request, "events/detail.html", {"event": get_object_or_404(events, pk=pk)})
