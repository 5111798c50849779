"""The mailbox that reports come back to: a Maildir of this machine, or IMAP.

`REPORTS_MAILBOX` is `maildir:///srv/reports` or `imaps://user:password@host/INBOX`. A report
that was applied is removed, for it holds a copy of the mail; what is no report, or is about no
mail of ours, is left, marked as read, for a person to look at.
"""

import contextlib
import imaplib
import mailbox
from collections import Counter
from itertools import islice
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from outbox import reports
from outbox.feedback import Verdict, take

BATCH = 200  # reports of one run
SECONDS = 20  # for each answer of the IMAP server
LARGEST = 2**20  # bytes: a longer mail is no report
SETTLED = {Verdict.APPLIED, Verdict.DOUBLED}


class MaildirBox:
    """`unread()` gives (name, bytes); `remove` and `keep` say what becomes of each."""

    def __init__(self, url):
        self.box = mailbox.Maildir(unquote(url.path), create=False)

    def unread(self):
        for name, message in self.box.iteritems():
            if "S" not in message.get_flags():
                yield name, self.box.get_bytes(name)

    def remove(self, name):
        self.box.remove(name)

    def keep(self, name):
        message = self.box[name]
        message.set_subdir("cur")
        message.add_flag("S")
        self.box[name] = message

    def close(self):
        self.box.close()


class ImapBox:
    """The same over IMAP; one folder of one account."""

    def __init__(self, url):
        secure = url.scheme == "imaps"
        connect = imaplib.IMAP4_SSL if secure else imaplib.IMAP4
        port = url.port or (993 if secure else 143)
        self.server = connect(url.hostname, port, timeout=SECONDS)
        try:
            self.server.login(unquote(url.username or ""), unquote(url.password or ""))
            self._ask("select", f'"{unquote(url.path).strip("/") or "INBOX"}"')
        except (imaplib.IMAP4.error, OSError):
            self.server.shutdown()
            raise

    def unread(self):
        for name in self._uid("SEARCH", "UNSEEN")[0].split():
            for part in self._uid("FETCH", name.decode(), f"(BODY.PEEK[]<0.{LARGEST}>)"):
                if isinstance(part, tuple):
                    yield name.decode(), part[1]

    def remove(self, name):
        self._uid("STORE", name, "+FLAGS", r"(\Deleted)")

    def keep(self, name):
        self._uid("STORE", name, "+FLAGS", r"(\Seen)")

    def close(self):
        with contextlib.suppress(imaplib.IMAP4.error, OSError):
            self.server.expunge()
            self.server.logout()

    def _uid(self, *words):
        return self._ask("uid", *words)

    def _ask(self, command, *words):
        answer, data = getattr(self.server, command)(*words)
        if answer != "OK":
            raise imaplib.IMAP4.error(f"{command} {words[0]}: {answer}")
        return data


BOXES = {"maildir": MaildirBox, "imap": ImapBox, "imaps": ImapBox}


def open_box(address):
    """The mailbox of that URL. Raises ImproperlyConfigured for another scheme, OSError or
    imaplib.IMAP4.error when it does not open."""
    url = urlsplit(address)
    if url.scheme not in BOXES:
        raise ImproperlyConfigured("REPORTS_MAILBOX begins with maildir: or imaps:.")
    try:
        return BOXES[url.scheme](url)
    except mailbox.NoSuchMailboxError as error:
        raise FileNotFoundError(f"No Maildir at {url.path}") from error


def read(address):
    """Apply the reports that wait in the mailbox; a Counter of `applied`, `doubled`, `early`,
    `unmatched`, and of `kept`: mails that were left for a person."""
    counted: Counter[str] = Counter()
    with contextlib.closing(open_box(address)) as box:
        for name, raw in list(islice(box.unread(), BATCH)):
            verdicts = [take(told) for told in reports.parse(raw)]
            counted.update(verdict.value for verdict in verdicts)
            if Verdict.EARLY in verdicts:
                continue  # the mail is still being sent: read again at the next tick
            if SETTLED & set(verdicts):
                box.remove(name)
            else:
                counted["kept"] += 1
                box.keep(name)
    return counted
