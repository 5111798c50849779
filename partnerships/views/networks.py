"""`/reseaux/`: networks and institutions by territory; their referents, members and actions."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Avg
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import get_visible_or_404
from accounts.lists_out import is_asked
from accounts.models import JournalEntry
from accounts.reads import note_reads
from directory import maps
from directory.models import Contact, PartnerNetwork, School
from directory.violations import Refused
from partnerships import exports
from partnerships.forms.networks import ActionForm, MemberForm, NetworkFilterForm, ReferentForm
from partnerships.models import Interaction, NetworkMember
from partnerships.models.log import works_with_companies
from partnerships.workflow import log, networks

PER_PAGE = 50
SHOWN = 20


def network_list(request):
    """All of them, by name; by kind and département."""
    form = NetworkFilterForm(request.GET)
    rows = form.narrow(PartnerNetwork.objects.visible_to(request.actor))
    rows = rows.prefetch_related("departments")
    if is_asked(request):
        return exports.NETWORKS.file(request, rows)
    page = Paginator(rows, PER_PAGE)
    context = {"page_obj": page.get_page(request.GET.get("page")), "form": form}
    return render(request, "partnerships/networks/list.html", context)


@require_safe
def territories(request):
    """By département: a map, and the table that says the same."""
    form = NetworkFilterForm(request.GET)
    rows = form.narrow(PartnerNetwork.objects.visible_to(request.actor))
    found: dict[Any, list] = {}
    for network in rows.prefetch_related("departments"):
        for department in network.departments.all():
            found.setdefault(department, []).append(network)
    lines = sorted(found.items(), key=lambda line: line[0].pk)
    members = NetworkMember.objects.visible_to(request.actor).present().positions(rows)
    context = {"lines": lines, "form": form, "map": _map(lines, members)}
    return render(request, "partnerships/networks/territories.html", context)


def _map(lines, members):
    """What is drawn: the middle of each département's schools, and the members' places."""
    schools = School.objects.open().filter(department__in=[one.pk for one, _ in lines])
    middles = (
        schools.order_by().values("department").annotate(y=Avg("latitude"), x=Avg("longitude"))
    )
    known = {row["department"]: (row["y"], row["x"]) for row in middles if row["y"] is not None}
    drawn = maps.frame([*known.values(), *members])
    if drawn is None:
        return None
    return {
        "width": maps.WIDTH,
        "height": drawn.height,
        "members": [drawn.place(*point) for point in members],
        "departments": [
            (department, len(networks), *drawn.place(*known[department.pk]))
            for department, networks in lines
            if department.pk in known
        ],
    }


def network_detail(request, pk):
    """Whom to call, who belongs to it, what it does; who keeps it adds a line."""
    network = get_visible_or_404(PartnerNetwork, request.actor, pk=pk)
    keeps = networks.may_keep(request.actor, network)
    forms = _forms(request) if keeps else {}
    if request.method == "POST":
        if not keeps:
            raise Http404
        if _added(request, network, forms):
            return redirect("partnerships:network", pk)
    people = Contact.objects.visible_to(request.actor).present().filter(network=network)
    if people:
        note_reads(request.actor, people)
    members = NetworkMember.objects.visible_to(request.actor).filter(network=network)
    lines = Interaction.objects.visible_to(request.actor).filter(met_network=network)
    context = {
        "network": network,
        "departments": network.departments.all(),
        "people": people,
        "members": members.present().select_related("company", "school"),
        "actions": network.actions.all()[:SHOWN],
        "reads_log": works_with_companies(request.actor),
        "may_write": log.may_write(request.actor),
        "rows": lines.for_lists()[:SHOWN],
        "keeps": keeps,
        "forms": [(TITLES[name], name, form) for name, form in forms.items()],
        "entries": JournalEntry.objects.about(network)[:SHOWN] if keeps else None,
    }
    return render(request, "partnerships/networks/detail.html", context)


TITLES = {
    "referent": "Ajouter un référent",
    "membre": "Ajouter un membre",
    "action": "Ajouter une action",
}


def _forms(request):
    """The three forms; only that which was sent is bound."""

    def data(name):
        return request.POST if request.POST.get("quoi") == name else None

    return {
        "referent": ReferentForm(data("referent")),
        "membre": MemberForm(request.actor, data("membre")),
        "action": ActionForm(data("action")),
    }


def _added(request, network, forms):
    name = request.POST.get("quoi")
    form = forms.get(name)
    if form is None or not form.is_valid():
        return False
    run = {
        "referent": lambda: networks.add_referent(request.actor, network, **form.cleaned_data),
        "membre": lambda: networks.add_member(request.actor, network, **form.member()),
        "action": lambda: networks.add_action(request.actor, network, **form.cleaned_data),
    }[name]
    try:
        run()
    except Refused as refused:
        form.add_refusal(refused)
        return False
    messages.success(request, "C’est enregistré.")
    return True


@require_POST
def member_end(request, pk):
    """The member leaves the network."""
    row = get_visible_or_404(NetworkMember.objects.select_related("network"), request.actor, pk=pk)
    return _end(request, row, networks.end_member, "Le membre est retiré.")


@require_POST
def referent_end(request, pk):
    """The person is no longer there."""
    rows = Contact.objects.filter(network__isnull=False).select_related("network")
    row = get_visible_or_404(rows, request.actor, pk=pk)
    return _end(request, row, networks.end_referent, "Le référent est retiré.")


def _end(request, row, run, said):
    if not networks.may_keep(request.actor, row.network):
        raise Http404
    run(request.actor, row)
    messages.success(request, said)
    return redirect("partnerships:network", row.network_id)
