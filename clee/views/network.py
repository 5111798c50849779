"""`/clee/rbde/`: the networks of RBDE, and the directory of each, for RBDE."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import get_visible_or_404, require
from accounts.enums import Role
from accounts.lists_out import is_asked
from clee import exports
from clee.enums import KEEPERS, NETWORK_KEEPERS
from clee.models import Committee, Invitation
from clee.network import colleagues
from clee.views.news import latest
from clee.views.resources import shown_on_page
from clee.workflow import networks as workflow
from clee.workflow import who
from directory.models import Department

READERS = (Role.RBDE, *KEEPERS, Role.ADMINISTRATOR)


@require(*READERS)
def networks(request):
    """Those of one's territory; the supervisor opens that of a département without one."""
    rows = Committee.objects.networks().visible_to(request.actor).prefetch_related("departments")
    shown = list(rows)
    covered = {place.pk for row in shown for place in row.departments.all()}
    is_keeper = request.actor.role in NETWORK_KEEPERS
    without = request.actor.department_codes - covered if is_keeper else ()
    missing = Department.objects.filter(pk__in=without)
    coming = Invitation.objects.filter(user=request.actor.user).for_pages()
    coming = coming.filter(meeting__committee__in=shown, meeting__starts_at__gte=timezone.now())
    context = {
        "steers": request.actor.role != Role.RBDE,
        "networks": shown,
        "missing": missing,
        "invitations": coming.order_by("meeting__starts_at"),
    }
    return render(request, "clee/networks.html", context)


@require_POST
@require(*NETWORK_KEEPERS)
def open_network(request):
    """That of the département chosen."""
    code = request.POST.get("departement", "")
    department = Department.objects.filter(pk=code).first()
    if department is None or not workflow.may_open(request.actor, department):
        raise Http404
    return redirect("clee:keep", workflow.open_network(request.actor, department).pk)


@require_safe
@require(*READERS)
def directory(request, pk):
    """The page of a network: its RBDE with their schools and address, its resources, its news."""
    rows = Committee.objects.networks().prefetch_related("departments")
    network = get_visible_or_404(rows, request.actor, pk=pk)
    found = colleagues(network)
    if is_asked(request):
        return exports.COLLEAGUES.file(request, found, "", network, committee_id=network.pk)
    context = {
        "committee": network,
        "colleagues": found,
        "keeps": who.keeps(request.actor, network),
        "resources": shown_on_page(request.actor, network),
        "news": latest(request.actor, network),
    }
    return render(request, "clee/directory.html", context)
