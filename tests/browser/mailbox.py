"""The mails that really left by SMTP, as their addressees find them."""

import email
import re
import time
from dataclasses import dataclass, field
from email.policy import default
from pathlib import Path

ARRIVES_WITHIN = 40  # seconds: bell, worker, SMTP, on a busy machine


@dataclass(frozen=True)
class Letter:
    """One mail: who got it, its subject, its text."""

    to: str
    subject: str
    text: str

    def holds(self, to, words):
        everything = f"{self.subject}\n{self.text}"
        return self.to == to and all(word in everything for word in words)

    @property
    def link(self):
        """The address of its button, which has a line of its own."""
        return re.search(r":\s*\n(https?://\S+)", self.text)[1]

    @property
    def code(self):
        return re.search(r"\b\d{6}\b", self.text)[0]


@dataclass
class Mailbox:
    """The relay's folder; `next` reads each letter once, in the order of arrival."""

    folder: Path
    read: set = field(default_factory=set)

    def all(self):
        """Every letter that was delivered, oldest first."""
        files = sorted(self.folder.glob("[!.]*.eml"), key=lambda path: path.stat().st_mtime_ns)
        return {path.name: _letter(path) for path in files}

    def next(self, to, *words):
        """The oldest unread letter to this address that holds all these words."""
        deadline = time.monotonic() + ARRIVES_WITHIN
        while time.monotonic() < deadline:
            for name, letter in self.all().items():
                if name not in self.read and letter.holds(to, words):
                    self.read.add(name)
                    return letter
            time.sleep(0.1)
        told = [one.subject for one in self.all().values() if one.to == to]
        raise AssertionError(f"No mail {words} for {to} among {told}")

    def skip(self, to, *words):
        """Take the letters that are there already as read."""
        self.read |= {name for name, letter in self.all().items() if letter.holds(to, words)}

    def about(self, to, *words):
        """The letters to this address with these words, read or not."""
        return [letter for letter in self.all().values() if letter.holds(to, words)]


def _letter(path):
    message = email.message_from_bytes(path.read_bytes(), policy=default)
    text = message.get_body(("plain",)).get_content()
    return Letter(message["X-Envelope-To"], message["Subject"].strip(), text)
