"""Pages of contracts opened by a personal link (R-AG-4): the host's part, the branch's voice."""

from django.contrib import messages
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.link_views import LinkView
from directory.violations import Refused
from documents.files import give_copy
from partnerships import standing
from partnerships.forms.contracts import HostForm, ObjectionForm
from partnerships.models import Contract
from partnerships.views.consultations import PAGE, act_on_consultation, shown
from partnerships.views.contracts import SAID, programme_start
from partnerships.workflow import contracts
from partnerships.workflow.contract_people import BRANCH_PURPOSE, COMPLETE_PURPOSE
from partnerships.workflow.contracts import current_round


class CompletePart(LinkView):
    """The host fills its part and the programme without an account."""

    purpose = COMPLETE_PURPOSE

    def get_subject(self):
        return Contract.objects.with_parties().filter(pk=self.link.subject_id).first()

    def may_renew(self):
        return not self.link.subject.is_closed

    def standing(self):
        copy = reverse("partnerships:link_complete_copy", args=[self.link.token])
        return standing.of_contract(self.subject, self.link, self.link.state == "valid" and copy)

    def get(self, request, token):
        """With `?modele=`, the programme is filled from it: nothing is kept before it is sent."""
        models, drafts = programme_start(request, self.subject)
        return self.show(HostForm(contract=self.subject, sessions=drafts), models=models)

    def post(self, request, token):
        form = HostForm(request.POST, contract=self.subject)
        if form.is_valid():
            try:
                effect = contracts.change(request.actor, self.subject, form.edit(), **form.read())
            except Refused as refused:
                form = form.after(refused)
            else:
                messages.success(request, SAID[effect])
                return redirect(request.path)
        return self.show(form)

    def show(self, form, **more):
        form.hide_confirmation()
        context = {
            "contract": self.subject,
            "booking": self.subject.booking,
            "form": form,
            "standing": self.standing(),
            **more,
        }
        return render(self.request, "partnerships/contracts/link_complete.html", context)


class CompleteCopy(CompletePart):
    """The document that is, or was, put to signature: sealed once all have signed."""

    def get(self, request, token):
        last = current_round(self.subject)
        if last is None:
            raise Http404
        return give_copy(request, last)

    def post(self, request, token):
        return HttpResponseNotAllowed(["GET", "HEAD"])


class BranchVoice(LinkView):
    """The branch reads the request of a class and may object, without an account (R-CEE-4)."""

    purpose = BRANCH_PURPOSE

    def may_renew(self):
        return True

    def standing(self):
        return standing.of_consultation(self.subject, self.link)

    def get(self, request, token):
        return self.show(ObjectionForm())

    def post(self, request, token):
        form = ObjectionForm(request.POST)
        if act_on_consultation(request, self.subject, form):
            return redirect(request.path)
        return self.show(form)

    def show(self, form):
        context = {**shown(self.subject, form, may_act=True), "standing": self.standing()}
        return render(self.request, PAGE, context)
