from django.contrib import admin

from accounts.enums import Role
from clee.enums import KEEPERS
from clee.models import (
    Action,
    ActionType,
    Committee,
    Letter,
    Mandate,
    Meeting,
    Member,
    News,
    OfficeSheet,
    Review,
)
from directory.admin_base import ReadOnlyMixin, ScopedAdmin, ScopedStackedInline


class MandateInline(ReadOnlyMixin, ScopedStackedInline):
    """Named and ended on the committee's page, where the role follows."""

    model = Mandate
    fields = [
        "side",
        "person_name",
        "organisation",
        "starts_on",
        "ends_on",
        "designated_on",
        "designated_by",
        "designation_act",
    ]


class MemberInline(ReadOnlyMixin, ScopedStackedInline):
    """Inscribed and removed on the committee's page."""

    model = Member
    fields = ["kind", "school", "company", "network", "other_name", "joined_on", "left_on"]


@admin.register(Committee)
class CommitteeAdmin(ScopedAdmin):
    """The authority and the départements keep the list of committees."""

    editors = KEEPERS
    list_display = ["name", "state", "support_school"]
    list_select_related = ["support_school"]
    list_filter = ["state", "departments"]
    search_fields = ["name"]
    autocomplete_fields = ["support_school"]
    readonly_fields = ["kind", "state", "merged_into"]
    fields = [
        "name",
        "kind",
        "state",
        "merged_into",
        "departments",
        "basins",
        "support_school",
        "contact_email",
        "presentation",
    ]
    inlines = [MandateInline, MemberInline]

    def has_change_permission(self, request, obj=None):
        """A committee is kept by those who see one of its départements."""
        allowed = super().has_change_permission(request, obj)
        if not allowed or obj is None:
            return allowed
        return any(request.actor.sees_department(row.pk) for row in obj.departments.all())


@admin.register(ActionType)
class ActionTypeAdmin(ScopedAdmin):
    """The list of R-CL-4, which the authority edits; a type in use is withdrawn, not deleted."""

    editors = (Role.EDUCATION_AUTHORITY,)
    list_display = ["label", "rank", "needs_label", "is_active"]
    search_fields = ["label"]
    fields = ["label", "rank", "needs_label", "is_active"]


class WrittenInPages(ReadOnlyMixin, ScopedAdmin):
    """Written, published and answered on the pages of the portal."""


@admin.register(News)
class NewsAdmin(WrittenInPages):
    list_display = ["title", "state", "published_at"]
    list_filter = ["state"]
    search_fields = ["title"]
    fields = ["committee", "school", "title", "text", "state", "published_at", "reason"]


@admin.register(OfficeSheet)
class OfficeSheetAdmin(WrittenInPages):
    list_display = ["school", "updated_at"]
    list_select_related = ["school"]
    search_fields = ["school__name"]
    fields = ["school", "presentation", "diplomas", "hours"]


@admin.register(Letter)
class LetterAdmin(WrittenInPages):
    list_display = ["subject", "sent_at", "people"]
    search_fields = ["subject"]
    fields = ["subject", "text", "committees", "networks", "sent_at", "people"]


@admin.register(Meeting)
class MeetingAdmin(WrittenInPages):
    """Without its guests: who keeps the committee reads them on its page."""

    list_display = ["committee", "kind", "starts_at", "state"]
    list_select_related = ["committee"]
    list_filter = ["state", "kind"]
    search_fields = ["committee__name"]
    fields = ["committee", "kind", "title", "state", "starts_at", "ends_at", "place", "summary"]


@admin.register(Action)
class ActionAdmin(WrittenInPages):
    list_display = ["title", "committee", "type", "starts_on", "state"]
    list_select_related = ["committee", "type"]
    list_filter = ["state", "type"]
    search_fields = ["title", "committee__name"]
    fields = ["committee", "school_year", "type", "title", "objective", "starts_on", "ends_on",
              "place", "state", "girls", "boys", "unspecified", "adults"]  # fmt: skip


@admin.register(Review)
class ReviewAdmin(WrittenInPages):
    list_display = ["committee", "school_year", "kind", "state", "updated_at"]
    list_select_related = ["committee", "school_year"]
    list_filter = ["kind", "state"]
    search_fields = ["committee__name"]
    fields = ["committee", "school_year", "kind", "state", "updated_at"]
