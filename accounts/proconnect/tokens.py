"""Checking what ProConnect signed (OpenID Connect Core §3.1.3.7 and §5.3.2)."""

import jwt
from django.conf import settings
from django.utils.crypto import constant_time_compare

from accounts.proconnect import provider
from accounts.proconnect.failures import Failure, SignInFailed

# Never "none", never a shared secret.
ALGORITHMS = ("RS256", "ES256")
LEEWAY = 30  # seconds between two clocks
NEEDED_ALWAYS = ["iss", "aud", "sub"]


def check_id_token(token, nonce):
    """The claims of an id_token made for this very sign-in, of an accepted level."""
    claims = _verified(token, [*NEEDED_ALWAYS, "exp", "iat", "nonce"])
    if not constant_time_compare(str(claims["nonce"]), nonce):
        raise SignInFailed(Failure.REJECTED, "another nonce")
    if claims.get("acr") not in settings.PROCONNECT_ACR_VALUES:
        raise SignInFailed(Failure.LEVEL, f"acr {claims.get('acr')!r}")
    return claims


def check_userinfo(token, subject):
    """The claims of a userinfo answer about the person of the id_token."""
    claims = _verified(token, NEEDED_ALWAYS)
    if claims["sub"] != subject:
        raise SignInFailed(Failure.REJECTED, "userinfo about somebody else")
    return claims


def has_two_factors(claims):
    """Whether the level or the methods are among those of PROCONNECT_SECOND_FACTOR."""
    methods = claims.get("amr") or []
    said = {claims.get("acr"), *(methods if isinstance(methods, list) else [])}
    return not said.isdisjoint(settings.PROCONNECT_SECOND_FACTOR)


def _verified(token, needed):
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError as error:
        raise SignInFailed(Failure.REJECTED, "not a token") from error
    if header.get("alg") not in ALGORITHMS:
        raise SignInFailed(Failure.REJECTED, f"alg {header.get('alg')!r}")
    key = provider.signing_key(header.get("kid"))
    if key is None:
        raise SignInFailed(Failure.REJECTED, "unknown key")
    client = settings.PROCONNECT_CLIENT_ID
    try:
        claims = jwt.decode(
            token,
            key,
            algorithms=ALGORITHMS,
            audience=client,
            issuer=settings.PROCONNECT_ISSUER,
            leeway=LEEWAY,
            options={"require": needed},
        )
    except jwt.PyJWTError as error:
        raise SignInFailed(Failure.REJECTED, type(error).__name__) from error
    if claims.get("azp", client) != client:
        raise SignInFailed(Failure.REJECTED, "authorised party is another client")
    return claims
