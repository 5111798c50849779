"""The mails that left or could not, for the administrator, to read: what is to be decided
about those in failure is on their own page (`reminders.views_delivery`)."""

from django.contrib import admin

from accounts.admin_base import JournalledAdmin
from directory.admin_base import ReadOnlyMixin, ScopedAdmin
from outbox.models import Mail, Stop


@admin.register(Mail)
class MailAdmin(JournalledAdmin):
    gives_file = False
    list_display = ("id", "recipient_email", "subject", "state", "attempts", "sent_at", "error")
    list_filter = ("state",)
    search_fields = ("recipient_email", "message_id")
    fields = (
        "recipient_email",
        "recipient_name",
        "subject",
        "state",
        "attempts",
        "next_try_at",
        "not_after",
        "sent_at",
        "set_aside_at",
        "provider_id",
        "error",
        "message_id",
        "created_at",
    )
    readonly_fields = fields

    def has_view_permission(self, request, obj=None):
        return request.actor.is_administrator

    def has_add_permission(self, request, obj=None):
        return False

    has_change_permission = has_delete_permission = has_add_permission


@admin.register(Stop)
class StopAdmin(ReadOnlyMixin, ScopedAdmin):
    """What people no longer want to receive, for the administrator who is asked why."""

    gives_file = False
    list_display = ("email", "topic", "since")
    list_filter = ("topic",)
    search_fields = ("email",)
    fields = readonly_fields = list_display

    def has_view_permission(self, request, obj=None):
        return request.actor.is_administrator
