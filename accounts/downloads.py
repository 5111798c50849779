"""Files that leave the portal: one way out, which says in the journal who took what.

A file is never read as a page of ours, never kept by a cache, and opens in a sandbox.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse

from accounts import journal

SANDBOX = "sandbox; default-src 'none'"
# The browser's PDF reader does not open in a sandbox; only files that we made are shown.
READER = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@dataclass(frozen=True)
class Taking:
    """What the journal says of a file: the act, what it was limited to, how many rows.

    `places` are those of `journal.record`; a company only where taking the file is a
    dealing with it, since the last contact with a company is read from the journal.
    """

    verb: str
    subject: Any = None
    filters: str = ""
    rows: int | None = None
    places: dict = field(default_factory=dict)

    @property
    def what(self):
        """What was taken: « a exporté les besoins » gives « Les besoins »."""
        what = self.verb.removeprefix("a exporté ")
        return what[:1].upper() + what[1:]

    @property
    def title(self):
        """The same, with what it was limited to."""
        return ", ".join(part for part in (self.what, self.filters) if part)

    @property
    def words(self):
        lines = "" if self.rows is None else f"{self.rows} ligne{'s' if self.rows > 1 else ''}"
        return ", ".join(part for part in (self.filters, lines) if part)


CSV = "text/csv; charset=utf-8"
# Of a file that tells of nobody, or whose taking is already in the journal.
UNTOLD = None


def give(request, content, name, mimetype, taking):
    """The file as an attachment; `content` is bytes, or an iterable that is streamed."""
    response = _answer(content, mimetype, SANDBOX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return _told(request, response, taking)


def show_pdf(request, content, name, taking):
    """A PDF that the portal made, opened in the browser's own reader."""
    response = _answer(content, "application/pdf", READER)
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return _told(request, response, taking)


def _answer(content, mimetype, policy):
    kind = HttpResponse if isinstance(content, bytes) else StreamingHttpResponse
    response = kind(content, content_type=mimetype)
    response["Content-Security-Policy"] = policy
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _told(request, response, taking):
    """A HEAD takes nothing away."""
    if taking is not UNTOLD and request.method != "HEAD":
        with transaction.atomic():
            journal.note(
                request.actor, taking.verb, taking.subject, words=taking.words, **taking.places
            )
    return response
