"""The lists of the administration leave as files (`accounts.lists_out`): `PortalAdminSite` gives
each one that it registers an address of its own beside its page, `…/exporter/`.

A file holds the rows that the filters of its address keep, in the columns of the page.
"""

from copy import copy
from functools import partial
from html import unescape

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import (
    display_for_field,
    display_for_value,
    label_for_field,
    lookup_field,
)
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db.models import DateTimeField
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeData
from django.utils.text import capfirst

from accounts import lists_out
from accounts.downloads import Taking
from accounts.lists_out import COLUMNS, DECIMALS, FORMAT
from accounts.tables_out import TYPED, source_of

# What the address of a file says beside the filters of its list.
CHOSEN = "choisi"
OURS = (FORMAT, COLUMNS, DECIMALS, CHOSEN, PAGE_VAR)


def route_of(model_admin):
    """The name of the address of its file, within the admin."""
    return f"{model_admin.opts.app_label}_{model_admin.opts.model_name}_export"


def address_of(model_admin, asked):
    """That of the file of a list; `asked`, a QueryDict, holds its filters."""
    return lists_out.bare(f"{reverse(f'admin:{route_of(model_admin)}')}?{asked.urlencode()}")


def give(model_admin, request):
    """The filtered list as a file, or the rows of it that the address names."""
    if not model_admin.has_view_or_change_permission(request):
        raise PermissionDenied
    rows = filtered(model_admin, request)
    if CHOSEN in request.GET:
        rows = rows.filter(pk__in=[key for key in request.GET.getlist(CHOSEN) if key.isdecimal()])
    source = source_of(rows, model_admin.columns or columns_of(model_admin, request))
    opts = model_admin.opts
    taking = Taking(
        f"a exporté une liste : {opts.verbose_name_plural}",
        filters=filters_in_words(request),
        rows=source.count,
    )
    name = f"{opts.model_name}-{timezone.localdate():%Y-%m-%d}"
    return lists_out.give_list(request, source, name, taking)


def filtered(model_admin, request):
    """Every row that the filters of the address keep, those beyond the page too."""
    asked = copy(request)
    asked.GET = request.GET.copy()
    for name in OURS:
        asked.GET.pop(name, None)
    asked.takes_all = True
    try:
        return model_admin.get_changelist_instance(asked).get_queryset(asked)
    except IncorrectLookupParameters as error:
        raise Http404 from error


def filters_in_words(request):
    """What the list was limited to: the search and filters of its address, as they stand."""
    asked = {name: value for name, value in request.GET.items() if value and name not in OURS}
    return " ; ".join(f"{name} = {value}" for name, value in asked.items())[:500]


# --- Columns of the page -------------------------------------------------------------------


def columns_of(model_admin, request):
    """Heading → function of a row: what the page shows. A moment is its day, then its hour."""
    found = {}
    for name in model_admin.get_list_display(request):
        label = capfirst(str(label_for_field(name, model_admin.model, model_admin)))
        found[label] = partial(_value, model_admin, name)
        if _is_moment(model_admin.opts, name):
            found[f"{label} (heure)"] = partial(_hour, name)
    return found


def _is_moment(opts, name):
    return any(field.name == name for field in opts.fields if isinstance(field, DateTimeField))


def _hour(name, row):
    moment = getattr(row, name)
    return moment and f"{timezone.localtime(moment):%H:%M}"


def _value(model_admin, name, row):
    """A number, a day, else the text that the page shows, without its marks."""
    try:
        field, _, value = lookup_field(name, row, model_admin)
    except ObjectDoesNotExist:
        return None
    if value is None or (isinstance(value, TYPED) and not (field and field.choices)):
        return value
    text = display_for_field(value, field, "") if field else display_for_value(value, "")
    return unescape(strip_tags(text)) if isinstance(text, SafeData) else text
