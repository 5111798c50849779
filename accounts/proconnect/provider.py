"""Speaking to ProConnect: its description, its keys, the exchange of the code."""

from urllib.parse import urlsplit

import jwt
import requests
from django.conf import settings
from django.core.cache import cache

from accounts.proconnect.failures import Failure, SignInFailed

TIMEOUT = (3.05, 10)  # to connect, between two bytes
KEPT = 3600
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")


def is_configured():
    """Without its three settings there is neither button nor page."""
    return bool(
        settings.PROCONNECT_ISSUER
        and settings.PROCONNECT_CLIENT_ID
        and settings.PROCONNECT_CLIENT_SECRET
    )


def description():
    """What ProConnect publishes about itself, read again every hour."""
    key = f"proconnect:description:{settings.PROCONNECT_ISSUER}"
    found = cache.get(key)
    if found is None:
        found = _json(_ask("GET", f"{settings.PROCONNECT_ISSUER}/.well-known/openid-configuration"))
        _check_description(found)
        cache.set(key, found, KEPT)
    return found


def _check_description(found):
    if found.get("issuer") != settings.PROCONNECT_ISSUER:
        raise SignInFailed(Failure.UNAVAILABLE, "the description is of another issuer")
    schemes = {urlsplit(found.get(name, "")).scheme for name in ENDPOINTS}
    if schemes != {urlsplit(settings.PROCONNECT_ISSUER).scheme}:  # https: config.settings
        raise SignInFailed(Failure.UNAVAILABLE, "an endpoint is missing or of another scheme")


def signing_key(kid):
    """The published key of this name; an unknown name makes the keys be read again, once."""
    return _find(_keys(), kid) or _find(_keys(again=True), kid)


def _keys(again=False):
    key = f"proconnect:keys:{settings.PROCONNECT_ISSUER}"
    found = None if again else cache.get(key)
    if found is None:
        found = _json(_ask("GET", description()["jwks_uri"]))
        cache.set(key, found, KEPT)
    return found


def _find(published, kid):
    try:
        keys = jwt.PyJWKSet.from_dict(published).keys
    except jwt.PyJWTError:
        return None
    return next((k for k in keys if k.key_id == kid and k.public_key_use != "enc"), None)


def exchange(code, verifier, redirect_uri):
    """(access token, id token) for the code. One that has served or expired is refused."""
    data = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "client_id": settings.PROCONNECT_CLIENT_ID,
        "client_secret": settings.PROCONNECT_CLIENT_SECRET,
        "code_verifier": verifier,
    }
    found = _json(_ask("POST", description()["token_endpoint"], data=data))
    try:
        return str(found["access_token"]), str(found["id_token"])
    except KeyError as missing:
        raise SignInFailed(Failure.REJECTED, f"no {missing} in the answer") from None


def userinfo(access_token):
    """The signed answer about the person, still to be verified."""
    headers = {"Authorization": f"Bearer {access_token}", "Accept": "application/jwt"}
    answer = _ask("GET", description()["userinfo_endpoint"], headers=headers)
    if answer.headers.get("Content-Type", "").partition(";")[0].strip() != "application/jwt":
        raise SignInFailed(Failure.REJECTED, "unsigned userinfo")
    return answer.text.strip()


def _ask(method, url, **options):
    try:
        answer = requests.request(method, url, timeout=TIMEOUT, allow_redirects=False, **options)
    except requests.RequestException as error:
        raise SignInFailed(Failure.UNAVAILABLE, type(error).__name__) from error
    if answer.status_code >= 500:
        raise SignInFailed(Failure.UNAVAILABLE, f"{urlsplit(url).path}: {answer.status_code}")
    if answer.status_code != 200:
        raise SignInFailed(Failure.REJECTED, f"{urlsplit(url).path}: {answer.status_code}")
    return answer


def _json(answer):
    try:
        found = answer.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise SignInFailed(Failure.UNAVAILABLE, "not a JSON object")
    return found
