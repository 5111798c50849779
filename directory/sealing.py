"""What must not be readable in the database: encrypted under keys derived from SECRET_KEY."""

import base64
from dataclasses import dataclass
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


@lru_cache(maxsize=16)
def _fernet(purpose, secret_key):
    info = f"passerelle.{purpose}".encode()
    key = HKDF(SHA256(), 32, salt=None, info=info).derive(secret_key.encode())
    return Fernet(base64.urlsafe_b64encode(key))


@dataclass(frozen=True)
class Seal:
    """One key per `purpose`: what is sealed for one never opens for another."""

    purpose: str

    def seal(self, content):
        """`content` (bytes) encrypted under the current key."""
        return self._ring().encrypt(content)

    def unseal(self, sealed):
        """The bytes given to `seal`, also under a fallback key; InvalidToken otherwise."""
        return self._ring().decrypt(bytes(sealed))

    def _ring(self):
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        return MultiFernet([_fernet(self.purpose, key) for key in keys])
