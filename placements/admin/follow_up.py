"""The follow-up in the admin, for reading, on the page of its placement."""

from directory.admin_base import ReadOnlyMixin, ScopedStackedInline
from placements.models import Incident, PresenceDay, Visit


class VisitInline(ReadOnlyMixin, ScopedStackedInline):
    model = Visit


class PresenceInline(ReadOnlyMixin, ScopedStackedInline):
    model = PresenceDay


class IncidentInline(ReadOnlyMixin, ScopedStackedInline):
    model = Incident
