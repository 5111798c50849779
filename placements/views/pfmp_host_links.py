"""A company says how many pupils it takes: by the link of its mail (R-AG-4), with an account."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.access import get_visible_or_404, require
from accounts.enums import Role
from accounts.link_views import LinkView
from directory.violations import Refused
from outbox.preview import read_first
from placements.enums.hosts import AskState
from placements.forms.applications import PassOnForm
from placements.forms.pfmp_hosts import AnswerForm
from placements.models import HostAsk
from placements.notices.pfmp_hosts import facts_of
from placements.workflow import pfmp_ends, pfmp_requests


def _answer(request, ask, page):
    """The request, and its answer, which may be changed until places are given; `page` is
    where one comes back to."""
    if request.method == "POST":
        form = AnswerForm(request.POST)
        if form.is_valid() and _is_kept(request, ask, form):
            return redirect(page)
    else:
        known = ask.state != AskState.SENT
        form = AnswerForm(initial={"places": ask.places, "comment": ask.comment} if known else {})
    context = {"ask": ask, "form": form, "by_link": request.actor.link}
    context |= {"closed": _why_closed(ask)}
    return render(request, "placements/pfmp/link.html", context)


def _why_closed(ask):
    """Why the form is not there; "" while it is."""
    try:
        pfmp_requests.check_open(ask)
    except Refused as refused:
        return refused.message
    return ""


def _is_kept(request, ask, form):
    data = form.cleaned_data
    try:
        act = partial(pfmp_requests.answer, request.actor, ask, data["places"], data["comment"])
        row = read_first(request, act, (ask, ask.request), to="l’établissement")
    except Refused as refused:
        form.add_refusal(refused)
        return False
    said = "vos places sont notées" if row.places else "votre réponse est notée"
    messages.success(request, f"Merci : {said}, l’établissement est prévenu.")
    return True


class PlacesLink(LinkView):
    purpose = pfmp_requests.PURPOSE

    def get_subject(self):
        return HostAsk.objects.for_pages().filter(pk=self.link.subject_id).first()

    def may_renew(self):
        return self.subject.state != AskState.CLOSED

    def get(self, request, token):
        return _answer(request, self.subject, self.link.path)

    def post(self, request, token):
        return _answer(request, self.subject, self.link.path)


@require(Role.COMPANY_REPRESENTATIVE)
def places(request, pk):
    """The same for who represents the company: « Mes demandes » leads here."""
    ask = get_visible_or_404(HostAsk.objects.for_pages(), request.actor, pk=pk)
    return _answer(request, ask, ask.get_absolute_url())


@require(Role.COMPANY_REPRESENTATIVE)
def pass_on(request, pk):
    """A page whose button gives the request to a colleague."""
    ask = get_visible_or_404(HostAsk.objects.for_pages(), request.actor, pk=pk)
    form = PassOnForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            words = form.cleaned_data["message"]
            act = partial(pfmp_ends.transfer, request.actor, ask, form.plan(), words)
            read_first(request, act, ask)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "Votre collègue reçoit la demande.")
            return redirect("partnerships:desk")
    context = {
        "title": "Confier cette demande à un collègue",
        "facts": facts_of(ask),
        "form": form,
        "submit": "Confier",
        "cancel_url": ask.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)
