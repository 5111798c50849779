"""A list of the portal, read at its own address for somebody: by the page where its columns
are chosen, and by the worker that makes its file when it is long (`accounts.lists_out`).

The view of the list decides who reads it and which rows, each time: when the file is asked
for, when it is made, and at each download.
"""

from copy import copy
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, QueryDict
from django.urls import resolve

from accounts import reads
from accounts.lists_out import Later
from directory.models import SchoolYear
from directory.violations import Refused

# The places of an actor: who has lost one no more reads what its rows were in.
PLACES = ("school_ids", "company_ids", "department_codes", "branch_ids", "network_ids")
GONE = "Votre rôle ne vous donne plus accès à cette liste."


def answered(request, address, method="HEAD", later=None):
    """The answer of the view of an address, of its file, to who makes this request. Raises
    Http404 for what is no list, PermissionDenied for who may not read it."""
    path, _, query = address.partition("?")
    asked = copy(request)
    asked.method, asked.path, asked.path_info = method, path, path
    asked.GET, asked.POST, asked.later = QueryDict(query), QueryDict(), later
    asked.META = request.META | {"REQUEST_METHOD": method, "QUERY_STRING": query}
    match = asked.resolver_match = resolve(path)
    answer = match.func(asked, *match.args, **match.kwargs)
    if not hasattr(answer, "source"):
        raise Http404
    return answer


def params_of(actor, address, school_year):
    """What a worker needs to read the list of this file as the actor does."""
    places = {name: sorted(getattr(actor, name)) for name in PLACES}
    return {"adresse": address, "annee": school_year and school_year.pk, "lieux": places}


def make(actor, params, step):
    """The file of the list: (file name, MIME type, blocks of bytes)."""
    with reads.noted():
        answer = _answer(actor, params, method="GET", later=Later(step))
    return answer.file_name, answer["Content-Type"], answer.streaming_content


def check(actor, params):
    """Raises Refused when the actor no more reads the list, or has lost a place since."""
    kept = params["lieux"]
    if any(not set(kept[name]) <= set(getattr(actor, name)) for name in PLACES):
        raise Refused(GONE)
    _answer(actor, params)


def _answer(actor, params, **how):
    request: Any = HttpRequest()
    request.user, request.actor, request.session = actor.user, actor, {}
    request.htmx = False
    request.school_year = SchoolYear.objects.filter(pk=params["annee"]).first()
    try:
        return answered(request, params["adresse"], **how)
    except (Http404, PermissionDenied) as error:
        raise Refused(GONE) from error
