"""The stock admin without its leaks (RELIABILITY §4): every list, field, filter and
confirmation goes through `visible_to(request.actor)`.
"""

import json
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.utils import NestedObjects, get_fields_from_path, unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import transaction
from django.db.models import URLField
from django.forms import CheckboxSelectMultiple
from django.http import Http404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext

from directory.admin_versions import versioned, with_version
from directory.combobox import Combobox, ComboboxField
from directory.paging import CappedPaginator
from directory.search import fold, matches

FORBIDDEN = ("raw_id_fields", "date_hierarchy", "list_editable", "filter_horizontal")
ACTION_BOX = '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="{}">'


class ScopedRelatedFilter(admin.RelatedFieldListFilter):
    """Offers only related rows that visible rows use and that the actor may see."""

    def field_choices(self, field, request, model_admin):
        used = model_admin.get_queryset(request).order_by().values(self.field_path)
        model = field.remote_field.model
        rows = scoped_related(model_admin.admin_site, model, request).filter(pk__in=used)
        told = getattr(model, "named_with", ())
        return [(row.pk, str(row)) for row in (rows.select_related(*told) if told else rows)]

    def has_output(self):
        """One place and nothing else is no choice."""
        return len(self.lookup_choices) > 1


def scoped_related(site, model, request):
    """The rows of a related model by its own registered admin, else none."""
    related_admin = site._registry.get(model)
    if related_admin is None:
        return model._default_manager.none()
    queryset = related_admin.get_queryset(request)
    ordering = related_admin.get_ordering(request)
    return queryset.order_by(*ordering) if ordering else queryset


class ScopedMixin(BaseModelAdmin):
    """What admin pages and inlines share.

    `editors` and `removers` are roles that may add and change, or delete; an
    administrator may do both, and every role that uses the admin may look.
    """

    editors: Collection[str] = ()
    removers: Collection[str] = ()
    formfield_overrides = {URLField: {"assume_scheme": "https"}}

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        for name in FORBIDDEN:
            if getattr(cls, name, None):
                raise ImproperlyConfigured(f"{cls.__name__}: {name} shows rows out of scope.")

    def get_queryset(self, request):
        rows: Any = super().get_queryset(request)
        return rows.visible_to(request.actor)

    def get_field_queryset(self, db, db_field, request):
        return scoped_related(self.admin_site, db_field.remote_field.model, request)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in self.autocomplete_fields:
            return self._combobox(db_field, request, **kwargs)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def _combobox(self, db_field, request, **kwargs):
        meta = db_field.model._meta
        related_admin = self.admin_site.get_model_admin(db_field.remote_field.model)

        def find(queryset, words):
            rows, may_repeat = related_admin.get_search_results(request, queryset, words)
            return rows.distinct() if may_repeat else rows

        params = {
            "app_label": meta.app_label,
            "model_name": meta.model_name,
            "field_name": db_field.name,
        }
        url = reverse(f"{self.admin_site.name}:autocomplete")
        return db_field.formfield(
            queryset=self.get_field_queryset(kwargs.get("using"), db_field, request),
            form_class=ComboboxField,
            find=find,
            widget=Combobox(url, params, attrs={"class": "vTextField"}),
        )

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs.setdefault("widget", CheckboxSelectMultiple)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def _may(self, request, roles):
        actor = request.actor
        return actor.is_administrator or (actor.uses_admin and actor.role in roles)

    def has_view_permission(self, request, obj=None):
        return request.actor.is_administrator or request.actor.uses_admin

    def has_add_permission(self, request, obj=None):
        return self._may(request, self.editors)

    def has_change_permission(self, request, obj=None):
        return self._may(request, self.editors)

    def has_delete_permission(self, request, obj=None):
        return self._may(request, self.removers)


