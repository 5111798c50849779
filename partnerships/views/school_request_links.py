"""The page of a company or network that a school request was sent to, without an account."""

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.link_views import LinkView
from directory.violations import Refused
from partnerships.enums.school_requests import RequestState
from partnerships.forms.school_requests import AnswerForm
from partnerships.models import SchoolRequestCall
from partnerships.views.school_request_acts import answer_facts
from partnerships.views.school_requests import answered, detail_facts
from partnerships.workflow import school_answers
from partnerships.workflow.school_request_tables import ANSWER, CALL_PURPOSE

WITHDRAW = "retirer"


class AnswerCall(LinkView):
    """Where the request stands, what was answered, whom to call; yes, a question, not now."""

    purpose = CALL_PURPOSE

    def get_subject(self):
        rows = SchoolRequestCall.objects.select_related(
            "request__school__department",
            "request__school__basin",
            "request__sector",
            "request__created_by",
            "company",
            "network",
        )
        return rows.filter(pk=self.link.subject_id).first()

    def may_renew(self):
        return self.subject.request.state == RequestState.PUBLISHED

    def whom_to_call(self):
        row = self.subject.request if self.subject else None
        return f"{row.created_by}, {row.school}" if row else super().whom_to_call()

    def get(self, request, token):
        return self.show(None)

    def post(self, request, token):
        if request.POST.get("reponse") == WITHDRAW:
            return self.take_back()
        form = self.form(request.POST)
        if form.is_valid() and answered(request, self.subject.request, form):
            return redirect(request.path)
        return self.show(form)

    def form(self, data=None):
        holder = {
            "contact_name": self.link.holder_name,
            "contact_email": self.link.holder_email,
        }
        return AnswerForm(self.request.actor, data, call=self.subject, initial=holder)

    def answers(self):
        call = self.subject
        return call.request.answers.for_pages().filter(company=call.company, network=call.network)

    def take_back(self):
        """The answer that stands is withdrawn; a second click finds none."""
        for row in self.answers().standing():
            try:
                school_answers.withdraw(self.request.actor, row)
            except Refused as refused:
                messages.error(self.request, refused.message)
            else:
                messages.success(self.request, "Votre réponse est retirée.")
        return redirect(self.request.path)

    def show(self, form):
        call, actor = self.subject, self.request.actor
        may_answer = school_answers.may_answer(actor, call.request)
        context = {
            "row": call.request,
            "host": call.host,
            "facts": detail_facts(call.request),
            "answers": [
                (one, answer_facts(one)[1:], ANSWER.can(one, "withdraw", actor))
                for one in self.answers()
            ],
            "form": form or (self.form() if may_answer else None),
        }
        return render(self.request, "partnerships/links/school_request.html", context)
