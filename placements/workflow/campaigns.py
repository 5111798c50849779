"""What changes a placement window: set it, change it, withdraw it."""

from django.db import transaction

from accounts.journal import record
from directory.calendar import Calendar
from directory.models import School, SchoolYear
from directory.violations import Refused, Violation, require
from directory.years import start_year_of
from placements import rules
from placements.models import Campaign


@transaction.atomic
def set_campaign(actor, campaign):
    """Check and save a new or changed window (R-PL-1); returns it.

    Raises Refused when the actor does not manage the school, when a rule is broken, when
    another window of the same level overlaps, or when the school year is closed (R-ID-8).
    """
    _lock(actor, campaign)
    found = rules.window(
        campaign.level,
        campaign.starts_on,
        campaign.ends_on,
        Calendar.load(),
        is_vocational=campaign.is_vocational,
    )
    campaign.school_year = _year(campaign.starts_on)
    require(found + _check_class(campaign) + _overlaps(campaign))
    is_new = campaign.pk is None
    campaign.save()
    record(
        actor,
        "a fixé une période de stage" if is_new else "a modifié une période de stage",
        campaign,
        school=campaign.school,
        words=_words(campaign),
    )
    return campaign


@transaction.atomic
def withdraw_campaign(actor, campaign):
    """Take a window back: the journal keeps its dates."""
    _lock(actor, campaign)
    record(
        actor,
        "a retiré une période de stage",
        campaign.school,
        school=campaign.school,
        words=_words(campaign),
    )
    campaign.delete()


def _lock(actor, campaign):
    """The school's row, so that two people do not set overlapping windows at once."""
    School.objects.select_for_update(no_key=True, of=("self",)).get(pk=campaign.school_id)
    allowed = actor.is_administrator or (
        actor.is_school_management and campaign.school_id in actor.school_ids
    )
    if not allowed:
        raise Refused("Seule la direction de l’établissement fixe ses périodes de stage.")


def _check_class(campaign):
    """A class with weeks of its own is of the school, the level and the year."""
    group = campaign.class_group
    if group is None:
        return []
    mine = (campaign.school_id, campaign.level, campaign.school_year_id)
    if (group.school_id, group.level, group.school_year_id) == mine:
        return []
    text = "Cette classe n’est pas de cet établissement, de ce niveau ou de cette année scolaire."
    return [Violation("R-PL-1", text, "class_group")]


def _overlaps(campaign):
    others = Campaign.objects.exclude(pk=campaign.pk).overlapping(campaign)
    return [rules.overlap(other) for other in others]


def _year(day):
    year, _ = SchoolYear.objects.get_or_create(start_year=start_year_of(day))
    if year.is_closed:
        raise Refused(f"L’année scolaire {year.label} est close.")
    return year


def _words(campaign):
    return (
        f"{campaign.whom}, du {campaign.starts_on:%d/%m/%Y} "
        f"au {campaign.ends_on:%d/%m/%Y} {campaign.label}"
    ).strip()
