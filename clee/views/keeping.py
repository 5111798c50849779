"""What co-leads and officers do with a committee: its co-leads, its members, its life."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import get_visible_or_404
from accounts.models import JournalEntry
from clee.contacts import contacts_of
from clee.enums import CommitteeKind
from clee.forms import EndForm, MandateForm, MemberForm, MergeForm, ReasonForm
from clee.models import Mandate, Member
from clee.todo import meetings
from clee.views.kept import kept_or_404, ran
from clee.workflow import committees, mandates, members, who
from directory.search import fold
from outbox.queries import sent_about

SHOWN = 20
PER_PAGE = 50


def keep(request, pk):
    """`/clee/<pk>/tenir/`: terms, members by name with who left last, history, and a form for
    each."""
    committee = kept_or_404(request.actor, pk)
    sides = who.sides_named_by(request.actor, committee)
    forms = _forms(request, committee, sides)
    if request.method == "POST" and _added(request, forms):
        return redirect("clee:keep", pk)
    shown = list(committee.members.visible_to(request.actor).with_organisations())
    shown.sort(key=lambda row: (row.left_on is not None, fold(row.name)))
    present = [row for row in shown if not row.left_on]
    today = timezone.localdate()
    terms = committee.mandates.visible_to(request.actor).select_related("user")
    context = {
        "todos": meetings.kept([committee], today),
        "silent": sum(not email for _, email in contacts_of(present).values()),
        "title": f"Tenir le {'réseau' if committee.kind == CommitteeKind.RBDE else 'comité'}",
        "committee": committee,
        "mandates": terms,
        "page_obj": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
        "named_sides": sides,
        "forms": [(title, name, form) for name, (title, form, _) in forms.items()],
        "events": committees.TABLE.events_for(committee, request.actor),
        "entries": JournalEntry.objects.about(committee)[:SHOWN],
        "notices": sent_about(committee, *terms, *shown)[:PER_PAGE],
    }
    return render(request, "clee/keep.html", context)


def _forms(request, committee, sides):
    """{name: (title, form, what it does)}; only that which was sent is bound."""

    def data(name):
        return request.POST if request.POST.get("quoi") == name else None

    actor = request.actor
    member = MemberForm(actor, committee, data("membre"))
    forms = {"membre": ("Inscrire un membre", member, lambda: members.join(actor, member.instance))}
    if sides:
        term = MandateForm(committee, sides, data("mandat"))

        def name():
            return mandates.name(actor, term.instance, term.cleaned_data["email"])

        forms = {"mandat": ("Inscrire un copilote", term, name), **forms}
    return forms


def _added(request, forms):
    _, form, run = forms.get(request.POST.get("quoi"), (None, None, None))
    return form is not None and ran(request, form, run)


def end_mandate(request, pk):
    """The last day of a term, and why: by who names that side, or by the person."""
    rows = Mandate.objects.select_related("committee", "user")
    mandate = get_visible_or_404(rows, request.actor, pk=pk)
    own = mandate.user is not None and mandate.user == request.actor.user
    if not own and not who.names(request.actor, mandate.committee, mandate.side):
        raise Http404
    form = EndForm(request.POST or None)

    def run():
        mandates.end(request.actor, mandate, **form.cleaned_data)

    if request.method == "POST" and ran(request, form, run):
        return redirect(mandate.committee)
    context = {"form": form, "committee": mandate.committee, "title": "Mettre fin au mandat",
               "words": mandate.name, "button": "Mettre fin au mandat"}  # fmt: skip
    return render(request, "clee/act.html", context)


@require_POST
def end_member(request, pk):
    """The member leaves the committee today."""
    member = get_visible_or_404(Member.objects.select_related("committee"), request.actor, pk=pk)
    kept_or_404(request.actor, member.committee_id)
    members.leave(request.actor, member)
    messages.success(request, "Le membre est retiré.")
    return redirect("clee:keep", member.committee_id)


def act(request, pk, event):
    """Sleep, revival, merge: the reason is kept."""
    committee = kept_or_404(request.actor, pk)
    offered = dict(committees.TABLE.events_for(committee, request.actor))
    if event not in offered:
        raise Http404
    data = request.POST or None
    is_merge = event == "merge"
    form = MergeForm(request.actor, committee, data) if is_merge else ReasonForm(data)

    def run():
        if is_merge:
            committees.merge(request.actor, committee, **form.cleaned_data)
        else:
            committees.act(request.actor, committee, event, **form.cleaned_data)

    if request.method == "POST" and ran(request, form, run):
        return redirect(committee)
    context = {"form": form, "committee": committee, "title": offered[event],
               "words": WHAT_FOLLOWS[event], "button": offered[event]}  # fmt: skip
    return render(request, "clee/act.html", context)


WHAT_FOLLOWS = {
    "sleep": "Sa page le dira ; ses membres et son histoire restent.",
    "revive": "Le comité redevient actif, avec ses membres.",
    "merge": "Le comité choisi reprend le territoire et les membres ; les mandats prennent fin "
    "aujourd’hui, l’histoire des deux comités reste.",
}
