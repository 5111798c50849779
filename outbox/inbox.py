"""The mails that the local relay filed, read for the development inbox."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_binary_file, policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.utils import timezone

SHOWN = 200


@dataclass(frozen=True)
class FiledMail:
    """One file of the relay's folder; `name` is the file's, its Message-ID."""

    name: str
    at: datetime
    message: EmailMessage

    @property
    def to(self):
        return ", ".join(self.message.get_all("X-Envelope-To", []))

    @property
    def subject(self):
        return self.message["Subject"]

    def part(self, kind):
        """The `plain` or `html` text; empty when the mail has none."""
        body = self.message.get_body((kind,))
        return body.get_content() if body else ""

    @property
    def attachments(self):
        return list(self.message.iter_attachments())


def _paths():
    dated = [(path.stat().st_mtime, path) for path in Path(settings.MAIL_FOLDER).glob("[!.]*.eml")]
    return [path for _, path in sorted(dated, reverse=True)]


def _read(path, parse):
    at = datetime.fromtimestamp(path.stat().st_mtime, tz=timezone.get_current_timezone())
    with path.open("rb") as source:
        return FiledMail(path.name, at, parse(source))


def latest(recipient=""):
    """The last mails, newest first, to addresses that contain `recipient`; headers only."""
    headers = BytesHeaderParser(policy=policy.default)
    wanted = recipient.strip().lower()
    mails = (_read(path, headers.parse) for path in _paths())
    return list(islice((mail for mail in mails if wanted in mail.to.lower()), SHOWN))


def find(name):
    """The whole mail of that file name; LookupError when the folder has none."""
    for path in _paths():
        if path.name == name:
            return _read(
                path, lambda source: message_from_binary_file(source, policy=policy.default)
            )
    raise LookupError(name)