class ScopedAdmin(ScopedMixin, admin.ModelAdmin):
    """Base of every registered admin.

    A save on a sheet that changed meanwhile shows both versions (`directory.admin_versions`).

    The journal is what people read; the admin's own log keeps which fields changed,
    without any name.
    """

    view_on_site = False
    show_full_result_count = False
    paginator = CappedPaginator
    list_per_page = 50
    actions: Sequence[Any] | None = None
    # (label, name of an address): where the staff of schools changes what is read here.
    working_page: tuple[str, str] | None = None
    # Whether the list leaves as a file, and in which columns when they are not those of the
    # page: heading → path of the row, or `directory.cells.Column`s.
    gives_file = True
    columns: ClassVar[dict | list] = {}

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """The stock titles ("Modification de entreprise") are not French for every noun."""
        name = self.opts.verbose_name
        title = f"Ajouter\u00a0: {name}" if obj is None else f"{capfirst(name)}\u00a0: {obj}"
        context |= {"title": title, "subtitle": None}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """The row is locked before it is compared with what was typed."""
        with transaction.atomic():
            if request.method == "POST" and object_id is not None:
                self._lock(request, object_id)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def _lock(self, request, object_id):
        try:
            pk = self.opts.pk.to_python(unquote(object_id))
        except ValidationError:
            return
        rows = self.model._base_manager.select_for_update(of=("self",), no_key=True)
        list(rows.filter(pk=pk).values_list("pk"))

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is not None:
            kwargs.setdefault("form", versioned(self.form))
        return super().get_form(request, obj, change, **kwargs)

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        shown = obj is not None and self.has_change_permission(request, obj)
        return with_version(fieldsets, shown)

    def changelist_view(self, request, extra_context=None):
        context: dict[str, Any] = {"title": capfirst(self.opts.verbose_name_plural)}
        if self.working_page and request.actor.is_school_staff:
            context["working_page"] = self.working_page
        return super().changelist_view(request, context | (extra_context or {}))

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """What is not visible is a 404, not a redirection that says so."""
        raise Http404

    def shows_whole(self, request, obj):
        """Whether the history tells all acts and columns: who may change a row sees it whole.
        Else only the acts that the actor's own journal holds."""
        return self.has_change_permission(request, obj)

    def history_view(self, request, object_id, extra_context=None):
        """The site's own page, which reads the journal."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None or not self.has_view_permission(request, obj):
            raise Http404
        site: Any = self.admin_site
        return site.history_of(request, self, obj)

    def action_checkbox(self, obj):
        """The stock box without a template of its own: a quarter of the time of a list."""
        label = gettext("Select this object for an action - {}").format(obj)
        return format_html(ACTION_BOX, ACTION_CHECKBOX_NAME, obj.pk, label)

    def get_list_filter(self, request):
        return [self._scoped_filter(entry) for entry in super().get_list_filter(request)]

    def _scoped_filter(self, entry):
        if not isinstance(entry, str):
            return entry
        field = get_fields_from_path(self.model, entry)[-1]
        return (entry, ScopedRelatedFilter) if field.is_relation else entry

    def get_search_results(self, request, queryset, search_term):
        names = {field.name for field in self.model._meta.fields}
        if "search" in names:
            return matches(queryset, search_term), False
        if "sort_key" in names:
            search_term = fold(search_term)
        return super().get_search_results(request, queryset, search_term)

    def get_deleted_objects(self, objs, request):
        """Counts instead of names: related rows may belong to others."""
        _, counts, missing, protected = super().get_deleted_objects(objs, request)
        held = Counter(
            obj._meta.verbose_name_plural
            for obj in (self._protected_objects(objs) if protected else ())
        )
        return _listed(counts), counts, missing, _listed(held)

    def _protected_objects(self, objs):
        collector = NestedObjects(using=objs[0]._state.db, origin=objs)
        collector.collect(objs)
        return collector.protected

    def log_addition(self, request, obj, message):
        return self._log(request, obj, ADDITION, message)

    def log_change(self, request, obj, message):
        return self._log(request, obj, CHANGE, message)

    def log_deletions(self, request, queryset):
        return [self._log(request, obj, DELETION, []) for obj in queryset]

    def _log(self, request, obj, flag, message):
        return LogEntry.objects.create(
            user_id=request.user.pk,
            content_type=ContentType.objects.get_for_model(obj),
            object_id=obj.pk,
            object_repr=f"{obj._meta.verbose_name} n° {obj.pk}",
            action_flag=flag,
            change_message=json.dumps(_without_names(message)),
        )


def _listed(counts):
    return [f"{kind} : {number}" for kind, number in counts.items()]


def _without_names(message):
    """The admin's change message, with the texts of related rows taken out."""
    if not isinstance(message, list):
        return []
    return [
        {verb: {key: value for key, value in facts.items() if key == "fields"}}
        for entry in message
        for verb, facts in entry.items()
    ]


class ReadOnlyMixin:
    """States only move through the workflow: the pages of the portal act, the admin shows."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ScopedStackedInline(ScopedMixin, admin.StackedInline):
    """Stacked only: tabular inlines fail the accessibility checks."""

    extra = 0
    view_on_site = False
    show_change_link = False

    def get_queryset(self, request):
        """Rows that are about to be compared with what was typed are locked."""
        rows = super().get_queryset(request)
        return rows.select_for_update(of=("self",)) if request.method == "POST" else rows

    def get_formset(self, request, obj=None, **kwargs):
        kwargs.setdefault("form", versioned(self.form))
        return super().get_formset(request, obj, **kwargs)

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        return with_version(fieldsets, self.has_change_permission(request, obj))
