"""What the sheet of an accident prints: facts for the declaration of the same day (R-PL-6)."""

from django.utils import timezone

from directory import french
from documents.rendering import render_pdf
from placements.models import Stay
from placements.wording import period_of, with_birth

TITLE = "Fiche de déclaration d’accident"


def stay_on(placement, day):
    """The host of that day, else the first one (an accident on the way home)."""
    rows = list(Stay.objects.filter(placement=placement).select_related("company"))
    there = [stay for stay in rows if stay.starts_on <= day <= stay.ends_on]
    return next(iter(there or rows), None)


def sheet_pdf(incident):
    """The sheet, made anew each time: nothing of it is kept."""
    return render_pdf("statement.typ", sheet_data(incident))


def sheet_data(incident):
    placement = incident.placement
    stay = stay_on(placement, incident.day)
    return {
        "title": TITLE,
        "verifiable": False,
        "number": f"AC-{placement.school_year_id}-{incident.pk:05d}",
        "subtitle": incident.get_kind_display(),
        "opening": [
            "Éléments transmis à l’établissement, qui établit la déclaration le jour même et"
            " prévient la famille. L’élève reste sous statut scolaire."
        ],
        "facts": [pair for pair in _facts(incident, placement, stay) if pair[1]],
        "closing": [f"Signalé par {incident.told_by}, le {french.moment(_local(incident))}."],
        "places": [
            {"label": "Pour l’accueillant", "name": stay.tutor_name if stay else ""},
            {"label": "Le chef d’établissement", "name": ""},
        ],
    }


def _local(incident):
    return timezone.localtime(incident.told_at)


def _facts(incident, placement, stay):
    school = placement.school
    at = f" à {french.hour(incident.hour)}" if incident.hour else ""
    return [
        ("Élève", with_birth(placement.pupil)),
        ("Classe", str(placement.class_group)),
        ("Établissement", _lines(school, f"UAI {school.uai}", school.phone)),
        ("Accueillant", stay and _lines(stay.company, _siret(stay.company), stay.company.phone)),
        ("Tuteur", stay and ", ".join(filter(None, (stay.tutor_name, stay.tutor_phone)))),
        ("Stage", period_of(placement)),
        ("Jour et heure", f"{french.full_day(incident.day, weekday=True)}{at}"),
        ("Lieu précis", incident.place or (stay and stay.place)),
        ("Circonstances", incident.what),
        ("Ce qui a été fait", incident.measures),
        ("Témoins", incident.witnesses),
    ]


def _siret(company):
    return f"SIRET {company.siret}" if company.siret else ""


def _lines(place, *more):
    address = ", ".join(filter(None, (place.address, f"{place.postcode} {place.city}".strip())))
    return "\n".join(filter(None, (str(place), address, *more)))
