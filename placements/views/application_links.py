"""The page of a host without an account: the applications to its offer (R-AG-4)."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from accounts.link_views import LinkView
from placements.models import PlacementApplication, PlacementOffer
from placements.views.applications import acts_for, facts_of, play
from placements.workflow.application_tables import of_link
from placements.workflow.offer_tables import ANSWER_PURPOSE


class OfHost(LinkView):
    """What the pages of a host share: the offer, or the application passed to a colleague."""

    purpose = ANSWER_PURPOSE

    def get_subject(self):
        model = self.link.subject_type.model_class()
        if model not in (PlacementOffer, PlacementApplication):
            return None
        return model.objects.filter(pk=self.link.subject_id).first()

    def may_renew(self):
        return of_link(self.link).pending().exists()


class AnswerLink(OfHost):
    """Every application that this address answers, those that wait first."""

    def get(self, request, token):
        rows = sorted(of_link(self.link), key=lambda row: (row.state != "sent", row.expires_on))
        context = {
            "offer": getattr(self.subject, "offer", self.subject),
            "lines": [
                (
                    row,
                    facts_of(row, True),
                    [
                        (self.address(token, row, word), label)
                        for word, label in acts_for(row, request.actor)
                    ],
                )
                for row in rows
            ],
        }
        return render(request, "placements/applications/link.html", context)

    def address(self, token, row, word):
        args = {"token": token, "pk": row.pk, "word": word}
        return reverse("placements:link_applications_act", kwargs=args)


class AnswerLinkAct(OfHost):
    """One answer: GET shows its form, the button of the page acts."""

    def get(self, request, token, pk, word):
        return self.play(request, token, pk, word)

    def post(self, request, token, pk, word):
        return self.play(request, token, pk, word)

    def play(self, request, token, pk, word):
        row = of_link(self.link).filter(pk=pk).first()
        if row is None:
            raise Http404
        back = reverse("placements:link_applications", kwargs={"token": token})
        return play(request, row, word, back=back, is_host=True)
