"""Renewing last year's offers: the company by account or link, the author by asking it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.access import get_visible_or_404
from accounts.link_views import LinkView
from directory.enums import Rhythm
from directory.models import Company
from directory.violations import Refused
from directory.years import label
from outbox.workflow import next_reading
from partnerships import rules
from partnerships.forms.renewals import RenewalForm
from partnerships.models import Offer
from partnerships.workflow import renewals
from partnerships.workflow.again import words_of
from partnerships.workflow.tables import OFFER, RENEW_PURPOSE


def to_renew(rows):
    """Those of these offers that are renewed at this season; none out of it."""
    start_year = rules.renewed_year(timezone.localdate())
    return rows.none() if start_year is None else rows.renewable(start_year)


def renew_offer(request, pk):
    """The dates of last year a year later: kept, or asked of the company (R-IM-1)."""
    rows = Offer.objects.managed_by(request.actor).select_related("host_company")
    offer = get_visible_or_404(rows, request.actor, pk=pk)
    found = renewals.propose(offer)
    if found is None:
        raise Http404
    if not to_renew(Offer.objects.filter(pk=pk)).exists():
        messages.info(request, f"L’offre « {offer.title} » n’est plus à renouveler.")
        return redirect("partnerships:offer", pk)
    may_renew = OFFER.can(offer, "renew", request.actor)
    form = RenewalForm(offer, found, request.POST or None)
    act = _renewed if may_renew else _asked
    if request.method == "POST" and act(request, form):
        return redirect("partnerships:offer", pk)
    context = {"offer": offer, "form": form, "renewal": found, "may_renew": may_renew}
    return render(request, "partnerships/offers/renew.html", context)


def _renewed(request, form):
    """Publish what is ticked; False when the form is to be shown again."""
    if not form.is_valid():
        return False
    try:
        key = form.cleaned_data["form_key"]
        renewals.renew(request.actor, form.offer, form.chosen(), key=key)
    except Refused as refused:
        form.add_refusal(refused)
        return False
    year = form.renewal.label
    messages.success(request, f"L’offre « {form.offer.title} » est renouvelée pour {year}.")
    return True


def _asked(request, form):
    try:
        renewals.ask(request.actor, form.offer)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        when = next_reading(Rhythm.WORK)
        messages.success(request, f"L’entreprise reçoit {when} un lien pour renouveler l’offre.")
    return True


class RenewOffers(LinkView):
    """The company's offers of last year, each with its dates and one button (R-AG-4)."""

    purpose = RENEW_PURPOSE

    def get_subject(self):
        return Company.objects.filter(pk=self.link.subject_id).first()

    def get(self, request, token):
        return self._page(request)

    def post(self, request, token):
        offer = self._offers().filter(pk=self._key(request)).first()
        if offer is None:
            messages.info(request, "Cette offre n’est plus à renouveler.")
            return redirect(request.path)
        form = RenewalForm(offer, renewals.propose(offer), request.POST)
        return redirect(request.path) if _renewed(request, form) else self._page(request, form)

    def _key(self, request):
        given = request.POST.get("offer", "")
        return int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else 0

    def _offers(self):
        return to_renew(Offer.objects.for_host(self.subject)).order_by("pk")

    def _page(self, request, shown=None):
        rows = list(self._offers())
        found = renewals.proposals(rows)
        forms = [RenewalForm(offer, found[offer.pk]) for offer in rows]
        words = words_of(rows)
        for form in forms:
            form.word = words.get(form.offer.pk)
        if shown is not None:
            forms = [shown if one.offer.pk == shown.offer.pk else one for one in forms]
        year = rules.renewed_year(timezone.localdate())
        context = {"company": self.subject, "forms": forms, "year": year and label(year)}
        return render(request, "partnerships/links/renew.html", context)
