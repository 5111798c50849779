"""`/relations/`: whom to call today, the log, and what a company did with schools."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import get_visible_or_404, require
from accounts.enums import SCHOOL_MANAGEMENT, Role
from accounts.lists_out import is_asked
from directory.forms import sections
from directory.models import Company, PartnerNetwork, School
from directory.violations import Refused
from partnerships import activity, exports, follow_up
from partnerships.forms.log import CeilingForm, EntryForm, LogFilterForm, PutOffForm
from partnerships.models import ClosedPeriod, ContactCeiling, Interaction, Portfolio
from partnerships.models.log import OFFICE_READERS, WRITERS
from partnerships.views.indicators import READERS as READ_INDICATORS
from partnerships.workflow import ceilings, imports, log

READERS = [
    role
    for role in Role
    if role in SCHOOL_MANAGEMENT or role in OFFICE_READERS or role == Role.OFFICE_STAFF
]
PER_PAGE = 25
SHOWN = 50
# How the address of the quick entry names what was met.
SUBJECTS = {"entreprise": Company, "reseau": PartnerNetwork, "etablissement": School}
WHEN = "happened_on school is_shared"
SECTIONS = [
    ("L’échange", "company kind contact text", "Une autre date, un partage", WHEN),
    ("Ensuite", "next_action next_action_on", "", ""),
]


@require_safe
@require(*READERS)
def desk(request):
    """Whom to call today, what comes next, the latest exchanges."""
    today = timezone.localdate()
    form = LogFilterForm(request.GET)
    rows = form.narrow(Interaction.objects.visible_to(request.actor), request.actor)
    rows = rows.for_lists()
    if is_asked(request):
        return exports.LOG.file(request, rows)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "today": today,
        "due": follow_up.due(request.actor, today).for_lists()[:SHOWN],
        "coming": follow_up.coming(request.actor, today).for_lists()[:SHOWN],
        "page_obj": page,
        "form": form,
        "is_filtered": any(form.cleaned_data.values()),
        "advises": request.actor.role in OFFICE_READERS,
        "reads_indicators": request.actor.role in READ_INDICATORS,
        "may_import": request.actor.role in imports.IMPORTERS,
        "may_write": log.may_write(request.actor),
    }
    return render(request, "partnerships/relations/desk.html", context)


@require(*[role for role in Role if role in WRITERS])
def note(request):
    """The quick entry, for one company, network or school when the address names it."""
    subject = _subject(request)
    form = EntryForm(request.actor, subject, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            row = log.note(request.actor, form.entry(), key=form.cleaned_data["form_key"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, f"L’échange avec {row.subject} est noté.")
            return redirect(row.subject_url)
    context = {"form": form, "sections": sections(form, SECTIONS), "subject": subject}
    context["back"] = reverse("partnerships:relations")
    return render(request, "partnerships/relations/note.html", context)


def _subject(request):
    for name, model in SUBJECTS.items():
        if key := request.GET.get(name):
            found = get_visible_or_404(model, request.actor, pk=key)
            if not log.may_meet(request.actor, found):
                raise Http404
            return found
    return None


def _page_of_company(key):
    return reverse("partnerships:relation", args=[key])


@require_safe
@require(*READERS)
def company(request, pk):
    """What a company did with schools, and the log about it, on one page."""
    found = get_visible_or_404(
        Company.objects.select_related("department", "sector"), request.actor, pk=pk
    )
    rows = Interaction.objects.visible_to(request.actor).filter(company=found)
    context = {
        "company": found,
        "rows": rows.for_lists()[:SHOWN],
        "ceiling": ContactCeiling.objects.filter(company=found).first(),
        "may_set": ceilings.may_set(request.actor, found),
        "closed": _closed(request.actor, found),
        "followed_by": _followed_by(request.actor, found),
        "activity": activity.of_company(found, timezone.localdate()),
        "may_write": log.may_write(request.actor),
        "back": reverse("partnerships:relations"),
    }
    return render(request, "partnerships/relations/company.html", context)


def _closed(actor, found):
    """The closed periods to come."""
    rows = ClosedPeriod.objects.visible_to(actor).filter(company=found)
    return rows.not_over(timezone.localdate())


def _followed_by(actor, found):
    rows = Portfolio.objects.visible_to(actor).filter(company=found)
    return rows.select_related("school", "owner").order_by("pk")


@require(*[role for role in Role if role in ceilings.SETTERS])
def ceiling(request, pk):
    """How many requests a month and persons a week a company wants, by itself or on its word."""
    found = get_visible_or_404(Company, request.actor, pk=pk)
    if not ceilings.may_set(request.actor, found):
        raise Http404
    known = ContactCeiling.objects.filter(company=found).first()
    form = CeilingForm(request.actor, known, request.POST if request.method == "POST" else None)
    own = request.actor.role == Role.COMPANY_REPRESENTATIVE
    back = reverse("partnerships:agenda") if own else _page_of_company(found.pk)
    if form.is_valid():
        try:
            ceilings.set_ceiling(request.actor, found, **form.cleaned_data)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "Le plafond d’accueil est enregistré.")
            return redirect(back)
    context = {
        "title": f"Plafond d’accueil, {found}",
        "question": "Au-delà, une école lit la prochaine date libre et n’envoie rien ; pour une "
        "semaine pleine, elle peut s’inscrire en liste d’attente. Ce qui est déjà accepté reste.",
        "form": form,
        "submit": "Enregistrer",
        "cancel_url": back,
    }
    return render(request, "components/confirm.html", context)


@require_http_methods(["GET", "POST"])
@require(*[role for role in Role if role in WRITERS])
def act(request, pk, event):
    """A page whose button does, or puts off, what was to come next."""
    row = get_visible_or_404(Interaction.objects.for_lists(), request.actor, pk=pk)
    if event not in ACTS or not Interaction.objects.held_by(request.actor).contains(row):
        raise Http404
    title, form_class, done = ACTS[event]
    posted = request.POST if request.method == "POST" else None
    form = form_class(posted) if form_class else None
    if posted is not None and (form is None or form.is_valid()):
        try:
            done(request.actor, row, **(form.cleaned_data if form else {}))
        except Refused as refused:
            if form is None:
                messages.error(request, refused.message)
                return redirect("partnerships:relations")
            form.add_refusal(refused)
        else:
            messages.success(request, "C’est noté.")
            return redirect("partnerships:relations")
    context = {
        "title": title,
        "facts": [("Avec", str(row.subject)), ("Suite à donner", row.next_action)],
        "form": form,
        "submit": title,
        "cancel_url": reverse("partnerships:relations"),
    }
    return render(request, "components/confirm.html", context)


def _put_off(actor, row, next_action_on):
    log.put_off(actor, row, next_action_on)


ACTS: dict[str, tuple[str, Any, Any]] = {
    "fait": ("Marquer comme fait", None, log.finish),
    "reporter": ("Reporter", partial(PutOffForm), _put_off),
}
