"""Rounds read by who sees their subject; the wording is edited in `admin_templates`."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from directory.admin_base import ReadOnlyMixin, ScopedAdmin, ScopedStackedInline
from documents import admin_templates  # noqa: F401 registers the wording
from documents.models import Signatory, SignatureRound


class SignatoryInline(ReadOnlyMixin, ScopedStackedInline):
    model = Signatory
    fields = ["label", "name", "asked_at", "reminded_at", "signed_at", "signed_name", "method"]


@admin.register(SignatureRound)
class SignatureRoundAdmin(ReadOnlyMixin, ScopedAdmin):
    inlines = [SignatoryInline]
    list_display = ["number", "label", "state", "opened_at", "sealed_at"]
    list_filter = ["state"]
    search_fields = ["number"]
    ordering = ["-opened_at"]
    fields = [
        "number",
        "label",
        "state",
        "opened_at",
        "wanted_on",
        "closes_on",
        "sealed_at",
        "voided_at",
        "void_reason",
        "page",
    ]
    readonly_fields = ["label", "page"]

    @admin.display(description="document")
    def label(self, round):
        return round.label

    @admin.display(description="suivi des signatures")
    def page(self, round):
        return format_html(
            '<a href="{}">Ouvrir le suivi</a>', reverse("documents:round", args=[round.pk])
        )
