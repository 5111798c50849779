"""The fields of an agreement by side, and what each holds (R-AG-7): what a party may ask to
correct, and who mends it."""

from directory import french
from placements.agreement.data import OF_PART, OF_STAY, hosting_parts, key_of, stays_of
from placements.hours import day_in_words, table_of
from placements.models import Agreement, HostPart, Stay
from placements.rules.presence import WEEKDAYS

DATES, PUPIL, HOURS, WORKS = "dates", "pupil", "hours", "works_read"
TEXTS = ("objectives", "evaluation", "transport")


def correctable(agreement):
    """[(key, label, what is recorded)] of all that a party may ask to correct."""
    placement = agreement.placement
    parts = hosting_parts(agreement)
    return [
        *(field for part in parts for field in of_host(agreement, part, len(parts) > 1)),
        (DATES, "Dates", french.period(placement.starts_on, placement.ends_on)),
        (PUPIL, "L’élève et ses responsables légaux", _people(placement.pupil)),
        *((name, _label(Agreement, name), getattr(agreement, name)) for name in TEXTS),
    ]


def of_host(agreement, part, names_host=False):
    """What this host mends, by its link."""
    stay, key = stays_of(agreement, part)[0], key_of(part)
    of = f" ({part.company})" if names_host else ""
    rows = [(HOURS, "Horaires", hours_in_words(stay))]
    rows += [(name, _label(Stay, name), getattr(stay, name)) for name in OF_STAY]
    rows += [
        (name, _label(HostPart, name), getattr(part, name)) for name in OF_PART if name != WORKS
    ]
    return [(f"{key}_{name}", f"{label}{of}", value) for name, label, value in rows]


def hours_in_words(stay):
    days = zip(WEEKDAYS, table_of(stay.table).days, strict=True)
    return "\n".join(f"{name} : {day_in_words(ranges)}" for name, ranges in days if ranges)


def _people(pupil):
    if pupil is None:
        return ""
    return "\n".join([str(pupil), *(str(one) for one in pupil.guardians.all())])


def _label(model, name):
    label = model._meta.get_field(name).verbose_name
    return label[0].upper() + label[1:]
