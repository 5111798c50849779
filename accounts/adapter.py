"""What allauth asks of the portal: no sign-up, French pages, mails through the outbox."""

import re
import uuid
from datetime import timedelta

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from accounts.second_factor.confirmation import is_recent
from outbox.addresses import absolute
from outbox.recipients import Recipient
from outbox.workflow import notify

# The kind of notice, what of allauth's context is secret, and how long the mail is of use.
CODE_LIFE = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
SECRET_MAILS = {
    "login_code": ("accounts.signin_code", "code", CODE_LIFE),
    # No secret in it, but it must leave the same way as a code: the time of an answer
    # would else tell which addresses have an account.
    "unknown_account": ("accounts.unknown_account", "signup_url", CODE_LIFE),
    "password_reset_key": (
        "accounts.password_reset",
        "password_reset_url",
        timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
    ),
}
SECURITY_MAILS = {
    "password_changed",
    "password_reset",
    "password_set",
    "totp_activated",
    "totp_deactivated",
    "webauthn_added",
    "webauthn_removed",
    "recovery_codes_generated",
}
# Other means of showing again who one is, in words.
CONFIRMATIONS = {
    "reauthenticate": "Utiliser mon mot de passe",
    "mfa_reauthenticate": "Utiliser mon application ou un code de secours",
    "mfa_reauthenticate:webauthn": "Utiliser ma clé d’accès",
}
STAGES = {
    "allauth.mfa.stages.AuthenticateStage": "accounts.second_factor.adapter.SecondFactorStage"
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by invitation; every mail is a notice of the outbox."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "L’adresse ou le mot de passe n’est pas le bon.",
        "too_many_login_attempts": "Trop d’essais. Patientez quelques minutes avant de réessayer.",
        "rate_limited": "Trop de demandes. Patientez quelques minutes avant de réessayer.",
        "incorrect_code": "Ce code n’est pas le bon.",
        "incorrect_password": "Ce mot de passe n’est pas le bon.",
    }

    def is_open_for_signup(self, request):
        return False

    def send_mail(self, template_prefix, email, context):
        name = template_prefix.rpartition("/")[2]
        user = context.get("user") or self._signed_in()
        to = Recipient(email, str(user or ""), getattr(user, "pk", None))
        occasion = uuid.uuid4().hex
        with transaction.atomic():
            if name in SECRET_MAILS:
                kind, key, life = SECRET_MAILS[name]
                not_after = timezone.now() + life
                secret = str(context[key])
                notify(kind, None, to, occasion=occasion, secret=secret, not_after=not_after)
            elif name in SECURITY_MAILS:
                notify("accounts.security", user, to, occasion=occasion, context={"event": name})
            else:
                raise ValueError(f"No notice for the mail {template_prefix}.")

    def get_reset_password_from_key_url(self, key):
        uid, _, token = key.partition("-")
        return absolute(
            reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
        )

    def get_password_change_redirect_url(self, request):
        return reverse("account")

    def respond_user_inactive(self, request, user):
        return HttpResponseRedirect(reverse("account_inactive"))

    def _signed_in(self):
        request = context.request
        return request.user if request and request.user.is_authenticated else None

    def get_login_stages(self):
        return [STAGES.get(stage, stage) for stage in super().get_login_stages()]

    def is_reauthentication_required(self, *, app, **kwargs):
        """A sign-in of the last minutes is as good as a confirmation."""
        return not is_recent(context.request)

    def get_reauthentication_methods(self, user):
        """Those of allauth; a code by e-mail for who has neither password nor second factor."""
        methods = super().get_reauthentication_methods(user)
        by_code = {
            "id": "code",
            "description": "Recevoir un code par courriel",
            "url": reverse("account_confirm_by_code"),
        }
        if not methods and user.is_authenticated:
            return [by_code]
        return [m | {"description": CONFIRMATIONS[m["id"]]} for m in methods]

    def add_message(self, request, level, message_template=None, *args, **kwargs):
        """allauth's successes speak for themselves, but for what protects the account."""
        told = not message_template or re.search("password|mfa/", message_template)
        if level == messages.SUCCESS and not told:
            return
        super().add_message(request, level, message_template, *args, **kwargs)
