"""Saving and deleting the filters of a list of the admin."""

from urllib.parse import parse_qsl, urlencode

from django.apps import apps
from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import get_visible_or_404, require
from accounts.enums import Role
from partnerships.models import SavedFilter
from partnerships.models.saved import MOST_FILTERS

ROLES = [role for role in Role if role.uses_admin]
# The page one is on, and what Django adds when a filter was wrong, say nothing to keep.
NOT_KEPT = ("p", "e")


@require_POST
@require(*ROLES)
def save(request):
    """Keep the query of the list under a name; the same name keeps the new query."""
    label = request.POST.get("model", "")
    url = _list(label)
    pairs = [(k, v) for k, v in parse_qsl(request.POST.get("query", "")) if k not in NOT_KEPT]
    query, name = urlencode(pairs), " ".join(request.POST.get("name", "").split())[:60]
    own = SavedFilter.objects.filter(user=request.user, model=label)
    if not name:
        messages.error(request, "Donnez un nom au filtre.")
    elif not query:
        messages.error(request, "La liste n’est pas filtrée : il n’y a rien à enregistrer.")
    elif len(query) > 500:
        messages.error(request, "Cette recherche est trop longue pour être enregistrée.")
    elif own.exclude(name=name).count() >= MOST_FILTERS:
        messages.error(request, f"{MOST_FILTERS} filtres au plus par liste : supprimez-en un.")
    else:
        own.update_or_create(
            name=name, defaults={"query": query}, create_defaults=_new(request, label, name, query)
        )
        messages.success(request, f"Le filtre « {name} » est enregistré.")
    return redirect(f"{url}?{query}")


def _new(request, label, name, query):
    return {"user": request.user, "model": label, "name": name, "query": query}


@require_POST
@require(*ROLES)
def delete(request, pk):
    row = get_visible_or_404(SavedFilter, request.actor, pk=pk)
    url, name = _list(row.model), row.name
    row.delete()
    messages.success(request, f"Le filtre « {name} » est supprimé.")
    return redirect(url)


def _list(label):
    """The address of a list that the admin has; 404 for any other text."""
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError) as error:
        raise Http404 from error
    if not admin.site.is_registered(model):
        raise Http404
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
