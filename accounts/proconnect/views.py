"""The button of ProConnect, the way back, the link by mail, the way out."""

import logging
from functools import wraps

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.account.views import LogoutView
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import sessions
from accounts.access import before_second_factor, public
from accounts.actor import Actor
from accounts.limits import allowed, client_address
from accounts.models import ProConnectIdentity
from accounts.navigation import safe_next
from accounts.proconnect import flow, provider, workflow
from accounts.proconnect.failures import Failure, SignInFailed
from accounts.proconnect.workflow import Outcome
from directory.violations import Refused

TRIES_PER_MINUTE = 30
MAILS_PER_HOUR = 3
DASHBOARD = "/tableau-de-bord/"
SECURITY = "mfa_index"
logger = logging.getLogger(__name__)


def guarded(view):
    """404 without ProConnect, a limit by address, and a page in words for each failure."""

    @never_cache
    @wraps(view)
    def answer(request, *args, **kwargs):
        if not provider.is_configured():
            raise Http404
        try:
            if not allowed("proconnect", client_address(request), TRIES_PER_MINUTE, 60):
                raise SignInFailed(Failure.TOO_MANY)
            return view(request, *args, **kwargs)
        except SignInFailed as failed:
            logger.warning("ProConnect: %s", failed)
            return failure_page(request, failed.failure)

    return answer


def failure_page(request, failure):
    return TemplateResponse(
        request, "proconnect/failure.html", {"failure": failure}, status=failure.status
    )


@public
@guarded
def start(request):
    """To ProConnect, from the page of sign-in."""
    back = safe_next(request, request.GET.get("next", ""), DASHBOARD)
    if request.user.is_authenticated:
        return redirect(back)
    return redirect(flow.begin(request, back))


@require_POST
@guarded
def start_linking(request):
    """To ProConnect, to link an identity to the account that is signed in."""
    return redirect(flow.begin(request, "", linking=True))


@before_second_factor
@public
@guarded
def callback(request):
    """Back from ProConnect."""
    if request.user.is_authenticated and flow.STARTED not in request.session:
        return redirect(DASHBOARD)  # the page read again
    proof, started = flow.finish(request)
    signed_in = request.user if request.user.is_authenticated else None
    if signed_in and not started["linking"]:
        return redirect(started["back"])
    if started["linking"] and not signed_in:
        raise SignInFailed(Failure.STALE, "signed out meanwhile")
    outcome, person = workflow.decide(proof, signed_in)
    if outcome == Outcome.CONFLICT:
        raise SignInFailed(Failure.CONFLICT)
    if signed_in:
        return link_own(request, proof)
    if outcome == Outcome.SIGN_IN:
        return sign_in(request, person, proof, started["back"])
    flow.wait(request, proof)
    return redirect("proconnect_ask" if outcome == Outcome.ASK_LINK else "account_signup")


def link_own(request, proof):
    try:
        workflow.link(request.actor, request.user, proof)
    except Refused:
        raise SignInFailed(Failure.CONFLICT) from None
    messages.success(request, "Votre identité ProConnect est reliée à votre compte.")
    return redirect(SECURITY)


def sign_in(request, person, proof, back):
    workflow.touch(proof)
    request.session[flow.ID_TOKEN] = proof.id_token
    record_authentication(request, person, "proconnect", second_factor=proof.two_factors)
    return perform_login(request, person, redirect_url=back)


@public
@method_decorator(guarded, name="dispatch")
class AskLink(View):
    """An account has the address that ProConnect gave: ask its owner by mail. Nothing is
    linked here."""

    def get(self, request):
        proof, _ = self.whom(request)
        return self.page(request, proof)

    def post(self, request):
        proof, person = self.whom(request)
        if not allowed("proconnect-mail", person.pk, MAILS_PER_HOUR, 3600):
            raise SignInFailed(Failure.TOO_MANY)
        workflow.ask(person, proof)
        return self.page(request, proof, sent=True)

    def whom(self, request):
        proof = flow.waiting(request)
        outcome, person = workflow.decide(proof) if proof else (None, None)
        if outcome != Outcome.ASK_LINK:
            raise SignInFailed(Failure.STALE, "no identity waits")
        return proof, person

    def page(self, request, proof, sent=False):
        return TemplateResponse(request, "proconnect/ask.html", {"proof": proof, "sent": sent})


@public
@method_decorator(guarded, name="dispatch")
class ConfirmLink(View):
    """The page of the mail: GET shows a button, POST links and signs in, in the browser that
    came from ProConnect only. Whoever merely holds the mail, or merely sent it, links nothing."""

    def get(self, request, token):
        proof, person = self.whom(request, token)
        if person is None:
            return self.closed(request)
        return TemplateResponse(
            request, "proconnect/confirm.html", {"person": person, "proof": proof}
        )

    def post(self, request, token):
        proof, person = self.whom(request, token)
        if person is None:
            return self.closed(request)
        try:
            workflow.link(Actor(user=person, label=str(person)), person, proof)
        except Refused:
            raise SignInFailed(Failure.CONFLICT) from None
        del request.session[flow.WAITING]
        return sign_in(request, person, proof, DASHBOARD)

    def whom(self, request, token):
        proof = flow.waiting(request)
        return proof, workflow.asked(token, proof)

    def closed(self, request):
        return TemplateResponse(request, "proconnect/link_closed.html", status=410)


@require_POST
def unlink(request, pk):
    """Take an identity away from my account."""
    workflow.unlink(request.actor, get_object_or_404(ProConnectIdentity, pk=pk, user=request.user))
    messages.success(request, "L’identité ProConnect est retirée de votre compte.")
    return redirect(SECURITY)


class SignOut(LogoutView):
    """The portal's own session first, then that of ProConnect when it opened this one."""

    def post(self, *args, **kwargs):
        id_token = self.request.session.get(flow.ID_TOKEN)
        sessions.forget(self.request.session.session_key)
        answer = super().post(*args, **kwargs)
        elsewhere = id_token and flow.end_session_url(self.request, id_token)
        return redirect(elsewhere) if elsewhere else answer


@public
def signed_out(request):
    """Back from the sign-out of ProConnect."""
    expected = request.session.pop(flow.LOGOUT_STATE, None)
    if expected is None or request.GET.get("state") != expected:
        logger.warning("ProConnect: a sign-out that this browser did not ask")
    return redirect("/")
