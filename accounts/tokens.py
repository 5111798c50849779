"""Secrets derived from the secret key, and what is stored of them."""

import base64
import hashlib

from django.conf import settings
from django.utils.crypto import salted_hmac


def secret_keys():
    """The secret key, then the older ones that are still accepted."""
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def derive(purpose, value, key=None):
    """A token of 43 URL-safe characters, the same for the same purpose, value and key."""
    digest = salted_hmac(f"passerelle.{purpose}", value, secret=key, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def fingerprint(token):
    """What a table keeps of a token of high entropy: its SHA-256 in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()
