"""Who may open a page: closed by default, public by a mark, rows by `visible_to`."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe


def public(view):
    """Open a view (function or class) to visitors; the snapshot of addresses lists it.

    A function is then read-only (GET and HEAD): a public page that takes forms is a
    class with its own `post`.
    """
    if isinstance(view, type):
        return method_decorator(_open, name="dispatch")(view)
    return _open(view if hasattr(view, "view_class") else require_safe(view))


def _open(view):
    view = login_not_required(view)
    view.is_public = True
    return view


def before_second_factor(view):
    """Keep a view (function or class) open to who must still set up or prove a second factor
    (`accounts.second_factor.middleware`); what it shows must need no role."""
    if isinstance(view, type):
        return method_decorator(before_second_factor, name="dispatch")(view)

    @wraps(view)
    def open_view(request, *args, **kwargs):
        return view(request, *args, **kwargs)

    open_view.opens_before_second_factor = True  # type: ignore[attr-defined]
    return open_view


def require(*roles):
    """Limit a view (function or class) to some roles; anybody else gets the 403 page.

    It says who may open the page at all; which rows is `get_visible_or_404`'s matter.
    """
    allowed = frozenset(roles)

    def decorate(view):
        if isinstance(view, type):
            return method_decorator(decorate, name="dispatch")(view)

        @wraps(view)
        def guarded(request, *args, **kwargs):
            if request.actor.role not in allowed:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.roles = allowed  # type: ignore[attr-defined]  # for the snapshot of addresses
        return guarded

    return decorate


def get_visible_or_404(model_or_queryset, actor, **lookup):
    """The one row that matches and that the actor may see; what is not visible is a 404."""
    manager = getattr(model_or_queryset, "_default_manager", model_or_queryset)
    queryset = manager.all()
    try:
        return queryset.visible_to(actor).get(**lookup)
    except (queryset.model.DoesNotExist, ValueError, OverflowError) as error:
        raise Http404 from error
