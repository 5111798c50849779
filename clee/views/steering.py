"""`/clee/pilotage/`: the desk of who steers the committees of a territory."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import require
from accounts.downloads import Taking
from accounts.enums import Role
from accounts.lists_out import give_table, is_asked
from clee import desk, exports, figures
from clee.enums import KEEPERS
from clee.forms.steering import (
    STEERED,
    DepartmentForm,
    DeskForm,
    LetterForm,
    NetworkLetterForm,
    NetworksForm,
)
from clee.models import Committee, Letter
from clee.workflow import letters
from directory.models import PartnerNetwork
from directory.violations import Refused
from outbox.preview import read_first

STEERERS = require(*KEEPERS, Role.ADMINISTRATOR)
PER_PAGE = 50


def _kept(actor):
    return Committee.objects.visible_to(actor).living().kept_by(actor)


@require_safe
@STEERERS
def steering(request):
    """Every committee of the territory on one page, what is late first; `?format=` as a file."""
    form = DeskForm(request.actor, request.GET)
    every = desk.lines(form.narrow(_kept(request.actor)), timezone.localdate())
    found = desk.chosen(every, form.chosen("retard"), form.chosen("tri"))
    if is_asked(request):
        return _file(request, desk.table(found), len(found), "comites", "le suivi des comités")
    context = {
        "form": form,
        "columns": figures.ALL,
        "lines": found,
        "total": len(every),
        "late": sum(1 for line in every if line.late),
        "without": desk.schools_without(request.actor).count(),
    }
    return render(request, "clee/steering.html", context)


def _file(request, rows, count, name, what):
    return give_table(request, rows, name, Taking(f"a exporté {what}", rows=count))


@require_safe
@STEERERS
def schools(request):
    """Collèges and lycées of the territory that belong to no committee."""
    form = DepartmentForm(request.actor, request.GET)
    rows = desk.schools_without(request.actor, form.chosen("departement"))
    if is_asked(request):
        found = list(rows)
        lines = [["UAI", "Établissement", "Type", "Ville", "Département"]]
        lines += [[one.uai, one.name, one.get_kind_display(), one.city, one.department.name]
                  for one in found]  # fmt: skip
        what = "les établissements sans comité"
        return _file(request, lines, len(found), "etablissements-sans-comite", what)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page_obj": page}
    return render(request, "clee/steering_schools.html", context)


def _networks(actor):
    """The campuses, platforms and clubs of the territory."""
    rows = PartnerNetwork.objects.visible_to(actor).filter(kind__in=STEERED)
    if actor.is_administrator:
        return rows
    return rows.filter(departments__in=actor.department_codes).distinct()


@require_safe
@STEERERS
def networks(request):
    """The same for campuses, technological platforms and clubs: who is called, what they do."""
    form = NetworksForm(request.actor, request.GET)
    kinds = [form.chosen("nature")] if form.chosen("nature") else STEERED
    rows = _networks(request.actor).filter(kind__in=kinds)
    if department := form.chosen("departement"):
        rows = rows.filter(departments=department)
    here = Count("contacts", filter=Q(contacts__left_on=None), distinct=True)
    rows = rows.annotate(referents=here).distinct()
    rows = rows.prefetch_related("departments", "committee_memberships__committee")
    found = [_network(one) for one in rows]
    if is_asked(request):
        lines = [["Réseau", "Nature", "Départements", "Courriel", "Référents", "Comités"]]
        lines += [[one["row"].name, one["row"].get_kind_display(), one["places"],
                   one["row"].email, one["row"].referents, one["committees"]]
                  for one in found]  # fmt: skip
        return _file(request, lines, len(found), "cmq-pft-clubs", "les CMQ, PFT et clubs")
    context = {"form": form, "rows": found}
    return render(request, "clee/steering_networks.html", context)


def _network(row):
    """What a line says: what lacks is told first."""
    joined = [one.committee.name for one in row.committee_memberships.all() if not one.left_on]
    return {
        "row": row,
        "places": ", ".join(one.name for one in row.departments.all()),
        "committees": ", ".join(sorted(joined)),
    }


@STEERERS
def letter(request):
    """`/clee/pilotage/message/`: to the co-leads chosen, read before it leaves."""
    form = LetterForm(_kept(request.actor), request.POST or None,
                      {"committees": _asked(request, "comite")})  # fmt: skip
    words = {
        "title": "Écrire aux copilotes",
        "lead": "Chaque copilote qui a un compte reçoit son propre courriel.",
        "back": "/clee/pilotage/",
        "to": "chaque copilote des comités choisis",
    }
    return _letter(request, form, "committees", letters.send, words)


@STEERERS
def network_letter(request):
    """`/clee/pilotage/reseaux/message/`: the same, to the referents of networks."""
    form = NetworkLetterForm(_networks(request.actor), request.POST or None,
                             {"networks": _asked(request, "reseau")})  # fmt: skip
    words = {
        "title": "Écrire aux référents",
        "lead": "Chaque référent reçoit son propre courriel ; sans référent, le réseau lui-même.",
        "back": "/clee/pilotage/reseaux/",
        "to": "le référent de chaque réseau choisi, à défaut le réseau",
    }
    return _letter(request, form, "networks", letters.send_to_networks, words)


def _asked(request, name):
    return [key for key in request.GET.getlist(name) if key.isdecimal()]


def _letter(request, form, chosen, send, words):
    """The three steps: what is typed, what will leave, what left."""
    context = words | {"form": form, "submit": "Envoyer le message"}
    if form.is_valid():
        data = form.cleaned_data
        run = partial(send, request.actor, data[chosen], data["subject"], data["text"],
                      key=data["form_key"])  # fmt: skip
        try:
            sent = read_first(request, run, Letter, to=words["to"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, f"Le message part à {_people(sent.people)}.")
            return redirect("clee:letters")
    return render(request, "clee/letter.html", context)


def _people(count):
    return "une personne" if count == 1 else f"{count} personnes"


@require_safe
@STEERERS
def sent(request):
    """`/clee/pilotage/messages/`: what was sent, the latest first."""
    rows = Letter.objects.visible_to(request.actor).select_related("sent_by")
    rows = rows.prefetch_related("committees", "networks")
    if is_asked(request):
        return exports.LETTERS.file(request, rows)
    page = Paginator(rows, PER_PAGE)
    context = {"page_obj": page.get_page(request.GET.get("page"))}
    return render(request, "clee/letters.html", context)
