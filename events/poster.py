"""The poster of an event: what, when, where, and the QR code of its page."""

import io

import segno
from django.utils import timezone
from django.utils.text import capfirst

from directory.french import full_day
from documents.rendering import render_pdf
from events.lines import hours
from outbox.addresses import absolute

ALT = "QR code de la page de l’événement"
MOST_SESSIONS = 8
LONGEST = 600


def poster(event):
    """The PDF, one A4 page."""
    url = absolute(event.get_absolute_url())
    sessions = list(event.sessions.standing())
    lines = [_line(one) for one in sessions[:MOST_SESSIONS]]
    if len(sessions) > MOST_SESSIONS:
        lines.append(("Programme complet sur la page de l’événement", ""))
    town = f", {event.municipality.name}" if event.municipality else ""
    presentation = event.presentation
    if len(presentation) > LONGEST:
        presentation = presentation[:LONGEST].rsplit(" ", 1)[0] + " …"
    data = {
        "title": event.title,
        "kind": capfirst(event.get_kind_display()),
        "when": lines,
        "where": f"{event.place}{town} ({event.department.name})",
        "organiser": event.organiser,
        "presentation": presentation,
        "audience": capfirst(event.audience_labels),
        "alt": ALT,
        "url": url,
        "words": "Programme et inscription : scannez ce code.",
    }
    return render_pdf("poster.typ", data, files={"code.svg": code(url)})


def _line(session):
    """(when, what)."""
    starts, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    when = f"{full_day(starts, weekday=True).capitalize()}, {hours(starts, ends)}"
    return when, ", ".join(filter(None, (session.title, session.room)))


def code(url):
    """The SVG of a QR code."""
    buffer = io.BytesIO()
    segno.make_qr(url, error="m").save(buffer, kind="svg", scale=6, border=2)
    return buffer.getvalue()
