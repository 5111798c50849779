"""Codes and links wait encrypted for their mail."""

from directory.sealing import Seal

SECRETS = Seal("outbox.secret")


def seal(text):
    """`text` encrypted under the current key."""
    return SECRETS.seal(text.encode())


def unseal(token):
    """The text of `seal`, also under a fallback key; InvalidToken otherwise."""
    return SECRETS.unseal(token).decode()
