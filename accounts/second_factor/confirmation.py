"""Showing again who one is before what protects the account is changed."""

import time
from functools import wraps

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.core.exceptions import ReauthenticationRequired
from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from accounts import codes, sessions
from accounts.access import before_second_factor
from accounts.forms import ConfirmCodeForm
from directory.violations import Refused

WHAT = "gérer la sécurité de votre compte"


def is_recent(request):
    """Whether the person signed in or confirmed in the last minutes."""
    records = get_authentication_records(request, request.user)
    return any(time.time() - r["at"] < app_settings.REAUTHENTICATION_TIMEOUT for r in records)


def confirmed(view):
    """Open `view` only to who has just shown who they are; others go by the page that asks.

    allauth's own decorator lets through whoever has neither password nor second factor:
    here they confirm by a code sent to their address.
    """

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not is_recent(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return guarded


@before_second_factor
@method_decorator(never_cache, name="dispatch")
class ConfirmByCode(View):
    """A code sent to one's own address, for people without password."""

    def get(self, request):
        return self.page(request, ConfirmCodeForm())

    def post(self, request):
        if "code" not in request.POST:
            return self.send(request)
        form = ConfirmCodeForm(request.POST)
        if not form.is_valid():
            return self.page(request, form, sent=True)
        try:
            code = codes.verify(request.actor, request.user, form.cleaned_data["code"])
            with transaction.atomic():
                codes.use(code)
        except Refused as refusal:
            form.add_refusal(refusal)
            return self.page(request, form, sent=True)
        record_authentication(request, request.user, "code", reauthenticated=True)
        sessions.renew(request)
        return resume_request(request) or redirect("mfa_index")

    def send(self, request):
        form = ConfirmCodeForm()
        try:
            codes.send(request.actor, request.user, WHAT)
        except Refused as refusal:
            form = ConfirmCodeForm({})
            form.full_clean()
            form.errors.clear()
            form.add_refusal(refusal)
            return self.page(request, form)
        return self.page(request, form, sent=True)

    def page(self, request, form, sent=False):
        context = {"form": form, "sent": sent, "email": request.user.email}
        return TemplateResponse(request, "account/confirm_by_code.html", context)
