"""The mails that left or could not, for the administrator; dead ones can be sent again."""

from django.contrib import admin, messages
from django.db import transaction

from accounts import journal
from accounts.admin_base import JournalledAdmin
from directory.admin_base import ReadOnlyMixin, ScopedAdmin
from directory.violations import Refused
from outbox.enums import MailState
from outbox.models import Mail, Stop
from outbox.workflow import retry


class OpenEndFilter(admin.SimpleListFilter):
    """Mails that wait for a decision, first of all."""

    title = "suite à donner"
    parameter_name = "suite"

    def lookups(self, request, model_admin):
        return [("decider", "À décider (échec ou sans réponse)")]

    def queryset(self, request, queryset):
        return queryset.dead() if self.value() else queryset


@admin.register(Mail)
class MailAdmin(JournalledAdmin):
    list_display = ("id", "recipient_email", "subject", "state", "attempts", "sent_at", "error")
    list_filter = (OpenEndFilter, "state")
    search_fields = ("recipient_email", "message_id")
    actions = ("send_again",)
    fields = (
        "recipient_email",
        "recipient_name",
        "subject",
        "state",
        "attempts",
        "next_try_at",
        "not_after",
        "sent_at",
        "provider_id",
        "error",
        "message_id",
        "created_at",
    )
    readonly_fields = fields

    def has_view_permission(self, request, obj=None):
        return request.actor.is_administrator

    has_retry_permission = has_view_permission

    def has_add_permission(self, request, obj=None):
        return False

    has_change_permission = has_delete_permission = has_add_permission

    @admin.action(description="Renvoyer les courriels choisis", permissions=["retry"])
    def send_again(self, request, queryset):
        sent, refused = 0, 0
        for mail in queryset:
            try:
                with transaction.atomic():
                    retry(mail)
                    journal.record(request.actor, "a fait renvoyer un courriel", mail)
                sent += 1
            except Refused:
                refused += 1
        if sent:
            messages.success(request, f"Courriels remis en file d’attente : {sent}.")
        if refused:
            messages.warning(
                request,
                f"Courriels laissés tels quels : {refused}. Seuls les échecs et les envois sans "
                f"réponse peuvent être repris ({MailState.FAILED.label}, "
                f"{MailState.UNKNOWN.label}).",
            )


@admin.register(Stop)
class StopAdmin(ReadOnlyMixin, ScopedAdmin):
    """What people no longer want to receive, for the administrator who is asked why."""

    list_display = ("email", "topic", "since")
    list_filter = ("topic",)
    search_fields = ("email",)
    fields = readonly_fields = list_display

    def has_view_permission(self, request, obj=None):
        return request.actor.is_administrator
