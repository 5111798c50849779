"""`/stages/pfmp/`: the board of the vocational classes, and what is done for many at once."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from accounts.access import require
from accounts.downloads import Taking
from accounts.lists_out import give_table
from accounts.reads import note_reads
from directory.models import Company
from partnerships.views.class_groups import SCHOOL_STAFF
from placements.board_file_pfmp import lines_of
from placements.board_pfmp import (
    Wanted,
    board_of,
    flat,
    name_hosts,
    pupils_of_periods,
    regrouped,
)
from placements.enums import PupilStatus
from placements.forms.pfmp_hosts import AssignForm
from placements.hosts_pfmp import choices_for
from placements.models import HostAsk
from placements.workflow import pfmp_bulk
from placements.workflow.pfmp_bulk import Given

PER_PAGE = 100
LETTERS = {"ecrire": "placements:pfmp_families", "accueillants": "placements:pfmp_letters"}
PAGES = {"affecter": "placements:pfmp_assign"} | LETTERS
STATUSES = [
    status for status in PupilStatus if status not in (PupilStatus.ACCEPTED, PupilStatus.EVALUATED)
]


def _wanted(request):
    key, status = request.GET.get("classe", ""), request.GET.get("etat", "")
    return Wanted(
        int(key) if key.isdecimal() and len(key) < 10 else None,
        status if status in PupilStatus.values else "",
        request.GET.get("sans") == "on",
    )


@require_safe
@require(*SCHOOL_STAFF)
def board(request):
    """Class × period × pupil; numbers of every class first, then the pupils asked for."""
    sections, wanted = board_of(request.actor, request.school_year), _wanted(request)
    page = Paginator(flat(wanted.narrow(sections)), PER_PAGE).get_page(request.GET.get("page"))
    shown = regrouped(page.object_list)
    name_hosts(shown)
    note_reads(request.actor, [line.pupil for section in shown for line in section.lines])
    query = {
        name: request.GET[name] for name in ("classe", "etat", "sans") if request.GET.get(name)
    }
    context = {
        "sections": sections,
        "shown": shown,
        "wanted": wanted,
        "statuses": [(status.value, status.label) for status in STATUSES],
        "page_obj": page,
        "query": urlencode(query),
    }
    return render(request, "placements/pfmp/board.html", context)


@require_safe
@require(*SCHOOL_STAFF)
def board_file(request):
    """The lines asked for, as a file that the import of placements reads again."""
    sections = _wanted(request).narrow(board_of(request.actor, request.school_year))
    rows = lines_of(sections)
    note_reads(request.actor, [line.pupil for section in sections for line in section.lines])
    taking = Taking(
        "a exporté le tableau des PFMP", filters=request.school_year.label, rows=len(rows) - 1
    )
    name = f"pfmp-{request.school_year.start_year}"
    return give_table(request, rows, name, taking)


@require_POST
@require(*SCHOOL_STAFF)
def act(request):
    """The ticked pupils go to the page of what is done for them."""
    pairs = pupils_of_periods(request.actor, request.POST.getlist("coche"))
    if not pairs:
        messages.error(request, "Cochez au moins un élève.")
        return redirect("placements:pfmp_board")
    periods = {period.pk for _, period in pairs}
    name = request.POST.get("act", "")
    if name not in ("chercher", *PAGES):
        raise Http404
    if len(periods) > 1 and name not in LETTERS:
        messages.error(request, "Cochez des élèves d’une seule période à la fois.")
        return redirect("placements:pfmp_board")
    keys = urlencode([("coche", f"{pupil.pk}-{period.pk}") for pupil, period in pairs])
    if name in PAGES:
        return redirect(f"{reverse(PAGES[name])}?{keys}")
    return redirect(f"{reverse('placements:pfmp_hosts', args=[periods.pop()])}?{keys}")


def ticked_pairs(request):
    """The ticked pupils that the address or the form carries; 404 without any."""
    asked = request.POST if request.method == "POST" else request.GET
    pairs = pupils_of_periods(request.actor, asked.getlist("coche"))
    if not pairs:
        raise Http404
    note_reads(request.actor, [pupil for pupil, _ in pairs])
    return pairs


@require(*SCHOOL_STAFF)
def assign(request):
    """A host for each ticked pupil of one period, or the same for all."""
    pairs = ticked_pairs(request)
    period = pairs[0][1]
    if any(other.pk != period.pk for _, other in pairs):
        raise Http404
    choices = choices_for(period)
    form = AssignForm(pairs, choices, request.POST if request.method == "POST" else None)
    if form.is_valid():
        key = form.cleaned_data["form_key"]
        outcome = pfmp_bulk.assign(request.actor, _gifts(form), form.table(), key=key)
        _say(request, outcome)
        return redirect(f"{reverse('placements:pfmp_board')}?classe={period.class_group_id}")
    context = {"form": form, "period": period, "pairs": pairs, "choices": choices}
    return render(request, "placements/pfmp/assign.html", context)


def _gifts(form):
    """[Given]: « d12 » is a place accorded, « e7 » a company."""
    chosen = form.chosen()
    asks = HostAsk.objects.select_related("company").in_bulk(_keys(chosen, "d"))
    companies = Company.objects.in_bulk(_keys(chosen, "e"))
    found = []
    for pupil, period, value in chosen:
        ask = asks[int(value[1:])] if value[0] == "d" else None
        company = ask.company if ask else companies[int(value[1:])]
        found.append(Given(pupil, period, company, ask))
    return found


def _keys(chosen, letter):
    return {int(value[1:]) for _, _, value in chosen if value[0] == letter}


def _say(request, outcome):
    if outcome.done:
        words = "1 stage créé" if outcome.done == 1 else f"{outcome.done} stages créés"
        messages.success(request, f"{words}. Les conventions se préparent par classe.")
    for pupil, why in outcome.refused:
        messages.error(request, f"{pupil} : {why}")
