"""The private notes of a school about a company: seen by that school only."""

from django.contrib import admin

from accounts.admin_base import JournalledAdmin
from accounts.enums import Role
from directory.admin_base import ScopedStackedInline
from directory.french import full_day
from directory.models import School
from partnerships.admin.base import FoldedSearchMixin
from partnerships.models import CompanyNote

AUTHORS = (Role.RBDE, Role.DDFPT)


class OwnedInline(ScopedStackedInline):
    """Rows that belong to one of the actor's schools: they choose which when they have
    several (R-ID-2)."""

    owner = ""

    def get_fields(self, request, obj=None):
        fields = list(super().get_fields(request, obj))
        return [self.owner, *fields] if len(request.actor.school_ids) > 1 else fields

    def get_field_queryset(self, db, db_field, request):
        if db_field.name == self.owner:
            return School.objects.filter(pk__in=request.actor.school_ids).order_by("sort_key")
        return super().get_field_queryset(db, db_field, request)


class SignedMixin:
    """Who wrote a note, and when."""

    @admin.display(description="écrite")
    def signed(self, note):
        if note.pk is None:
            return "–"
        by = f"par {note.author} " if note.author_id else ""
        return f"{by}le {full_day(note.created_at)}"


class CompanyNoteInline(SignedMixin, OwnedInline):
    model = CompanyNote
    owner = "school"
    editors = removers = AUTHORS
    fields = ["text", "signed"]
    readonly_fields = ["signed"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("author")

    def has_add_permission(self, request, obj=None):
        """A note is a school's: an administrator reads them and writes none."""
        return bool(request.actor.school_ids) and super().has_add_permission(request, obj)


@admin.register(CompanyNote)
class CompanyNoteAdmin(SignedMixin, FoldedSearchMixin, JournalledAdmin):
    """To read and search; notes are written on the page of the company."""

    editors = removers = AUTHORS
    list_display = ["company", "school", "text", "signed"]
    list_filter = ["school"]
    list_select_related = ["company", "school", "author"]
    search_fields = ["company__sort_key"]
    fields = ["company", "school", "text", "signed"]
    readonly_fields = ["company", "school", "signed"]

    def places_of(self, obj):
        """The school's journal only: the company reads its own."""
        return {"school": obj.school}

    def has_add_permission(self, request, obj=None):
        return False
