"""The page of an offer for its company without an account (R-AG-4, R-IM-1)."""

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.link_views import LinkView
from directory.violations import Refused
from placements.enums.offers import OfferState
from placements.hours import table_of
from placements.models import PlacementOffer
from placements.views.offer_search import contact_of, facts_of
from placements.workflow import offers
from placements.workflow.offer_tables import CONFIRM_PURPOSE, OFFER

ANSWERS = {
    "confirm": (offers.confirm, "Merci : l’offre est publiée."),
    "prove": (offers.confirm, "Merci : votre offre sera visible dès qu’elle sera validée."),
    "decline": (offers.decline, "L’offre n’est pas publiée."),
    "close": (offers.close, "L’offre est fermée : aucune nouvelle candidature."),
}


class ConfirmOffer(LinkView):
    """What was typed for the company, or deposited by it: confirmed, declined, closed."""

    purpose = CONFIRM_PURPOSE

    def get_subject(self):
        rows = PlacementOffer.objects.select_related("company", "sector", "created_by")
        return rows.filter(pk=self.link.subject_id).first()

    def may_renew(self):
        return self.subject.state not in (OfferState.CLOSED, OfferState.HIDDEN)

    def get(self, request, token):
        offer = self.subject
        context = {
            "offer": offer,
            "facts": facts_of(offer),
            "contact": contact_of(offer),
            "table": table_of(offer.table),
            "weeks": offer.weeks.all(),
            "events": [one for one in OFFER.events_for(offer, request.actor) if one[0] in ANSWERS],
        }
        return render(request, "placements/offers/link.html", context)

    def post(self, request, token):
        run, said = ANSWERS.get(request.POST.get("answer"), (None, ""))
        if run:
            try:
                run(request.actor, self.subject)
            except Refused as refused:
                messages.error(request, refused.message)
            else:
                messages.success(request, said)
        return redirect(request.path)
