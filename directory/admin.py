"""Reference tables, schools, class groups and networks in the admin.

Companies and contacts are registered by `partnerships`, with their history; so are networks,
with their members.
"""

from django import forms
from django.contrib import admin
from django.utils import timezone

from directory import models, years
from directory.admin_base import ScopedAdmin
from directory.closed_years import closed_refusals
from directory.enums import YearState

# The ground floor knows roles by their value only.
AUTHORITY = ("education_authority",)
NETWORK_EDITORS = (*AUTHORITY, "mission_officer")
SCHOOL_OFFICE = ("rbde", "ddfpt")


class ReferenceAdmin(ScopedAdmin):
    """Lists that the education authority keeps."""

    editors = AUTHORITY


@admin.register(models.Academy)
class AcademyAdmin(ReferenceAdmin):
    list_display = ["code", "name"]
    search_fields = ["name"]


@admin.register(models.Department)
class DepartmentAdmin(ReferenceAdmin):
    list_display = ["code", "name", "academy"]
    list_filter = ["academy"]
    list_select_related = ["academy"]
    search_fields = ["code", "name"]


@admin.register(models.TrainingBasin)
class TrainingBasinAdmin(ReferenceAdmin):
    list_display = ["name", "academy"]
    list_filter = ["academy"]
    list_select_related = ["academy"]
    search_fields = ["sort_key"]


@admin.register(models.Municipality)
class MunicipalityAdmin(ReferenceAdmin):
    """Density is corrected here (R-ID-7)."""

    list_display = ["name", "insee_code", "department", "is_rural"]
    list_filter = ["department", "is_rural"]
    list_select_related = ["department"]
    search_fields = ["sort_key", "insee_code", "postcodes__postcode"]


@admin.register(models.Sector)
class SectorAdmin(ReferenceAdmin):
    list_display = ["label", "code"]
    search_fields = ["sort_key"]


@admin.register(models.NafSector)
class NafSectorAdmin(ReferenceAdmin):
    list_display = ["naf_code", "sector"]
    list_filter = ["sector"]
    list_select_related = ["sector"]
    search_fields = ["naf_code"]


@admin.register(models.CalendarDay)
class CalendarDayAdmin(ReferenceAdmin):
    """Corrections of the packaged calendar (R-ID-9)."""

    removers = AUTHORITY
    list_display = ["day", "zone", "is_open", "label"]
    list_filter = ["is_open"]


@admin.register(models.Diploma)
class DiplomaAdmin(ReferenceAdmin):
    """The diplomas and the weeks that each asks for (R-PF-1)."""

    list_display = ["label", "code", "kind", "years", "min_weeks", "max_weeks", "is_open"]
    list_filter = ["kind", "is_open"]
    search_fields = ["sort_key", "code"]


class SchoolYearForm(forms.ModelForm):
    """Only the moves of R-ID-8: open in preparation, then become the current year."""

    class Meta:
        model = models.SchoolYear
        fields = ["start_year", "state"]

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        state = cleaned.get("state")
        if self.instance._state.adding:
            if state != YearState.PREPARATION:
                self.add_error("state", "Une nouvelle année commence en préparation.")
            year = cleaned.get("start_year")
            refusals = years.open_refusals(year, timezone.localdate()) if year else []
        elif "state" in self.changed_data:
            refusals = self._switch_refusals(state)
        else:
            refusals = []
        for violation in refusals:
            self.add_error("state", violation.message)
        return cleaned

    def _switch_refusals(self, state):
        if state != YearState.CURRENT:
            self.add_error("state", "Une année se ferme quand la suivante devient courante.")
            return []
        before = models.SchoolYear.objects.get(pk=self.instance.pk)
        return years.switch_refusals(before, years.current_year())

    def _get_validation_exclusions(self):
        # The current year is closed in the same transaction: one stays current.
        inherited = super()._get_validation_exclusions()  # type: ignore[misc]  # private
        return inherited | {"state"}


@admin.register(models.SchoolYear)
class SchoolYearAdmin(ReferenceAdmin):
    form = SchoolYearForm
    list_display = ["label", "state"]

    def get_readonly_fields(self, request, obj=None):
        return ["start_year"] if obj else []

    def save_model(self, request, obj, form, change):
        """State changes go through `years`, which locks and checks them again."""
        if not change:
            years.open_year(obj.start_year, timezone.localdate())
        elif "state" in form.changed_data:
            years.switch_to(obj.start_year)


@admin.register(models.School)
class SchoolAdmin(ScopedAdmin):
    """The authority edits all; a school's own office what the school decides."""

    editors = AUTHORITY
    own_fields = ("email", "phone", "website", "board_delegation_on", "head_visa")
    list_display = ["name", "city", "uai", "kind", "department", "is_open"]
    list_filter = ["kind", "sector_kind", "department", "priority_education", "is_open"]
    list_select_related = ["department"]
    search_fields = ["uai"]
    autocomplete_fields = ["parent", "municipality", "basin"]
    readonly_fields = ["source", "missing_since", "updated_at"]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) or self._is_own(request, obj)

    def _is_own(self, request, obj):
        actor = request.actor
        own = obj is None or obj.pk in actor.school_ids
        return actor.uses_admin and actor.role in SCHOOL_OFFICE and own

    def get_readonly_fields(self, request, obj=None):
        if super().has_change_permission(request, obj):
            return self.readonly_fields
        fields = [field.name for field in self.opts.fields if field.name not in HIDDEN]
        return [name for name in fields if name not in self.own_fields]

    def save_model(self, request, obj, form, change):
        """The day on which a school closes is kept: it worked in that year."""
        if change and "is_open" in form.changed_data:
            obj.missing_since = None if obj.is_open else timezone.localdate()
        super().save_model(request, obj, form, change)


HIDDEN = {"id", "sort_key", "search"}


class ClassGroupForm(forms.ModelForm):
    """No class comes into a closed year (R-ID-8)."""

    def clean(self):
        super().clean()
        year, school = (self.cleaned_data.get(name) for name in ("school_year", "school"))
        for one in closed_refusals(year, school=school) if year and school else ():
            self.add_error("school_year", one.message)


@admin.register(models.ClassGroup)
class ClassGroupAdmin(ScopedAdmin):
    """The groups of one's own schools; of a closed year they are read (R-ID-8)."""

    form = ClassGroupForm

    editors = SCHOOL_OFFICE
    removers = SCHOOL_OFFICE
    list_display = ["name", "level", "diploma", "school", "school_year", "size", "is_planned"]
    list_filter = ["school_year", "level", "special_kind", "school"]
    list_select_related = ["school", "school_year", "diploma"]
    search_fields = ["sort_key", "school__sort_key"]
    autocomplete_fields = ["school", "diploma"]

    def get_field_queryset(self, db, db_field, request):
        queryset = super().get_field_queryset(db, db_field, request)
        if db_field.name == "school" and not request.actor.is_administrator:
            return queryset.filter(pk__in=request.actor.school_ids)
        return queryset

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and _is_open(obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and _is_open(obj)


def _is_open(group):
    return group is None or not closed_refusals(group.school_year, school=group.school)


class OrganisationAdmin(ScopedAdmin):
    """Branches and networks, with their territory."""

    editors = NETWORK_EDITORS
    list_filter = ["departments"]
    search_fields = ["sort_key"]


@admin.register(models.BranchOrganisation)
class BranchOrganisationAdmin(OrganisationAdmin):
    list_display = ["name", "acronym", "parent"]
    list_select_related = ["parent"]
    autocomplete_fields = ["parent"]
