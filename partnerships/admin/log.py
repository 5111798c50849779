"""The log of exchanges: written on the company's own sheet, searched and exported here."""

from django.contrib import admin
from django.forms import BaseForm
from django.utils import timezone

from accounts.admin_base import JournalledAdmin
from directory.admin_base import ScopedStackedInline
from directory.french import full_day
from directory.models import Contact, School
from partnerships import exports
from partnerships.admin.base import FoldedSearchMixin, WorkListMixin
from partnerships.models import Interaction
from partnerships.models.log import WRITERS
from partnerships.rules.log import check_entry
from partnerships.workflow import log

# Lines that the sheet of a company shows to correct; the page of the log holds all.
LATEST = 5


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


class EntryFormMixin(BaseForm):
    """The rules of the log, on the forms of the admin."""

    def clean(self):
        super().clean()
        data = self.cleaned_data
        data["next_action"] = data.get("next_action") or ""
        happened_on = data.get("happened_on")
        if happened_on and not self.errors.keys() & {"next_action", "next_action_on"}:
            after = (data["next_action"], data.get("next_action_on"))
            for found in check_entry(happened_on, *after, timezone.localdate()):
                self.add_error(found.field if found.field in self.fields else None, found.message)
        return data


class SignedMixin:
    """Who noted it, and when."""

    @admin.display(description="noté")
    def signed(self, row):
        if row.pk is None:
            return "–"
        by = f"par {row.author} " if row.author_id else ""
        return f"{by}le {full_day(timezone.localtime(row.created_at))}"


class InteractionInline(SignedMixin, OwnedInline):
    """The latest lines of the actor's own log, and new ones."""

    model = Interaction
    fk_name = "company"
    owner = "school"
    editors = removers = WRITERS
    fields = [
        ("kind", "happened_on", "contact"),
        "text",
        ("next_action", "next_action_on"),
        ("is_shared", "signed"),
    ]
    readonly_fields = ["signed"]

    def get_queryset(self, request):
        rows = super().get_queryset(request).held_by(request.actor)
        of_sheet = rows.filter(company=_sheet(request))
        latest = list(of_sheet.values_list("pk", flat=True)[:LATEST])
        return rows.filter(pk__in=latest).select_related("author")

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form = type("EntryForm", (EntryFormMixin, formset.form), {})
        return formset

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "text":
            field.widget.attrs["rows"] = 2
        if db_field.name == "contact":
            # Contacts are kept below, on the same sheet.
            shown = field.widget
            shown.can_add_related = shown.can_change_related = shown.can_view_related = False
        return field

    def get_field_queryset(self, db, db_field, request):
        if db_field.name == "contact":
            people = Contact.objects.visible_to(request.actor).present()
            return people.filter(company=_sheet(request))
        return super().get_field_queryset(db, db_field, request)

    def has_add_permission(self, request, obj=None):
        """A line is a school's or an office's: an administrator reads and writes none."""
        return log.may_write(request.actor)


def _sheet(request):
    """The key of the company whose sheet is open; none on the page that adds one."""
    key = request.resolver_match.kwargs.get("object_id", "")
    return int(key) if key.isdecimal() else None


class ToFollowUpFilter(admin.SimpleListFilter):
    title = "suite à donner"
    parameter_name = "suite"

    def lookups(self, request, model_admin):
        return [("due", "Aujourd’hui ou en retard"), ("open", "À venir ou en retard")]

    def queryset(self, request, queryset):
        if self.value() == "due":
            return queryset.to_follow_up(timezone.localdate())
        if self.value() == "open":
            return queryset.filter(next_action_on__isnull=False, next_action_done_at=None)
        return queryset


@admin.register(Interaction)
class InteractionAdmin(SignedMixin, FoldedSearchMixin, WorkListMixin, JournalledAdmin):
    """To read, search, correct and export; lines are added on the sheet of the company or in
    the page of the log."""

    editors = removers = WRITERS
    list_display = ["subject_name", "kind", "happened_on", "text", "next_action_on", "holder_name"]
    list_filter = [ToFollowUpFilter, "kind", "is_shared", "school"]
    list_select_related = ["company", "met_school", "met_network", "school", "office", "network"]
    search_fields = ["company__sort_key", "met_network__sort_key", "met_school__sort_key"]
    fields = [
        "subject_name",
        ("kind", "happened_on"),
        "text",
        ("next_action", "next_action_on"),
        "is_shared",
        "signed",
    ]
    readonly_fields = ["subject_name", "signed"]
    columns = exports.LOG.columns

    def places_of(self, obj):
        """The school's journal only: the company reads its own."""
        return {"school": obj.school}

    @admin.display(description="avec")
    def subject_name(self, row):
        return str(row.subject)

    @admin.display(description="journal de")
    def holder_name(self, row):
        return row.holder_name

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        return type("EntryForm", (EntryFormMixin, form), {})

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        """What others share is read and not changed."""
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or Interaction.objects.held_by(request.actor).contains(obj)

    def has_delete_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)
