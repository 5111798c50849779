"""The public programme of events: the list, one of them, calendars."""

from django.shortcuts import render

from accounts.access import get_visible_or_404, public
from accounts.downloads import UNTOLD, give
from accounts.models import JournalEntry
from documents.icalendar import MIMETYPE
from events import feeds, structured
from events.enums import EventState
from events.enums.programme import EntryState
from events.filters import Listing
from events.lines import BY_DEPARTMENT, line_of, printed
from events.models import Event, Programme, Session
from events.workflow import events as workflow

SHOWN = 15
PLACES = ("department", "municipality", "school_year")


@public
def event_list(request):
    """The public programme by day or by département: what comes, or what is over."""
    programme = Listing(request.GET)
    context = {
        "programme": programme,
        "form": programme.form,
        "groups": printed(programme.lines, programme.view, backwards=programme.is_past),
        "by_department": programme.view == BY_DEPARTMENT,
        "may_create": workflow.may_create(request.actor),
        "query": _query(request),
    }
    return render(request, "events/list.html", context)


def _query(request):
    """The filters of the address, for the calendar of the same."""
    params = request.GET.copy()
    for name in ("vue", "jour", "passes"):
        params.pop(name, None)
    return params.urlencode()


@public
def event_detail(request, pk):
    """One event; a draft answers 404 to whoever does not organise it."""
    rows = Event.objects.select_related(*PLACES)
    event = get_visible_or_404(rows, request.actor, pk=pk)
    manages = request.actor.is_signed_in and workflow.manages(event, request.actor)
    sessions = list(event.sessions.all())
    is_draft = event.state == EventState.DRAFT
    context = {
        "event": event,
        "sessions": sessions,
        "lines": [(one, line_of(_with(event, one))) for one in sessions],
        "themes": event.themes.all(),
        "programmes": Programme.objects.announced().filter(
            entries__event=event, entries__state=EntryState.ACCEPTED
        ),
        "structured": "" if is_draft else structured.block(event, sessions),
        "manages": manages,
    }
    if manages:
        context |= {
            "acts": workflow.acts_for(event, request.actor),
            "may_change": event.state in workflow.CHANGED_IN,
            "entries": JournalEntry.objects.about(event)[:SHOWN],
        }
    return render(request, "events/detail.html", context)


def _with(event, session):
    session.event = event
    return session


@public
def calendar(request):
    """The programme to come, with the same filters, for calendars that subscribe."""
    rows = Listing(request.GET).rows.select_related("event__department", "event__municipality")
    content = feeds.feed(
        rows.order_by("starts_at", "pk")[: feeds.MOST], "Événements école-entreprise"
    )
    return give(request, content, "evenements.ics", MIMETYPE, UNTOLD)


@public
def event_calendar(request, pk):
    """The sessions of one event; a draft is in no calendar."""
    event = get_visible_or_404(Event.objects.public().select_related(*PLACES), request.actor, pk=pk)
    rows = Session.objects.filter(event=event)
    content = feeds.feed([_with(event, one) for one in rows], event.title)
    return give(request, content, f"evenement-{event.pk}.ics", MIMETYPE, UNTOLD)
