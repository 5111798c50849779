"""`/lien/places-pfmp/<token>/`: a company says how many pupils it takes (R-AG-4)."""

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.link_views import LinkView
from directory.violations import Refused
from placements.enums_hosts import AskState
from placements.forms.pfmp_hosts import AnswerForm
from placements.models import HostAsk
from placements.workflow import pfmp_requests


class PlacesLink(LinkView):
    """The request, and its answer, which may be changed until places are given."""

    purpose = pfmp_requests.PURPOSE

    def get_subject(self):
        rows = HostAsk.objects.select_related(
            "company",
            "request__school",
            "request__created_by",
            "request__period__class_group__diploma",
        )
        return rows.filter(pk=self.link.subject_id).first()

    def may_renew(self):
        return self.subject.state in (AskState.SENT, AskState.ACCEPTED)

    def get(self, request, token):
        ask = self.subject
        known = ask.state != AskState.SENT
        initial = {"places": ask.places, "comment": ask.comment} if known else {}
        return self._page(request, AnswerForm(initial=initial))

    def post(self, request, token):
        form = AnswerForm(request.POST)
        if form.is_valid():
            data = form.cleaned_data
            try:
                row = pfmp_requests.answer(
                    request.actor, self.subject, data["places"], data["comment"]
                )
            except Refused as refused:
                form.add_refusal(refused)
            else:
                said = "vos places sont notées" if row.places else "votre réponse est notée"
                messages.success(request, f"Merci : {said}, l’établissement est prévenu.")
                return redirect(self.link.path)
        return self._page(request, form)

    def _page(self, request, form):
        ask = self.subject
        context = {"ask": ask, "form": form, "is_open": ask.state != AskState.CLOSED}
        return render(request, "placements/pfmp/link.html", context)
