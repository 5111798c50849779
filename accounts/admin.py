"""People, their roles, their links and the journal in the admin."""

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts import access, links, sessions
from accounts.admin_base import JournalledAdmin
from accounts.admin_protection import ProtectedAdmin
from accounts.enums import RoleState
from accounts.models import (
    Delegation,
    JournalEntry,
    PersonalDataRead,
    PersonalLink,
    RoleAssignment,
    User,
)
from accounts.rules import scope_errors
from accounts.workflow import grants
from directory.admin_base import ReadOnlyMixin, ScopedAdmin, ScopedStackedInline
from directory.models import Academy, Company, Department, School
from outbox.recipients import Recipient
from outbox.workflow import notify


class KeysField(forms.ModelMultipleChoiceField):
    """Rows of a long table by their official number, one a line."""

    to_field_name: str
    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, queryset, key, label):
        super().__init__(
            queryset,
            to_field_name=key,
            label=label,
            required=False,
            help_text="Un numéro par ligne.",
            error_messages={"invalid_choice": "Aucune ligne ne porte le numéro %(value)s."},
        )

    # The base class would list every row as a choice of the widget.
    choices = property(lambda self: (), lambda self, value: None)

    def prepare_value(self, value):
        """Rows are shown by their numbers; numbers being checked stay a list."""
        rows = [row for row in value or () if hasattr(row, "_meta")]
        return "\n".join(getattr(row, self.to_field_name) for row in rows) if rows else value

    def clean(self, value):
        return super().clean(value.upper().replace(",", " ").split() if value else [])


class RoleAssignmentForm(forms.ModelForm):
    """A role needs the scope of its kind, and no other. Only administrators fill it in."""

    schools = KeysField(School.objects.all(), "uai", "Établissements (UAI)")
    companies = KeysField(Company.objects.all(), "siret", "Entreprises (SIRET)")
    departments = KeysField(Department.objects.all(), "code", "Départements (numéro)")
    academies = KeysField(Academy.objects.all(), "code", "Académies (code)")

    class Meta:
        model = RoleAssignment
        fields = [
            "user",
            "role",
            "schools",
            "includes_annexes",
            "companies",
            "includes_siblings",
            "departments",
            "academies",
            "whole_region",
            "branches",
            "networks",
            "starts_on",
            "ends_on",
        ]

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        if cleaned.get("role"):
            for field, message in scope_errors(cleaned["role"], cleaned):
                self.add_error(field if field in self.fields else None, message)
        return cleaned


class RoleInline(ScopedStackedInline):
    """The roles of a person, to read; they are changed on their own page."""

    model = RoleAssignment
    fk_name = "user"
    fields = readonly_fields = ("role", "state", "starts_on", "ends_on", "validated_at")
    can_delete = False


SEEN = ["last_login", "date_joined", "leaves_on", "erased_on"]


@admin.register(User)
class UserAdmin(ProtectedAdmin):
    """People; accounts are opened by the administrator or by `grant_role`."""

    list_display = ["last_name", "first_name", "email", "is_active", "last_login"]
    list_display_links = ["last_name", "first_name", "email"]
    list_filter = ["is_active", "role_assignments__role"]
    search_fields = ["last_name", "first_name", "email"]
    fields = ["email", "first_name", "last_name", "phone", "is_active", *SEEN]
    readonly_fields = SEEN
    inlines = [RoleInline]

    def get_queryset(self, request):
        return super().get_queryset(request).distinct()

    def save_model(self, request, obj, form, change):
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            grants.forget_former_addresses(obj)
        if not obj.is_active:
            sessions.end_all(obj)


@admin.register(RoleAssignment)
class RoleAssignmentAdmin(JournalledAdmin):
    """Who is what, where, from when to when."""

    form = RoleAssignmentForm
    list_display = ["user", "role", "state", "starts_on", "ends_on"]
    list_filter = ["state", "role"]
    search_fields = ["user__last_name", "user__first_name", "user__email"]
    autocomplete_fields = ["user"]
    list_select_related = ["user"]

    def save_model(self, request, obj, form, change):
        """Granted by an administrator, hence validated."""
        if not change:
            obj.granted_by = obj.validated_by = request.user
            obj.validated_at = timezone.now()
            obj.state = RoleState.VALIDATED
        super().save_model(request, obj, form, change)


