"""What changes a placement window: set it, change it, withdraw it."""

from django.db import transaction
from django.db.models import Q

from accounts.journal import record
from directory.calendar import Calendar
from directory.closed_years import demand_open
from directory.models import School, SchoolYear
from directory.violations import Refused, Violation, require
from directory.years import start_year_of
from placements import rules
from placements.enums import PlacementState
from placements.models import Campaign


@transaction.atomic
def set_campaign(actor, campaign):
    """Check and save a new or changed window (R-PL-1); returns it.

    Raises Refused when the actor does not manage the school, when a rule is broken, when
    another window of the same level overlaps, or when the school year is closed (R-ID-8).
    Placements keep their days: `left_behind` says whose no longer fit.
    """
    _lock(actor, campaign)
    found = rules.window(
        campaign.level,
        campaign.starts_on,
        campaign.ends_on,
        Calendar.load(),
        is_vocational=campaign.is_vocational,
    )
    campaign.school_year = _year(campaign)
    require(found + _check_class(campaign) + _overlaps(campaign))
    is_new = campaign.pk is None
    if not is_new:
        demand_open(actor, Campaign.objects.get(pk=campaign.pk))
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
    """Take a window back: the journal keeps its dates. Raises Refused while a pupil has a
    host for it, or once companies were asked."""
    _lock(actor, campaign)
    require(_still_used(campaign))
    record(
        actor,
        "a retiré une période de stage",
        campaign.school,
        within=campaign,
        school=campaign.school,
        words=_words(campaign),
    )
    campaign.delete()


def _still_used(campaign):
    count = campaign.placements.held().count()
    if count:
        several = "s" if count > 1 else ""
        text = (
            f"{count} élève{several} {'ont' if several else 'a'} un stage dans cette période : "
            "déplacez-la, ou annulez d’abord ces stages."
        )
        return [Violation("R-PF-1", text)]
    if campaign.host_requests.exists():
        text = "Des entreprises ont reçu une demande pour cette période : déplacez-la plutôt."
        return [Violation("R-PF-1", text)]
    return []


def left_behind(campaign):
    """The placements of a period whose days are no longer inside of it: they are kept as they
    are, those out for signature or signed change by an amendment (R-AG-3)."""
    inside = Q(starts_on__gte=campaign.starts_on, ends_on__lte=campaign.ends_on)
    return campaign.placements.held().exclude(inside)


def said_of_moved(campaign):
    """What the school is told of the placements that a moved period leaves behind; "" when
    there is none."""
    states = list(left_behind(campaign).values_list("state", flat=True))
    if not states:
        return ""
    bound = sum(state != PlacementState.FOUND for state in states)
    return (
        f"Les jours de {len(states)} stage{'s' if len(states) > 1 else ''} de cette période ne "
        "changent pas et en sortent désormais : "
        f"{len(states) - bound} à modifier, {bound} dont la convention est engagée, à reprendre "
        "par un avenant."
    )


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


def _year(campaign):
    return SchoolYear.objects.get_or_create(start_year=start_year_of(campaign.starts_on))[0]


def _words(campaign):
    return (
        f"{campaign.whom}, du {campaign.starts_on:%d/%m/%Y} "
        f"au {campaign.ends_on:%d/%m/%Y} {campaign.label}"
    ).strip()
