"""One sign-in by ProConnect, from the button to the proof of who came back."""

import base64
import hashlib
import json
import secrets
import time
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from accounts.models import User
from accounts.proconnect import provider, tokens
from accounts.proconnect.failures import Failure, SignInFailed
from outbox.addresses import absolute

SCOPES = "openid given_name usual_name email uid siret idp_id"
STARTED = "proconnect_started"
ID_TOKEN = "proconnect_id_token"  # noqa: S105
WAITING = "proconnect_waiting"
LOGOUT_STATE = "proconnect_logout_state"
LIFE = 600


@dataclass(frozen=True)
class Proof:
    """Who ProConnect says came back. Names and address serve this sign-in, or the registration
    that follows it, and are not stored; nothing here gives a role."""

    issuer: str
    subject: str
    email: str
    first_name: str
    last_name: str
    two_factors: bool
    id_token: str


def begin(request, back, *, linking=False):
    """The address of ProConnect where the sign-in goes on; the session remembers its secrets."""
    started = {
        "state": secrets.token_urlsafe(32),
        "nonce": secrets.token_urlsafe(32),
        "verifier": secrets.token_urlsafe(48),
        "back": back,
        "linking": linking,
        "at": time.time(),
    }
    parameters = {
        "response_type": "code",
        "client_id": settings.PROCONNECT_CLIENT_ID,
        "redirect_uri": _callback(),
        "scope": SCOPES,
        "state": started["state"],
        "nonce": started["nonce"],
        "acr_values": " ".join(settings.PROCONNECT_ACR_VALUES),
    }
    if settings.PROCONNECT_SECOND_FACTOR:  # ProConnect tells the methods to who asks
        parameters["claims"] = json.dumps({"id_token": {"amr": {"essential": True}}})
    description = provider.description()
    if "S256" in description.get("code_challenge_methods_supported", ()):
        parameters |= _challenge(started["verifier"])
    request.session[STARTED] = started
    return f"{description['authorization_endpoint']}?{urlencode(parameters)}"


def finish(request):
    """(Proof, what `begin` remembered). The secrets of the session serve once, whatever
    happens."""
    started = request.session.pop(STARTED, None)
    request.session.save()  # now: a page of error 5xx saves no session
    given = request.GET
    if not started or time.time() - started["at"] > LIFE:
        raise SignInFailed(Failure.STALE, "nothing was started")
    if not constant_time_compare(given.get("state", ""), started["state"]):
        raise SignInFailed(Failure.STALE, "another state")
    if given.get("iss", settings.PROCONNECT_ISSUER) != settings.PROCONNECT_ISSUER:
        raise SignInFailed(Failure.REJECTED, "the answer of another issuer")
    if "code" not in given:
        raise SignInFailed(Failure.CANCELLED, given.get("error", "")[:40])
    access_token, id_token = provider.exchange(given["code"], started["verifier"], _callback())
    identified = tokens.check_id_token(id_token, started["nonce"])
    person = tokens.check_userinfo(provider.userinfo(access_token), identified["sub"])
    return _proof(identified, person, id_token), started


def _proof(identified, person, id_token):
    def text(name):
        return str(person.get(name) or "").strip()

    return Proof(
        issuer=identified["iss"],
        subject=identified["sub"],
        email=User.objects.normalize_email(text("email")),
        first_name=text("given_name"),
        last_name=text("usual_name"),
        two_factors=tokens.has_two_factors(identified),
        id_token=id_token,
    )


def _callback():
    return absolute(reverse("proconnect_callback"))


def _challenge(verifier):
    digest = hashlib.sha256(verifier.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return {"code_challenge": challenge, "code_challenge_method": "S256"}


def wait(request, proof):
    """Keep, in this session only, an identity that no account knows yet."""
    request.session[WAITING] = asdict(proof) | {"at": time.time()}


def waiting(request):
    """The Proof kept by `wait` in the last hour, or None: for the link by mail, and for a
    registration, which may prefill its form and calls `workflow.link` at its end."""
    kept = dict(request.session.get(WAITING) or {"at": 0})
    if time.time() - kept.pop("at") > 3600:
        return None
    return Proof(**kept)


def end_session_url(request, id_token):
    """Where ProConnect closes its own session, then sends back; None when it cannot be known."""
    try:
        endpoint = provider.description().get("end_session_endpoint")
    except SignInFailed:
        return None
    if not endpoint:
        return None
    state = request.session[LOGOUT_STATE] = secrets.token_urlsafe(32)
    parameters = {
        "id_token_hint": id_token,
        "state": state,
        "post_logout_redirect_uri": absolute(reverse("proconnect_signed_out")),
    }
    return f"{endpoint}?{urlencode(parameters)}"