@admin.register(Delegation)
class DelegationAdmin(ReadOnlyMixin, JournalledAdmin):
    """Who lends what to whom, to read: it is given and taken back on its own page."""

    list_display = ["assignment", "lender", "holder", "labels", "starts_on", "ends_on", "ended_at"]
    list_select_related = ["assignment__user", "holder"]
    search_fields = ["holder__sort_key", "assignment__user__sort_key"]
    fields = readonly_fields = (
        "assignment",
        "lender",
        "holder",
        "labels",
        "starts_on",
        "ends_on",
        "given_at",
        "ended_at",
    )

    @admin.display(description="délégant", ordering="assignment__user__sort_key")
    def lender(self, delegation):
        return delegation.assignment.user

    @admin.display(description="actes")
    def labels(self, delegation):
        return ", ".join(delegation.act_labels)


@admin.register(PersonalLink)
class PersonalLinkAdmin(ReadOnlyMixin, JournalledAdmin):
    """Links that one issued: revoke, replace; nothing else changes by hand."""

    gives_file = False
    change_form_template = "accounts/admin_link.html"
    list_display = ["holder_name", "purpose", "valid_until", "state_label"]
    list_filter = ["purpose"]
    search_fields = ["holder_name", "holder_email"]
    fields = readonly_fields = (
        "holder_name",
        "holder_email",
        "holder_function",
        "purpose",
        "valid_until",
        "state_label",
        "issued_at",
    )

    STATES = {
        "valid": "valable",
        "expired": "expiré",
        "revoked": "révoqué",
        "replaced": "remplacé",
    }

    @admin.display(description="état")
    def state_label(self, link):
        return self.STATES[link.state]

    def get_urls(self):
        def own(view):
            return self.admin_site.admin_view(require_POST(view))

        return [
            path("<int:pk>/revoquer/", own(self.revoke), name="accounts_personallink_revoke"),
            path("<int:pk>/remplacer/", own(self.replace), name="accounts_personallink_replace"),
            *super().get_urls(),
        ]

    def revoke(self, request, pk):
        """Close a link at once."""
        link = access.get_visible_or_404(PersonalLink, request.actor, pk=pk)
        links.revoke(request.actor, link)
        messages.success(request, "Le lien est révoqué.")
        return redirect(reverse("admin:accounts_personallink_change", args=[pk]))

    def replace(self, request, pk):
        """Send a new link to the same holder; the old one dies."""
        link = access.get_visible_or_404(PersonalLink, request.actor, pk=pk)
        with transaction.atomic():
            new = links.replace(request.actor, link)
            if new.holder_email:
                to = Recipient(new.holder_email, new.holder_name)
                notify("accounts.new_link", new, to, by=request.actor)
        messages.success(request, "Un nouveau lien remplace l’ancien.")
        return redirect(reverse("admin:accounts_personallink_change", args=[new.pk]))


@admin.register(JournalEntry)
class JournalEntryAdmin(ReadOnlyMixin, ScopedAdmin):
    """The journal of one's scope, to read."""

    list_display = ["at", "actor_label", "verb", "words"]
    list_filter = ["role", "at"]
    search_fields = ["actor_label", "verb", "words"]
    fields = readonly_fields = ("at", "actor_label", "role", "verb", "words", "reason")


@admin.register(PersonalDataRead)
class PersonalDataReadAdmin(ReadOnlyMixin, ScopedAdmin):
    """Who looked at whose details: for administrators, to read."""

    list_display = ["at", "user", "role", "subject_type", "subject_id"]
    list_filter = ["role", "at"]
    list_select_related = ["user", "subject_type"]
    search_fields = ["user__last_name", "user__email"]
    fields = readonly_fields = ("at", "user", "role", "subject_type", "subject_id")

    def has_view_permission(self, request, obj=None):
        return request.actor.is_administrator
