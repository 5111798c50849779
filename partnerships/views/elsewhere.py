"""Recording an immersion agreed by phone or in a meeting (R-IM-1), and finding its company."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.access import require
from accounts.enums import Role
from directory.enums import Rhythm
from directory.forms import sections
from directory.lexicon import first_found
from directory.models import Company
from directory.violations import Refused
from outbox.workflow import next_reading
from partnerships import seats
from partnerships.forms.companies import NOT_LISTED, TYPED_FIELDS
from partnerships.forms.elsewhere import AgreedForm
from partnerships.views.class_groups import SCHOOL_STAFF
from partnerships.workflow import elsewhere
from partnerships.workflow.partnerships import COMMITTEE_KEEPERS
from partnerships.workflow.tables import ON_BEHALF_ROLES

OFFICERS = (Role.DEPARTMENT_SUPERVISOR, Role.EDUCATION_AUTHORITY, Role.ADMINISTRATOR)
SUGGESTIONS = 15
SHORTEST_TERM = 2
SECTIONS = [
    ("L’entreprise", "kind company", NOT_LISTED, TYPED_FIELDS),
    (
        "Qui vient",
        "class_group girls boys unspecified adults",
        "Ajouter une classe, enseignants qui viennent seuls, besoin particulier",
        "school new_name new_level provider needs",
    ),
    ("Les dates", "starts_on ends_on last_day_is_half", "", ""),
    ("L’accord", "agreed_on agreed_with agreed_by", "", ""),
    ("La personne de contact", "contact_name contact_email contact_phone", "", ""),
]


@require(*SCHOOL_STAFF)
def agreed(request):
    """One form: what was agreed; the company confirms by its link."""
    data = request.POST if request.method == "POST" else None
    form = AgreedForm(request.actor, request.school_year, data)
    if form.is_valid():
        try:
            booking = _record(request.actor, form)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _recorded(booking))
            return redirect("partnerships:booking", booking.pk)
    context = {"form": form, "sections": sections(form, SECTIONS)}
    return render(request, "partnerships/bookings/agreed.html", context)


@seats.unit_of_work
def _record(actor, form):
    """The immersion, with the company and the class that it names: refused, none is kept."""
    return elsewhere.record(actor, form.agreement(), key=form.cleaned_data["form_key"])


def _recorded(booking):
    if booking.contact_email:
        when = next_reading(Rhythm.of(booking.host_school_id))
        sent = f"un lien de confirmation part à {booking.contact_email}, {when}."
        return f"L’immersion est enregistrée ; {sent}"
    return "L’immersion est enregistrée, « confirmée par téléphone »."


@require_safe
@require(*dict.fromkeys([*SCHOOL_STAFF, *ON_BEHALF_ROLES, *OFFICERS, *COMMITTEE_KEEPERS]))
def company_choices(request):
    """The companies that match what is typed in a combobox."""
    term = request.GET.get("term", "")[:100]
    rows = Company.objects.visible_to(request.actor).active()
    seen = list(first_found(rows, term)) if len(term) >= SHORTEST_TERM else []
    results = [{"id": str(row.pk), "text": f"{row} ({row.city})"} for row in seen[:SUGGESTIONS]]
    return JsonResponse({"results": results})
