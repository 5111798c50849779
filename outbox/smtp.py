"""Django's SMTP backend, that also knows how far a conversation went.

A connection lost before the end of the data is a plain failure: try again. Lost after
it, the relay may have taken the mail, and only the relay can tell.
"""

import smtplib
import time
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend as DjangoBackend

from outbox.failures import Unreachable

DJANGO_SMTP = "django.core.mail.backends.smtp.EmailBackend"


class Ambiguous(Exception):
    """The whole mail went out and no answer came back."""


class TooLate(Exception):
    """The time of this mail was over before the relay was given it: nothing was sent."""


class Conversation(smtplib.SMTP):
    """smtplib's, with one time budget, the relay's words, the point reached."""

    deadline: float | None = None
    data_sent = False
    words = ""

    def getreply(self):
        """The next reply, within what is left of the mail's time."""
        if self.deadline is not None and self.sock is not None:
            self.sock.settimeout(max(self.deadline - time.monotonic(), 0.05))
        return super().getreply()

    def send(self, s):
        """Write to the relay; once the closing dot left, silence is no refusal any more.

        Raises TooLate instead of giving the mail after its time: a process that wakes up
        does not know who sent it meanwhile.
        """
        if s[-3:] in (b".\r\n", ".\r\n"):
            if self.deadline is not None and time.monotonic() > self.deadline:
                raise TooLate
            self.data_sent = True
        super().send(s)

    def data(self, message):
        """Send the data and keep the relay's words, which often hold its own number."""
        code, words = super().data(message)
        self.words = words.decode("utf-8", "replace")
        return code, words


def _is_refusal(error):
    """Whether the relay answered about this mail, rather than that it hangs up (421) or not
    at all; every SMTPException is an OSError."""
    if not isinstance(error, smtplib.SMTPException):
        return False
    hung_up = isinstance(error, smtplib.SMTPServerDisconnected)
    return not hung_up and getattr(error, "smtp_code", None) != 421


class EncryptedConversation(Conversation, smtplib.SMTP_SSL):
    pass


class EmailBackend(DjangoBackend):
    """One conversation for many mails; `send` raises what happened to each."""

    connection: Any  # a Conversation, once open

    @property
    def connection_class(self):
        return EncryptedConversation if self.use_ssl else Conversation

    def send(self, message, seconds):
        """Send one mail within `seconds`; the relay's words.

        Raises Unreachable, Ambiguous, TooLate, or the refusal as an SMTPException. A
        connection that the relay closed while it was idle is opened again, once.
        """
        reused = self.connection is not None
        deadline = time.monotonic() + seconds
        try:
            return self._converse(message, deadline)
        except OSError as error:
            if not reused or _is_refusal(error):
                raise
            self.forget()
            return self._converse(message, deadline)

    def _converse(self, message, deadline):
        try:
            self.timeout = max(deadline - time.monotonic(), 0.05)
            self.open()
        except (smtplib.SMTPException, OSError) as error:
            self.forget()
            raise Unreachable(type(error).__name__) from error
        conversation = self.connection
        conversation.deadline = deadline
        conversation.data_sent = False
        try:
            self._send(message)  # type: ignore[attr-defined]  # private to Django
        except smtplib.SMTPServerDisconnected as error:
            self.forget()
            raise (Ambiguous("déconnexion") if conversation.data_sent else error) from error
        except TooLate:
            self.forget()
            raise
        except smtplib.SMTPException:
            raise
        except OSError as error:
            self.forget()
            raise (Ambiguous("délai dépassé") if conversation.data_sent else error) from error
        return conversation.words

    def forget(self):
        """Drop the conversation without the courtesy of QUIT."""
        if self.connection is not None:
            self.connection.close()
        self.connection = None


class OtherBackend:
    """Any other Django backend (tests' own mailbox, console), behind the same two calls."""

    def __init__(self):
        self.backend = get_connection()

    def send(self, message, seconds):
        self.backend.send_messages([message])
        return ""

    def close(self):
        self.backend.close()


def transport():
    """The way out that EMAIL_BACKEND names; to be closed."""
    return EmailBackend() if settings.EMAIL_BACKEND == DJANGO_SMTP else OtherBackend()
