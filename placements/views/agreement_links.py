"""A host's part, by its personal link `/lien/accueillir/<token>/` (R-AG-4, R-AG-7)."""

from django.contrib import messages
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from accounts.link_views import LinkView
from accounts.standing import Standing
from documents.files import give_copy
from placements.agreement.data import hosting_parts
from placements.enums.agreement import FILLING
from placements.models import Agreement, HostPart
from placements.views.agreements import checks_page, host_form, part_context
from placements.wording import period_of
from placements.workflow.agreement_base import HOST_PURPOSE, S, current_round, is_out, with_all


class OfPart(LinkView):
    """What the pages of one part share: `self.agreement` is read with what they show."""

    purpose = HOST_PURPOSE
    agreement: Agreement

    def get_subject(self):
        part = HostPart.objects.filter(pk=self.link.subject_id).first()
        if part is None:
            return None
        self.agreement = with_all(Agreement.objects).get(pk=part.agreement_id)
        hosting = hosting_parts(self.agreement)
        return next((one for one in hosting if one.pk == part.pk), None)

    def may_renew(self):
        return self.agreement.state != S.CANCELLED

    def standing(self):
        placement = self.agreement.placement
        return Standing(
            title="Convention de stage",
            words=[
                f"Stage {period_of(placement)}, {placement.school}.",
                f"La convention : {self.agreement.get_state_display().lower()}.",
            ],
        )


class FillPart(OfPart):
    def get(self, request, token):
        return self.page(request)

    def post(self, request, token):
        return self.page(request)

    def page(self, request):
        if self.agreement.state not in FILLING:
            context = {"agreement": self.agreement, "part": self.subject}
            context |= {"copy": is_out(self.agreement), "standing": self.standing()}
            return render(request, "placements/agreements/link_closed.html", context)
        form, is_kept = host_form(request, self.agreement, self.subject)
        if is_kept:
            messages.success(request, "C’est enregistré : l’établissement relit, puis fait signer.")
            return redirect(self.link.path)
        context = part_context(form, self.agreement, self.subject)
        return render(request, "placements/agreements/link_fill.html", context)


class CheckPart(OfPart):
    """What the rules say of the hours as they stand; nothing is kept (R-PL-…)."""

    def get(self, request, token):
        return HttpResponseNotAllowed(["POST"])

    def post(self, request, token):
        return checks_page(request, self.agreement, self.subject)


class PartCopy(OfPart):
    """The document that is, or was, put to signature: sealed once all have signed."""

    def get(self, request, token):
        last = current_round(self.agreement)
        if last is None:
            raise Http404
        return give_copy(request, last)

    def post(self, request, token):
        return HttpResponseNotAllowed(["GET", "HEAD"])
