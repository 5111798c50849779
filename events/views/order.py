"""The running order: kept by its organisers, read by all once it is published (R-EV-2)."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from accounts.access import get_visible_or_404, public
from accounts.acting import attempt
from accounts.downloads import UNTOLD, show_pdf
from directory.forms import PortalForm
from events import documents_order, running_order
from events.enums.cup import COMING
from events.forms import order as forms
from events.models import Edition, Team
from events.rules.order import time_of
from events.views.acting import ask, kept_or_404
from events.workflow import editions, order, who

PUBLISHED = "Les classes dont le passage change sont prévenues par courriel ; les autres, non."
PROPOSED = (
    "L’ordre est tiré au sort à partir d’une graine imprimée. Le calcul ne s’en écarte que pour "
    "les pauses, les arrivées, les départs, les salles et les jurés communs à deux jurys. Les "
    "passages fixés à la main ne bougent pas, sauf demande. Rien n’est publié."
)


def board(request, pk):
    """The order as it stands: hours × panels, conflicts in words. A POST moves a team."""
    edition = kept_or_404(request.actor, pk)
    if request.method == "POST":
        _move(request, edition)
        return redirect("events:order", pk)
    working = running_order.WorkingOrder(edition)
    last = running_order.last_version(edition)
    context = {
        "edition": edition,
        "working": working,
        "rows": _grid(edition, working),
        "waiting": [team for team in working.teams if not (team.panel_id and team.passes_at)],
        "last": last,
        "is_current": last is not None and last.content == working.content(),
        "may_move": edition.state in order.MOVING,
        "may_publish": edition.state in COMING,
    }
    return render(request, "events/cup/order.html", context)


def _grid(edition, working):
    """[(hour, the pause that begins then, [(panel, team or None)])]: every hour at which a
    passage may begin or begins."""
    placed = {(team.panel_id, team.passes_at): team for team in working.teams if team.passes_at}
    free = {time_of(at) for at in order.hours_of(edition, working.breaks).starts()}
    pauses = {one.starts_at: one for one in working.breaks}
    hours = sorted(free | {at for _, at in placed} | set(pauses))
    return [
        (at, pauses.get(at), [(panel, placed.get((panel.pk, at))) for panel in working.panels])
        for at in hours
    ]


def _move(request, edition):
    form = forms.MoveForm(edition, request.POST)
    if not form.is_valid():
        messages.error(request, "Ce déplacement n’est pas possible.")
        return
    data = form.cleaned_data
    if data["other"]:
        attempt(request, order.swap, data["team"], data["other"], done="Passages échangés.")
    else:
        place = (data["panel"], data["passes_at"])
        attempt(request, order.place, data["team"], *place, done="Équipe placée.")


def hours(request, pk):
    """Hours, durations; pauses are a list of their own."""
    edition = kept_or_404(request.actor, pk)
    form = forms.HoursForm(request.POST or None, instance=Edition.objects.get(pk=edition.pk))

    def run():
        editions.change(request.actor, edition, form.cleaned_data)

    return ask(request, form, run, _board(pk), edition=edition, title="Fixer les horaires")


def propose(request, pk):
    edition = kept_or_404(request.actor, pk)
    form = forms.ProposeForm(request.POST if request.method == "POST" else None)

    def run():
        order.propose(request.actor, edition, **form.cleaned_data)

    title = "Proposer un ordre de passage"
    return ask(request, form, run, _board(pk), edition=edition, title=title, words=PROPOSED)


def publish(request, pk):
    edition = kept_or_404(request.actor, pk)
    form = PortalForm(request.POST if request.method == "POST" else None)
    run = partial(order.publish, request.actor, edition)
    title = "Publier l’ordre de passage"
    return ask(request, form, run, _board(pk), edition=edition, title=title, words=PUBLISHED)


def versions(request, pk):
    """Every version that was published, and what it changed."""
    edition = kept_or_404(request.actor, pk)
    context = {"edition": edition, "versions": running_order.versions(edition)}
    return render(request, "events/cup/order_versions.html", context)


def place(request, pk):
    """Before which panel, and when (organisers)."""
    row = _kept_team_or_404(request.actor, pk)
    form = forms.PlaceForm(row, request.POST or None)

    def run():
        order.place(request.actor, row, **form.cleaned_data)

    return ask(
        request, form, run, _board(row.edition_id), edition=row.edition, title=f"Placer {row}"
    )


def swap(request, pk):
    """Another team's panel and hour, and it gets this one's (organisers)."""
    row = _kept_team_or_404(request.actor, pk)
    form = forms.SwapForm(row, request.POST or None)

    def run():
        order.swap(request.actor, row, form.cleaned_data["other"])

    title = f"Échanger le passage de {row}"
    return ask(request, form, run, _board(row.edition_id), edition=row.edition, title=title)


@public
def running(request, pk):
    """The published order, for everybody."""
    edition, found = _published_or_404(request.actor, pk)
    context = {"edition": edition, "order": found}
    return render(request, "events/cup/running_order.html", context)


@public
def live(request, pk):
    """A big screen of the day: who passes now before each panel, who follows."""
    edition, found = _published_or_404(request.actor, pk)
    stages, pause = running_order.live(found)
    context = {"edition": edition, "order": found, "stages": stages, "pause": pause}
    return render(request, "events/cup/live.html", context)


@public
def pdf(request, pk):
    """The published order, to print."""
    edition, found = _published_or_404(request.actor, pk)
    content = documents_order.running_order(edition, found)
    return show_pdf(request, content, "ordre-de-passage.pdf", UNTOLD)


def _published_or_404(actor, pk):
    rows = Edition.objects.select_related("school_year", "department")
    edition = get_visible_or_404(rows, actor, pk=pk)
    found = running_order.published(edition)
    if found is None:
        raise Http404
    return edition, found


def _kept_team_or_404(actor, pk):
    rows = Team.objects.with_classes().select_related("edition__school_year")
    row = get_visible_or_404(rows.with_classes(), actor, pk=pk)
    if not who.organises(actor, row.edition):
        raise Http404
    return row


def _board(pk):
    return redirect("events:order", pk).url
