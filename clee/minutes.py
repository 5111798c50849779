"""The minutes of a meeting as their PDF prints them, and the versions that were sent."""

from django.utils import timezone

from accounts.erasure import ERASED
from accounts.todo import counted
from clee.enums.meetings import Attendance
from clee.models import Decision
from directory import french
from documents.models import Snapshot
from documents.rendering import render_pdf

KIND = "clee-minutes"
LABEL = "Compte rendu de réunion"


def last(meeting):
    """The last version that was sent, None before the first."""
    rows = Snapshot.objects.about(meeting, KIND).select_related("file")
    return rows.order_by("-version").first()


def file_name(meeting, version):
    return f"compte-rendu-{meeting.day:%Y-%m-%d}-v{version}.pdf"


def render(meeting, version=0):
    """The PDF; version 0 is a draft that says so."""
    data = layout_data(meeting, version)
    return render_pdf("statement.typ", data, dated=timezone.now())


def layout_data(meeting, version):
    number = f"CR-{meeting.pk:05d}" + (f", version {version}" if version else ", projet")
    starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    return {
        "title": f"Compte rendu : {meeting}",
        "number": number,
        "subtitle": str(meeting.committee),
        "opening": [part for part in meeting.summary.split("\n\n") if part.strip()],
        "facts": [
            ("Date", french.moment(starts, weekday=True)),
            ("Fin", french.hour(ends)),
            ("Lieu", meeting.where),
            *_people(meeting),
        ],
        "sections": [*_agenda(meeting), *_decisions(meeting)],
        "closing": [],
        "verifiable": False,
    }


def _people(meeting):
    found: dict[str, list] = {}
    for row in meeting.invitations.all():
        found.setdefault(row.attendance, []).append(_person(row))
    shown = ((Attendance.PRESENT, "Présents"), (Attendance.REPRESENTED, "Représentés"),
             (Attendance.EXCUSED, "Excusés"))  # fmt: skip
    for attendance, label in shown:
        if attendance in found:
            yield label, "\n".join(_named(found[attendance]))


def _named(people):
    """Their names; how many they were once these are erased (DOMAIN §8)."""
    known = [name for name in people if name != ERASED]
    gone = len(people) - len(known)
    return [*known, counted(gone, "une personne", "{} personnes")] if gone else known


def _person(row):
    if row.name == ERASED:
        return ERASED
    words = row.name if row.organisation in ("", row.name) else f"{row.name}, {row.organisation}"
    if row.attendance == Attendance.REPRESENTED and row.represented_by:
        words += f", par {row.represented_by}"
    return words


def _agenda(meeting):
    for number, item in enumerate(meeting.agenda.all(), start=1):
        text = [part for part in item.notes.splitlines() if part.strip()]
        yield {"title": f"{number}. {item.title}", "paragraphs": text or ["Sans observation."]}


def _decisions(meeting):
    own = list(meeting.decisions.all())
    if own:
        yield {"title": "Décisions", "table": _table(own)}
    carried = list(Decision.objects.carried_to(meeting))
    if carried:
        yield {"title": "Décisions précédentes encore à suivre", "table": _table(carried)}


def _table(decisions):
    rows = [
        [one.text, one.owner, one.due_on and f"{one.due_on:%d/%m/%Y}" or ""] for one in decisions
    ]
    return {"columns": ["Décision", "Responsable", "Échéance"], "rows": rows, "widths": [5, 3, 2]}
