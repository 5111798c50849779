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
WIDTHS = [1, 5, 5, 2, 2, 4]
# Lines left free for who comes without being registered.
FREE_LINES = 5


def _place(event):
    return ", ".join(
        filter(None, (event.place, event.municipality.name if event.municipality else ""))
    )


def _coupons(event, rows, title, words):
    """[(registration, its lines)]: eight on a page, each with its QR."""
    files = {f"{row.pk}.svg": code_svg(row) for row, _ in rows}
    data = {
        "title": title,
        "school": f"{event}\n{full_day(timezone.localtime(event.starts_at), weekday=True)}, "
        f"{_place(event)}",
        "words": words,
        "alt": ALT,
        "coupons": [
            {
                "title": row.label,
                "words": [line for line in lines if line],
                "file": f"{row.pk}.svg",
                "url": ticket_url(row),
            }
            for row, lines in rows
        ],
    }
    return render_pdf("coupons.typ", data, files=files)


def ticket(registration, entries):
    """The ticket of one registration, with its confirmed sessions."""
    lines = [people(registration.seats), registration.where_from]
    lines += [f"{hours(one.session)} {one.session.room}".strip() for one in entries]
    rows = [(registration, [*lines, f"Code : {registration.code}"])]
    return _coupons(registration.event, rows, "Billet", SHOW)


def badges(event, registrations):
    """The badges of an event: who, from where, the code of the door."""
    rows = [
        (row, [row.where_from, people(row.seats) if row.seats > 1 else "", f"Code : {row.code}"])
        for row in registrations
    ]
    return _coupons(event, rows, "Badges", SHOW)


def attendance_sheets(event, sessions):
    """[(session, its confirmed entries)]: a page to sign for each session."""
    sheets = [
        {
            "title": str(session),
            "subtitle": ", ".join(filter(None, (hours(session), session.room, event.place))),
            "sections": [{"table": {"columns": COLUMNS, "rows": _lines(entries),
                                    "widths": WIDTHS}}],
        }
        for session, entries in sessions
    ]  # fmt: skip
    data = {"title": f"Feuille d’émargement : {event}", "sheets": sheets}
    return render_pdf("sheets.typ", data)


def _lines(entries):
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


def certificate_data(registration, entries):
    """What `statement.typ` lays out."""
    event = registration.event
    facts = [
        ("Présence de", registration.label),
        ("Établissement ou organisme", registration.where_from),
        ("Lieu", _place(event)),
        ("Organisateur", str(event.organiser or event.held_by or "")),
    ]
    lines = [
        (hours(one.session), f"{one.session} : {people(one.present)}" if registration.seats > 1
         else str(one.session))
        for one in entries
    ]  # fmt: skip
    return {
        "title": "Attestation de présence",
        "number": f"EV-{event.school_year_id}-{registration.pk:05d}",
        "opening": ["La présente attestation constate la présence relevée à l’entrée."],
        "facts": [pair for pair in [*facts, *lines] if pair[1]],
        "closing": ["Attestation délivrée pour servir et valoir ce que de droit."],
        "places": [{"label": "L’organisateur : date, nom et signature", "name": ""}],
    }
