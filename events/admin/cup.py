"""Editions, teams and jurors in the admin: read and searched there, run on their own pages.

No mark is registered: nobody reads a score but on the pages that judge who may (R-EV-1).
"""

from django.contrib import admin

from directory.admin_base import ReadOnlyMixin, ScopedAdmin
from events.models import Edition, Juror, Team


@admin.register(Edition)
class EditionAdmin(ReadOnlyMixin, ScopedAdmin):
    list_display = ["title", "held_on", "department", "branch", "state"]
    list_select_related = ["department", "branch"]
    list_filter = ["state", "school_year", "department"]
    search_fields = ["title", "place"]
    fields = [
        "title",
        "state",
        "school_year",
        "department",
        "branch",
        "held_on",
        "place",
        "entries_until",
        "presentation",
        "passages_from",
        "passages_until",
        "speaking_minutes",
        "questions_minutes",
        "change_minutes",
        "method",
        "quorum",
        "tie_chain",
        "seed",
        "order_seed",
        "published_at",
    ]


@admin.register(Team)
class TeamAdmin(ReadOnlyMixin, ScopedAdmin):
    list_display = ["__str__", "edition", "title", "state", "panel", "passes_at"]
    list_select_related = [
        "edition",
        "panel",
        "contract__booking__school",
        "contract__booking__class_group",
    ]
    list_filter = ["state", "edition"]
    search_fields = ["title", "contract__booking__school__name"]
    fields = [
        "edition",
        "state",
        "state_reason",
        "title",
        "girls",
        "boys",
        "unspecified",
        "adults",
        "needs",
        "coach",
        "arrives_at",
        "leaves_at",
        "coach_payer",
        "coach_granted",
        "image_consents_attested",
        "image_excluded",
        "panel",
        "passes_at",
        "passes_until",
    ]


@admin.register(Juror)
class JurorAdmin(ReadOnlyMixin, ScopedAdmin):
    list_display = ["name", "edition", "college", "organisation", "panel", "left_at"]
    list_select_related = ["edition", "panel"]
    list_filter = ["college", "edition"]
    search_fields = ["name", "organisation"]
    fields = [
        "edition",
        "name",
        "college",
        "organisation",
        "panel",
        "bridge",
        "is_president",
        "replaces",
        "left_at",
    ]
