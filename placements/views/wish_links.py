"""The pages of a pupil, without an account: the offers open to the class, and wishes (R-AG-4)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.link_views import LinkView
from directory.violations import Refused
from placements.enums.applications import WishState
from placements.forms.wishes import WishForm
from placements.hours import table_of
from placements.models import PlacementOffer, Pupil
from placements.offer_search import OfferSearch
from placements.views.offer_search import facts_of
from placements.workflow import applications, wishes
from placements.workflow.family_links import WISH_PURPOSE, windows_of

GESTURES = {"retirer": (wishes.drop, "Le vœu est retiré."), "monter": (wishes.prefer, "")}


class OfPupil(LinkView):
    """What the pages of a pupil's wishes share: the pupil, the offers open to the class."""

    purpose = WISH_PURPOSE

    def get_subject(self):
        rows = Pupil.objects.present().select_related("class_group__school__municipality", "school")
        return rows.filter(pk=self.link.subject_id).first()

    def whom_to_call(self):
        return str(self.subject.school) if self.subject else ""

    def may_renew(self):
        return windows_of(self.subject.class_group).exists()

    @property
    def offers(self):
        return PlacementOffer.objects.published().open_to_class(self.subject.class_group)


class WishLink(OfPupil):
    """The wishes of the pupil, what became of them, the offers that can be wished."""

    def get(self, request, token):
        group = self.subject.class_group
        found = OfferSearch(request.GET, origin=self.subject.school.position, group=group)
        found.look_in(self.offers)
        page = found.page(request.GET.get("page"))
        context = {
            "pupil": self.subject,
            "group": group,
            "wishes": self.shown_wishes(),
            "found": found,
            "form": found.form,
            "page_obj": page,
            "results": [(offer, self.offer_page(token, offer)) for offer in page],
        }
        return render(request, "placements/wishes/link.html", context)

    def shown_wishes(self):
        rows = self.subject.wishes.exclude(state=WishState.WITHDRAWN)
        return rows.select_related("offer", "application").order_by("rank", "pk")

    def offer_page(self, token, offer):
        return reverse("placements:link_wish", kwargs={"token": token, "pk": offer.pk})

    def post(self, request, token):
        run, said = GESTURES.get(request.POST.get("geste"), (None, ""))
        number = request.POST.get("voeu", "")
        rows = self.subject.wishes.select_related("pupil")
        row = rows.filter(pk=number).first() if number.isdecimal() and len(number) < 15 else None
        if run and row:
            try:
                run(request.actor, row)
            except Refused as refused:
                messages.error(request, refused.message)
            else:
                if said:
                    messages.success(request, said)
        return redirect(request.path)


class WishOffer(OfPupil):
    """One offer, and the form that makes a wish of it."""

    def get(self, request, token, pk):
        return self.play(request, token, pk)

    def post(self, request, token, pk):
        return self.play(request, token, pk)

    def play(self, request, token, pk):
        rows = self.offers.select_related("sector", "company")
        offer = rows.filter(pk=pk).first()
        if offer is None:
            raise Http404
        home = reverse("placements:link_wishes", kwargs={"token": token})
        spans = applications.spans_for(offer, self.subject.class_group)
        form = WishForm(spans, request.POST if request.method == "POST" else None)
        if form.is_valid() and self.wished(offer, form):
            messages.success(request, "C’est noté : votre référent reçoit ce vœu.")
            return redirect(home)
        context = {
            "offer": offer,
            "facts": facts_of(offer),
            "table": table_of(offer.table),
            "form": form,
            "has_days": bool(spans),
            "home": home,
        }
        return render(request, "placements/wishes/offer.html", context)

    def wished(self, offer, form):
        data = form.cleaned_data
        try:
            wishes.wish(
                self.request.actor,
                self.subject,
                offer,
                form.chosen,
                data["message"],
                key=data["form_key"],
            )
        except Refused as refused:
            form.add_refusal(refused)
            return False
        return True
