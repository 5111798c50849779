"""What events add to floors below: to the actions of committees, that they took place; to the
board of a branch, that a class is entered in the final (R-CEE-7)."""

from django.utils import timezone

from clee import realisations
from clee.realisations import Line
from events import tasks_registration  # noqa: F401 declares the tick of registrations
from events.models import Event, Team
from events.workflow import registration_watch  # noqa: F401 declares who follows changes
from partnerships import branch_desk


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


def _link(action, key):
    rows = Event.objects.standing().filter(pk=key, committee_action=None)
    return rows.update(committee_action=action)


def _unlink(action, key):
    return Event.objects.filter(pk=key, committee_action=action).update(committee_action=None)


# Their registrations are not counted here: an event tells that it took place.
realisations.register(
    realisations.Source("evenement", "Événements", _offered, _linked, _link, _unlink)
)


def _finals(bookings):
    """{booking key: the final and where its team stands}, of teams that were not withdrawn."""
    rows = Team.objects.present().filter(contract__booking__in=bookings)
    rows = rows.select_related("contract", "edition").order_by("edition__held_on", "pk")
    return {
        team.contract.booking_id: f"{team.edition}, {team.get_state_display()}" for team in rows
    }


branch_desk.register(branch_desk.Column("Entrée en finale", _finals))
