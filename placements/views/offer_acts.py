"""Acts on offers of placements: reported, moderated, copied, renewed, kept by a class; and the
page by which a company without an account proposes one."""

import uuid
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from accounts.access import get_visible_or_404, public, require
from accounts.acting import act_named, attempt
from accounts.limits import client_address
from accounts.lists_out import is_asked
from directory.forms import sections
from directory.violations import Refused
from outbox.preview import read_first
from partnerships.models.merges import MERGERS
from partnerships.views.class_groups import SCHOOL_STAFF
from placements import exports
from placements.forms.offers import AFTER_WEEK, BEFORE_WEEK, GuestOfferForm, HideForm, ReportForm
from placements.models import OfferReport, PlacementOffer
from placements.views.offer_search import followed_groups
from placements.workflow import offer_again, offer_guests, offer_moderation

GUEST = ("Votre entreprise", "siret company_name company_postcode company_city", "", "")
WEEKS = ("Les semaines", "first last places", "", "")


@require(*SCHOOL_STAFF)
def report(request, pk):
    """Ask what is wrong, then tell the moderators."""
    offer = _visible(request, pk)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            said = (data["reason"], data["message"])
            run = partial(offer_moderation.report, request.actor, offer, *said)
            act = partial(run, key=data["form_key"])
            read_first(request, act, OfferReport, to="qui vérifie les offres du département")
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "Merci : l’offre est signalée à qui la vérifie.")
            return redirect(offer)
    return _confirm(request, form, offer, "Signaler l’offre", offer.get_absolute_url())


@require_safe
def moderation(request):
    """Offers to validate and reports to settle, of who keeps the sheets of the département."""
    if request.actor.role not in MERGERS and not request.actor.is_administrator:
        raise PermissionDenied
    to_validate, reports = offer_moderation.waiting(request.actor)
    if is_asked(request):
        return exports.TO_VALIDATE.file(request, to_validate)
    context = {"to_validate": to_validate, "reports": reports}
    return render(request, "placements/offers/moderation.html", context)


def hide(request, pk):
    """Ask why, then take the offer away."""
    rows = PlacementOffer.objects.moderated_by(request.actor).select_related("company")
    offer = get_visible_or_404(rows, request.actor, pk=pk)
    form = HideForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            read_first(request, partial(offer_moderation.hide, request.actor, offer, reason), offer)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "L’offre est retirée. L’entreprise est prévenue.")
            return redirect("placements:offers_moderation")
    return _confirm(request, form, offer, "Retirer l’offre", offer.get_absolute_url())


def _confirm(request, form, offer, title, back):
    context = {
        "form": form,
        "title": title,
        "question": f"{offer.title}, {offer.host_name}",
        "submit": title,
        "danger": True,
        "cancel_url": back,
    }
    return render(request, "components/confirm.html", context)


@require_POST
def dismiss(request, pk):
    """The offer is suitable: its reports are settled."""
    row = get_visible_or_404(OfferReport.objects.select_related("offer"), request.actor, pk=pk)
    attempt(
        request, offer_moderation.dismiss, row, done="Le signalement est classé : l’offre reste."
    )
    return redirect("placements:offers_moderation")


MODERATION = {
    "valider": (offer_moderation.validate, "L’offre est publiée. L’entreprise est prévenue."),
    "remettre": (offer_moderation.restore, "L’offre est de nouveau en ligne."),
}


@require_POST
def moderate(request, pk, event):
    """Validate, or show again."""
    offer = _visible(request, pk)
    run, done = act_named(MODERATION, event)
    attempt(request, run, offer, done=done)
    return redirect(offer)


AGAIN = {
    "dupliquer": (offer_again.duplicate, "L’offre est copiée : choisissez ses semaines."),
    "renouveler": (offer_again.renew, "L’offre est reprise : vérifiez ses semaines, publiez-la."),
}


@require_POST
def again(request, pk, event):
    """Copy the offer, or renew it for the weeks to come."""
    offer = _visible(request, pk)
    run, done = act_named(AGAIN, event)
    try:
        new = run(request.actor, offer, key=_key(request))
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(offer)
    messages.success(request, done)
    return redirect("placements:offer_weeks", new.pk)


def _key(request):
    """That of the button; a new one when it is no key."""
    try:
        return UUID(request.POST.get("form_key", ""))
    except ValueError:
        return uuid.uuid4()


@require_POST
@require(*SCHOOL_STAFF)
def keep(request, pk):
    """Put the offer among the favourites of a class, or take it away."""
    offer = _visible(request, pk)
    groups = followed_groups(request.actor, request.school_year)
    group = next((one for one in groups if str(one.pk) == request.POST.get("classe")), None)
    if group is None:
        raise Http404
    kept = request.POST.get("geste") != "retirer"
    try:
        offer_again.keep(request.actor, offer, group, kept=kept)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        words = "est parmi les favorites" if kept else "n’est plus parmi les favorites"
        messages.success(request, f"L’offre {words} de la {group}.")
    return redirect(offer)


def _visible(request, pk):
    rows = PlacementOffer.objects.select_related("company", "department")
    return get_visible_or_404(rows, request.actor, pk=pk)


@public
class Propose(View):
    """A company proposes a placement without an account: one page, then a link by mail."""

    def get(self, request):
        return self.page(request, GuestOfferForm())

    def post(self, request):
        form = GuestOfferForm(request.POST)
        if form.is_valid():
            data = form.cleaned_data
            try:
                offer = offer_guests.deposit(
                    client_address(request),
                    form.offer(),
                    form.typed(),
                    form.mondays(),
                    data["places"],
                    key=data["form_key"],
                )
            except Refused as refused:
                form.add_refusal(refused)
            else:
                context = {"email": offer.contact_email}
                return render(request, "placements/offers/deposited.html", context)
        return self.page(request, form)

    def page(self, request, form):
        context = {
            "form": form,
            "sections": sections(form, [GUEST, *BEFORE_WEEK[1:]]),
            "after": sections(form, [WEEKS, *AFTER_WEEK]),
            "back": reverse("placements:calendar"),
        }
        return render(request, "placements/offers/propose.html", context)
