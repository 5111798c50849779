"""Codes and links wait encrypted for their mail, under a key derived from SECRET_KEY."""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


@lru_cache(maxsize=8)
def _fernet(secret_key):
    key = HKDF(SHA256(), 32, salt=None, info=b"passerelle.outbox.secret").derive(
        secret_key.encode()
    )
    return Fernet(base64.urlsafe_b64encode(key))


def _ring():
    return MultiFernet(
        [_fernet(key) for key in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]]
    )


def seal(text):
    """`text` encrypted under the current key."""
    return _ring().encrypt(text.encode())


def unseal(token):
    """The text of `seal`, also under a fallback key; InvalidToken otherwise."""
    return _ring().decrypt(bytes(token)).decode()
