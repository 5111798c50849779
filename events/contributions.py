"""What events add to the actions of committees: that they took place."""

from django.utils import timezone

from clee import realisations
from clee.realisations import Line
from events import tasks_registration  # noqa: F401 declares the tick of registrations
from events.models import Event
from events.workflow import registration_watch  # noqa: F401 declares who follows changes


def _lines(rows):
    for row in rows.order_by("starts_at", "pk"):
        first, last = (timezone.localdate(at) for at in (row.starts_at, row.ends_at))
        what = f"{row.get_kind_display().capitalize()} : {row.title}, {row.place}"
        yield Line(f"evenement:{row.pk}", what, first, last)


def _linked(action):
    return _lines(Event.objects.standing().filter(committee_action=action))


def _offered(action):
    rows = Event.objects.standing().filter(
        committee_action=None,
        department__in=action.committee.departments.values("pk"),
        starts_at__date__lte=action.ends_on,
        ends_at__date__gte=action.starts_on,
    )
    return _lines(rows)


def _totals(actions):
    """Their registrations are not counted here: an event tells that it took place."""
    return {}


def _link(action, key):
    rows = Event.objects.standing().filter(pk=key, committee_action=None)
    return rows.update(committee_action=action)


def _unlink(action, key):
    return Event.objects.filter(pk=key, committee_action=action).update(committee_action=None)


realisations.register(
    realisations.Source("evenement", "Événements", _offered, _linked, _totals, _link, _unlink)
)
