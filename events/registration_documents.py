"""What is printed of registrations: tickets, badges, attendance sheets, certificates."""

from django.utils import timezone

from directory.french import full_day
from documents.rendering import render_pdf
from events.notices.registration import hours
from events.registration_page import code_svg, ticket_url
from events.rules.registration import people

ALT = "QR code de l’inscription"
SHOW = "À montrer à l’entrée."
COLUMNS = ["N°", "Inscription", "Établissement ou organisme", "Annoncés", "Présents", "Signature"]
WIDTHS = [1.1, 5, 4.2, 2.5, 2.4, 5]
# Lines left free for who comes without being registered.
FREE_LINES = 5


def _place(event):
    return ", ".join(
        filter(None, (event.place, event.municipality.name if event.municipality else ""))
    )


def _day(event):
    return full_day(timezone.localtime(event.starts_at), weekday=True)


def ticket(registration, entries):
    """The ticket of one registration, with its confirmed sessions."""
    row, event = registration, registration.event
    lines = [people(row.seats), row.where_from]
    lines += [", ".join(filter(None, (hours(one.session), one.session.room))) for one in entries]
    file = f"{row.pk}.svg"
    coupon = {
        "title": row.label,
        "words": [line for line in [*lines, f"Code : {row.code}"] if line],
        "file": file,
        "url": ticket_url(row),
    }
    data = {
        "title": "Billet",
        "school": f"{event}\n{_day(event)}, {_place(event)}",
        "words": SHOW,
        "alt": ALT,
        "coupons": [coupon],
    }
    return render_pdf("coupons.typ", data, files={file: code_svg(row)})


def badges(event, registrations):
    """The badges of an event: who, from where, the code of the door; eight on a page."""
    data = {
        "title": f"Badges : {event}",
        "event": [str(event), _day(event).capitalize(), _place(event)],
        "alt": ALT,
        "badges": [
            {
                "name": row.label,
                "where": "\n".join(
                    filter(None, (row.where_from, people(row.seats) if row.seats > 1 else ""))
                ),
                "code": row.code,
                "file": f"{row.pk}.svg",
                "url": ticket_url(row),
            }
            for row in registrations
        ],
    }
    files = {f"{row.pk}.svg": code_svg(row) for row in registrations}
    return render_pdf("badges.typ", data, files=files)


def attendance_sheets(event, sessions):
    """[(session, its confirmed entries)]: a page to sign for each session."""
    sheets = [
        {
            "title": str(session),
            "subtitle": ", ".join(filter(None, (hours(session), session.room, event.place))),
            "sections": [{"table": {"columns": COLUMNS, "rows": _lines(entries),
                                    "widths": WIDTHS, "to_sign": True}}],
        }
        for session, entries in sessions
    ]  # fmt: skip
    data = {"title": f"Feuille d’émargement : {event}", "sheets": sheets}
    return render_pdf("sheets.typ", data)


def _lines(entries):
    entries = sorted(entries, key=lambda one: one.registration.label.lower())
    lines = [
        [str(rank), one.registration.label, one.registration.where_from, str(one.seats), "", ""]
        for rank, one in enumerate(entries, 1)
    ]
    return lines + [[""] * len(COLUMNS)] * FREE_LINES


def certificate(registration, entries):
    """That a person or a group came, session by session, with the real headcount."""
    event = registration.event
    statement = certificate_data(registration, entries)
    return render_pdf("statement.typ", statement | {"verifiable": False, "subtitle": str(event)})


def certificates(event, pairs):
    """[(registration, the entries that came)]: a page each."""
    pages = [certificate_data(row, entries) | {"subtitle": str(event)} for row, entries in pairs]
    data = {"title": f"Attestations de présence : {event}", "statements": pages}
    return render_pdf("statements.typ", data)


def _attended(entry, registration):
    """« lundi 30 novembre 2026, de 9 h 00 à 12 h 00 (24 personnes) »."""
    count = f" ({people(entry.present)})" if registration.seats > 1 else ""
    return f"{hours(entry.session)}{count}"


def certificate_data(registration, entries):
    """What `statement.typ` lays out."""
    event = registration.event
    facts = [
        ("Présence de", registration.label),
        ("Établissement ou organisme", registration.where_from),
        ("Lieu", _place(event)),
        ("Organisateur", str(event.organiser or event.held_by or "")),
    ]
    lines = [(one.session.title or "Date", _attended(one, registration)) for one in entries]
    return {
        "title": "Attestation de présence",
        "number": f"EV-{event.school_year_id}-{registration.pk:05d}",
        "opening": ["La présente attestation constate la présence relevée à l’entrée."],
        "facts": [pair for pair in [*facts, *lines] if pair[1]],
        "closing": ["Attestation délivrée pour servir et valoir ce que de droit."],
        "places": [{"label": "L’organisateur : date, nom et signature", "name": ""}],
    }
