"""Asking the relay: did you take this Message-ID?

`OUTBOX_RELAY` names the class that can answer, by `took(message_id, since)`: True, False, or
None when it cannot tell. `since` is a moment before which the mail did not exist: what looks
less far back cannot say « no ». One instance answers the questions of one run.
`relay_postfix` reads a log, `relay_brevo` asks a provider.
"""

import re
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

SAFE = re.compile(r"[A-Za-z0-9._@-]{1,150}")


def file_name(message_id):
    """The file of a Message-ID in the local relay's folder; ValueError for a strange one."""
    name = message_id.strip().strip("<>")
    if not SAFE.fullmatch(name) or name.startswith("."):
        raise ValueError("This Message-ID cannot name a file.")
    return f"{name}.eml"


class LocalFolderRelay:
    """The development relay: a mail that it took is a file named by the Message-ID."""

    def took(self, message_id, since):
        """True or False: it always knows, because it files before it answers 250."""
        return Path(settings.MAIL_FOLDER, file_name(message_id)).exists()


class UnknownRelay:
    """An SMTP relay that nobody can ask: its silence stays unknown."""

    def took(self, message_id, since):
        return None


def current():
    """The relay that the settings name."""
    return import_string(settings.OUTBOX_RELAY)()


def is_local():
    """Whether mails stay on this machine, in MAIL_FOLDER."""
    return current().__class__ is LocalFolderRelay


def can_tell():
    """Whether it can be asked what it took."""
    return current().__class__ is not UnknownRelay
