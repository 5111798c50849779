"""Last year's periods, moved to the classes of this year, all of those that can be."""

from django.db import transaction

from directory.calendar import Calendar
from directory.models import School
from directory.violations import Refused, Violation
from directory.years import start_year_of
from placements import rules
from placements.models import Campaign
from placements.periods_pfmp import Copy, lines_of, models_of, moved
from placements.workflow.campaigns import set_campaign

MOST_SHIFT = 8


def proposals(schools, school_year, shift=0):
    """The periods of last year that classes without any may have, moved by 52 weeks and
    `shift` more, each checked against the calendar (R-ID-9)."""
    calendar = Calendar.load()
    models = models_of(lines_of(schools, school_year), school_year.start_year - 1)
    return [_copy(group, model, school_year, shift, calendar) for group, model in models]


def _copy(group, model, school_year, shift, calendar):
    first, last = (moved(day, 1, shift) for day in (model.starts_on, model.ends_on))
    found = rules.window(group.level, first, last, calendar, is_vocational=True)
    if start_year_of(first) != school_year.start_year:
        text = f"Ces dates ne sont pas de l’année {school_year.label}."
        found = [Violation("R-ID-8", text, "starts_on")]
    return Copy(group, model, first, last, found[0].message if found else "")


@transaction.atomic
def copy_last_year(actor, schools, school_year, shift, keys):
    """Make the chosen periods (`keys` are those of `Copy`). Returns how many.

    Raises Refused when nothing was chosen or a chosen one cannot be made: none is.
    """
    if not -MOST_SHIFT <= shift <= MOST_SHIFT:
        raise Refused(f"Décalez de {MOST_SHIFT} semaines au plus.")
    list(School.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=schools))
    chosen = [one for one in proposals(schools, school_year, shift) if one.key in keys]
    if not chosen:
        raise Refused("Cochez au moins une période à reprendre.")
    for one in chosen:
        if one.error:
            raise Refused(f"{one.group}, {one.starts_on:%d/%m/%Y} : {one.error}")
        set_campaign(
            actor,
            Campaign(
                school=one.group.school,
                school_year=school_year,
                level=one.group.level,
                class_group=one.group,
                starts_on=one.starts_on,
                ends_on=one.ends_on,
                label=one.model.label,
            ),
        )
    return len(chosen)
