"""Publishing: my offers, the sheet, the slots by date or recurrence, the acts on both."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import get_visible_or_404
from accounts.acting import act_named, attempt
from accounts.lists_out import is_asked
from accounts.places import PlaceForm, Places
from directory.enums import Rhythm
from directory.forms import sections
from directory.violations import Refused
from directory.years import label
from outbox.workflow import next_reading
from partnerships import exports, rules
from partnerships.enums import SlotState
from partnerships.forms.answers import ConfirmForm
from partnerships.forms.companies import NOT_LISTED, TYPED_FIELDS
from partnerships.forms.offers import NewOfferForm, OfferForm, ResizeForm, SlotsForm
from partnerships.models import Offer, Slot, SlotWaiting
from partnerships.recurrence import expand
from partnerships.views.renewals import to_renew
from partnerships.workflow import company_word, offer_changes, offers
from partnerships.workflow.slot_checks import check_plan, date_check
from partnerships.workflow.tables import OFFER, SLOT

PER_PAGE = 25
ASKED = "L’entreprise reçoit un lien pour confirmer ce changement ; rien ne change d’ici là."
OFFER_PLACES = {"school": ("host_school",), "company": ("host_company",)}
SECTIONS = [
    ("Accueil", "kind host_company host_school host_network company", NOT_LISTED, TYPED_FIELDS),
    ("Offre", "title description min_level max_level sector", "", ""),
    (
        "Lieu",
        "",
        "L’accueil n’a pas lieu à l’adresse de la structure",
        "address postcode city department",
    ),
    ("Personne de contact", "contact_name contact_email contact_phone", "", ""),
    (
        "Fiche pratique",
        "access dress protective_equipment meals minimum_age accompanying_adults",
        "Langues, accessibilité, site à accès contrôlé",
        "languages accessibility list_fields list_days_before",
    ),
]


def offer_list(request):
    """The offers that the actor may change, the latest first."""
    mine = Offer.objects.managed_by(request.actor)
    places = Places.of(request.actor)
    form = PlaceForm(places, request.GET)
    rows = mine.with_slot_counts(timezone.localdate())
    rows = places.narrow(rows, form.chosen, **OFFER_PLACES).order_by("-created_at", "-pk")
    if is_asked(request):
        return exports.OFFERS.file(request, rows.select_related("sector"))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    places.mark(page.object_list, **OFFER_PLACES)
    year = rules.renewed_year(timezone.localdate())
    context = {
        "page_obj": page,
        "may_publish": offers.may_publish(request.actor),
        "to_renew": to_renew(mine).order_by("title", "pk"),
        "renewed_year": year and label(year),
        "form": form,
        "place_label": places.label,
    }
    return render(request, "partnerships/offers/list.html", context)


def offer_new(request):
    """A new offer, kept as a draft; its slots come next."""
    if not offers.may_publish(request.actor):
        raise PermissionDenied
    form = NewOfferForm(request.actor, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            offer = offers.create(request.actor, form.offer(), key=form.cleaned_data["form_key"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "Brouillon enregistré. Ajoutez maintenant des créneaux.")
            return redirect("partnerships:offer_slots", offer.pk)
    context = {"form": form, "on_behalf": form.on_behalf, "sections": sections(form, SECTIONS)}
    return render(request, "partnerships/offers/edit.html", context)


def offer_edit(request, pk):
    """Change the sheet of an offer."""
    offer = _managed(request.actor, pk)
    form = OfferForm(request.POST if request.method == "POST" else None, instance=offer)
    if form.is_valid():
        try:
            offers.save(request.actor, form.save(commit=False))
        except Refused as refused:
            form.add_refusal(refused)
        else:
            asked = company_word.asked_of(offer).contact
            messages.success(request, f"L’offre est enregistrée. {ASKED if asked else ''}".strip())
            return redirect("partnerships:offer", pk)
    context = {"form": form, "offer": offer, "sections": sections(form, SECTIONS)}
    return render(request, "partnerships/offers/edit.html", context)


def offer_slots(request, pk):
    """Add slots: the dates asked for are shown, forbidden days apart, then kept or trimmed."""
    offer = _managed(request.actor, pk)
    form = SlotsForm(offer, request.POST if request.method == "POST" else None)
    context = {
        "offer": offer,
        "form": form,
        "slots": offer.slots.with_waiting().order_by("starts_on"),
    }
    if form.is_valid() and _plan_holds(offer, form):
        found = expand(form.pattern(), date_check(offer, form.plan()))
        lost = _ticked(request, found.removed, lambda removed: removed.period)
        if request.POST.get("step") == "add" and not lost:
            chosen = _ticked(request, found.kept, lambda period: period)
            if _added(request, offer, chosen, form):
                return redirect("partnerships:offer_slots", pk)
        elif found.kept:
            context |= {"expansion": found, "lost": lost, "ticked": request.POST.getlist("kept")}
        else:
            form.add_error("starts_on", "Aucune de ces dates n’est possible.")
            for why in found.why_removed:
                form.add_error("starts_on", why)
    return render(request, "partnerships/offers/slots.html", context)


def _plan_holds(offer, form):
    """Whether nothing is wrong with every slot at once; said at its field."""
    found = rules.blocking(check_plan(offer, form.plan(), timezone.localdate()))
    for violation in found:
        form.add_error(violation.field, violation.message)
    return not found


def _ticked(request, rows, period_of):
    """Those whose first day was left ticked; what could be when it was shown may be lost."""
    ticked = set(request.POST.getlist("kept"))
    return [row for row in rows if period_of(row).first.isoformat() in ticked]


def _added(request, offer, periods, form):
    if not periods:
        form.add_error(None, "Gardez au moins une date.")
        return False
    try:
        made = offers.add_slots(request.actor, offer, periods, form.plan())
    except Refused as refused:
        form.add_refusal(refused)
        return False
    count = len(made)
    words = f"{count} créneaux ajoutés." if count > 1 else "Un créneau ajouté."
    if made[0].state == SlotState.TO_CONFIRM:
        words += f" {ASKED}"
    messages.success(request, words)
    return True


def acts_of(workflow, asked):
    """{event: (act, what is said)} of an offer, of classes as of placements; `asked` is what
    one sends to it."""
    return {
        "publish": (workflow.publish, "L’offre est publiée."),
        "submit": (workflow.publish, "L’entreprise reçoit {when} un lien pour confirmer l’offre."),
        "confirm": (workflow.confirm, "L’offre est confirmée et publiée."),
        "decline": (workflow.decline, "L’offre ne sera pas publiée."),
        "close": (workflow.close, f"L’offre est fermée : aucune nouvelle {asked}."),
        "reopen": (workflow.reopen, "L’offre est de nouveau un brouillon."),
    }


def run_act(request, acts, event, offer):
    """Run one of these, and say it; 404 for another."""
    run, done = act_named(acts, event)
    attempt(request, run, offer, done=done.format(when=next_reading(Rhythm.WORK)))


ACTS = acts_of(offers, "demande") | {
    "accept_changes": (offer_changes.accept, "Les changements sont publiés."),
    "refuse_changes": (offer_changes.refuse, "Les changements ne sont pas publiés."),
}


@require_POST
def offer_act(request, pk, event):
    """Publish, send to the company, close, reopen; a closing that ends a waiting list asks
    first."""
    offer = get_visible_or_404(Offer, request.actor, pk=pk)
    waits = SlotWaiting.objects.open().filter(slot__offer=offer).count() if event == "close" else 0
    if waits and "form_key" not in request.POST and OFFER.can(offer, event, request.actor):
        context = {
            "title": "Fermer l’offre",
            "submit": "Fermer l’offre",
            "question": _list_ends(waits),
            "facts": [("Offre", offer.title)],
            "form": ConfirmForm(),
            "danger": True,
            "cancel_url": reverse("partnerships:offer", args=[pk]),
        }
        return render(request, "components/confirm.html", context)
    run_act(request, ACTS, event, offer)
    return redirect("partnerships:offer", pk)


def _list_ends(waits):
    return f"Sa liste d’attente sera close ({waits} en attente), les inscrits prévenus."


def slot_act(request, pk, event):
    """Close, reopen, cancel or resize a slot; a cancellation asks first and says what falls."""
    slot = get_visible_or_404(Slot.objects.select_related("offer"), request.actor, pk=pk)
    _managed(request.actor, slot.offer_id)
    labels = dict(SLOT.events_for(slot, request.actor))
    if event not in labels and event != "resize":
        raise Http404
    form_class = ResizeForm if event == "resize" else ConfirmForm
    data = request.POST if request.method == "POST" else None
    form = form_class(data, initial={"capacity": slot.capacity})
    if form.is_valid():
        try:
            slot = _move(request.actor, slot, event, form.cleaned_data)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, ASKED if slot.asked_capacity else "Le créneau est à jour.")
            return redirect("partnerships:offer_slots", slot.offer_id)
    return render(request, "components/confirm.html", _slot_context(slot, event, labels, form))


def _move(actor, slot, event, data):
    if event == "resize":
        return offers.resize(actor, slot, data["capacity"])
    return offers.move_slot(actor, slot, event)


def _slot_context(slot, event, labels, form):
    taken = slot.bookings.pending().count() + slot.bookings.taken().count()
    waits = slot.waiting.open().count()
    told = []
    if event == "cancel" and taken:
        told.append(f"{taken} demande(s) de ce créneau seront annulées, et leurs auteurs prévenus.")
    if event in ("cancel", "close") and waits:
        told.append(_list_ends(waits))
    title = labels.get(event, "Changer le nombre de places")
    return {
        "title": title,
        "submit": title,
        "question": " ".join(told),
        "facts": [("Offre", slot.offer.title), ("Créneau", str(slot))],
        "form": form,
        "danger": event == "cancel",
        "cancel_url": reverse("partnerships:offer_slots", args=[slot.offer_id]),
    }


def _managed(actor, pk):
    return get_visible_or_404(Offer.objects.managed_by(actor), actor, pk=pk)
