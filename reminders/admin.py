"""The mails that left or could not, for the administrator, to read: what is to be decided
about those in failure is on their own page (`reminders.views_delivery`)."""

from django.contrib import admin

from accounts.admin_base import JournalledAdmin
from outbox.models import Mail


@admin.register(Mail)
class MailAdmin(JournalledAdmin):
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
