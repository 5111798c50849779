"""The mails that really left by SMTP, as their addressees find them."""

import email
import re
import time
from dataclasses import dataclass, field
from email.policy import default

from tests.browser.running_portal import RunningPortal

SEPARATOR = "----------------------------------------\n"
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
    """The mails of a running portal; `next` reads each letter once, in the order of arrival.

    The messages of a digest are letters like others.
    """

    portal: RunningPortal
    read: set = field(default_factory=set)

    def all(self):
        """{name: letter} of all that was delivered, oldest first."""
        folder = self.portal.mail_folder
        files = sorted(folder.glob("[!.]*.eml"), key=lambda path: path.stat().st_mtime_ns)
        return {
            (path.name, place): letter
            for path in files
            for place, letter in enumerate(_letters(path))
        }

    def next(self, to, *words):
        """The oldest unread letter to this address that holds all these words, of those that
        leave at once."""
        deadline = time.monotonic() + ARRIVES_WITHIN
        while time.monotonic() < deadline:
            if letter := self._unread(to, words):
                return letter
            time.sleep(0.1)
        told = [one.subject for one in self.all().values() if one.to == to]
        raise AssertionError(f"No mail {words} for {to} among {told}")

    def morning(self, to, *words):
        """As `next`, for what comes with the digest: the morning comes when it is wanted."""
        if letter := self._unread(to, words):
            return letter
        self.portal.bring_morning()
        return self.next(to, *words)

    def _unread(self, to, words):
        for name, letter in self.all().items():
            if name not in self.read and letter.holds(to, words):
                self.read.add(name)
                return letter
        return None

    def skip(self, to, *words):
        """Take the letters that are there already as read."""
        self.read |= {name for name, letter in self.all().items() if letter.holds(to, words)}

    def about(self, to, *words):
        """The letters to this address with these words, read or not."""
        return [letter for letter in self.all().values() if letter.holds(to, words)]


def _letters(path):
    """The messages that a mail carries, one by one."""
    message = email.message_from_bytes(path.read_bytes(), policy=default)
    to, subject = message["X-Envelope-To"], message["Subject"].strip()
    text = message.get_body(("plain",)).get_content().replace("\r\n", "\n")
    first, *others = text.split(SEPARATOR)
    if not others:
        return [Letter(to, subject, first)]
    return [Letter(to, *_item(text)) for text in others]


def _item(text):
    """The subject and the text of one message of a digest."""
    title, _, rest = text.lstrip().partition("\n")
    return title.partition(". ")[2], rest
