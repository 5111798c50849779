"""What every page of who keeps a committee begins with."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404

from accounts.access import get_visible_or_404
from clee.enums import CommitteeKind
from clee.models import Committee
from directory.violations import Refused


def kept_or_404(actor, pk):
    """The committee, for who keeps it."""
    return get_visible_or_404(Committee.objects.kept_by(actor), actor, pk=pk)


def clee_or_404(actor, pk):
    """The same, never a network of RBDE: it has no year, no charter, no plan."""
    committee = kept_or_404(actor, pk)
    if committee.kind != CommitteeKind.CLEE:
        raise Http404
    return committee


def ran(request, form, run):
    """Whether the form was valid and its act done; what was refused stands on the form."""
    if not form.is_valid():
        return False
    try:
        with transaction.atomic():
            run()
    except Refused as refused:
        form.add_refusal(refused)
        return False
    messages.success(request, "C’est enregistré.")
    return True
