"""Sheets to print: the programme of a pupil's placement, who is where on each day of a track."""

from dataclasses import dataclass

from directory import french
from directory.calendar import Calendar
from documents.rendering import render_pdf
from placements.enums import HELD
from placements.hours import in_words, table_of
from placements.models import Placement, Stay, TrackCandidate
from placements.rules.presence import Stay as Presence
from placements.rules.presence import days_of

LAYOUT = "sheets.typ"
TO_COME = "à préciser"
EMERGENCY = (
    "En cas d’absence ou d’accident, l’accueillant prévient l’établissement aussitôt, après les"
    " secours s’il le faut."
)
SIGNED = "Chaque élève signe le matin et l’après-midi ; l’accueillant note les absences."


# --- The programme of one pupil (R-PL-8) --------------------------------------------------


def programme_pdf(placements):
    """One page per placement, read with their pupil, school, referent and stays."""
    title = "Programme du stage" if len(placements) == 1 else "Programmes des stages"
    return render_pdf(LAYOUT, {"title": title, "sheets": [programme(row) for row in placements]})


def programme(placement):
    """Day by day: which host, when, where, with whom."""
    return {
        "title": "Programme du stage",
        "subtitle": f"{placement.pupil}, {placement.class_group.name}, {placement.school.name}",
        "sections": [
            {"facts": _about(placement)},
            {"title": "Jour par jour", "table": _days(placement)},
            *({"title": "Sur place", "facts": said} for said in [_on_site(placement)] if said),
            {"title": "Absence, accident", "paragraphs": [EMERGENCY]},
        ],
    }


def _about(placement):
    candidacy = TrackCandidate.objects.filter(placement=placement).select_related("track").first()
    track = candidacy and candidacy.track
    pairs = [
        ("Parcours", f"{track.title}, {track.coordinator}" if track else ""),
        ("Dates", french.period(placement.starts_on, placement.ends_on, weekday=True)),
        ("Référent de l’établissement", str(placement.referent or "")),
        ("Téléphone de l’établissement", placement.school.phone),
    ]
    return [pair for pair in pairs if pair[1]]


def day_by_day(placement):
    """[(day, stay, ranges of hours)]: every day of presence, in order (R-PL-8)."""
    calendar, found = Calendar.load(), []
    for stay in placement.stays.all():
        table = table_of(stay.table)
        for day in days_of([Presence(stay.starts_on, stay.ends_on, table)], calendar):
            found.append((day, stay, table[day.weekday()]))
    return sorted(found, key=lambda row: row[0])


def _days(placement):
    lines = []
    for day, stay, ranges in day_by_day(placement):
        hours = "\n".join(in_words(span) for span in ranges)
        tutor = ", ".join(filter(None, [stay.tutor_name, stay.tutor_phone])) or TO_COME
        where = f"{stay.company}\n{stay.place or _address(stay.company)}"
        lines.append([french.day_and_month(day, True).capitalize(), hours, where, tutor])
    columns = ["Jour", "Horaires", "Chez", "Tuteur"]
    return {"columns": columns, "rows": lines, "widths": [3, 2, 5, 3]}


def _address(company):
    return ", ".join(filter(None, [company.address, f"{company.postcode} {company.city}".strip()]))


def _on_site(placement):
    """What each host said of equipment and meals in the agreement."""
    agreement = getattr(placement, "agreement", None)
    said = []
    for part in agreement.parts.all() if agreement else ():
        words = " ".join(filter(None, [part.equipment, part.meals]))
        said.append((str(part.company), words or "rien de particulier"))
    return said


# --- Attendance, host by host and day by day ----------------------------------------------


@dataclass(frozen=True)
class Attendee:
    """Who signs: a name for who may read it, a number else (DOMAIN §8)."""

    label: str
    school: str
    order: tuple = ()


def attendance_of(actor, track, *, runs):
    """{(day, host): [Attendee]} of the pupils placed, as `actor` may read them: a school its
    own, a host its own days, by name; who runs the track (`runs`) everybody, by number."""
    stays = Stay.objects.filter(
        placement__candidacy__track=track, placement__state__in=HELD
    ).select_related("company", "placement__pupil", "placement__school", "placement__candidacy")
    named = set(Stay.objects.visible_to(actor).filter(pk__in=stays).values_list("pk", flat=True))
    if actor.is_administrator:
        named = set()
    calendar, found = Calendar.load(), {}
    for stay in stays:
        if stay.pk not in named and not runs:
            continue
        one = _attendee(stay.placement, stay.pk in named)
        for day in days_of(
            [Presence(stay.starts_on, stay.ends_on, table_of(stay.table))], calendar
        ):
            found.setdefault((day, str(stay.company)), []).append(one)
    return found


def _attendee(placement, by_name):
    number = placement.candidacy.number
    if by_name and placement.pupil:
        pupil = placement.pupil
        return Attendee(str(pupil), placement.school.name, (pupil.sort_key, number))
    return Attendee(f"n° {number}", placement.school.name, ("", number))


def attendance_pdf(track, found):
    """One page per host and day, to sign by hand."""
    sheets = [_attendance(track, day, host, found[day, host]) for day, host in sorted(found)]
    return render_pdf(LAYOUT, {"title": f"Feuilles de présence, {track.title}", "sheets": sheets})


def _attendance(track, day, host, people):
    rows = [[one.label, one.school, "", ""] for one in sorted(people, key=lambda one: one.order)]
    columns = ["Élève", "Établissement", "Matin", "Après-midi"]
    return {
        "title": f"Feuille de présence : {host}",
        "subtitle": f"{track.title}, {french.full_day(day, weekday=True)}",
        "sections": [
            {"paragraphs": [SIGNED]},
            {"table": {"columns": columns, "rows": rows, "widths": [3, 3, 2, 2]}},
            {"facts": [("Nom et signature du tuteur", ""), ("Absences et incidents", "")]},
        ],
    }


def with_programme(rows):
    """Placements with what their programme reads."""
    return rows.select_related(
        "pupil", "school", "class_group", "referent", "agreement"
    ).prefetch_related("stays__company", "agreement__parts__company")


def programmes_of(actor, track):
    """The placements of one's own pupils in a track, by name."""
    rows = Placement.objects.visible_to(actor).held().filter(candidacy__track=track)
    return with_programme(rows.exclude(pupil=None)).order_by("pupil__sort_key", "pk")
