"""What is to be done next, for who follows it up."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q

from accounts.models import JournalEntry
from partnerships.models import Interaction, Portfolio
from partnerships.models.log import OFFICE_READERS, SCHOOL_WRITERS

AHEAD = dt.timedelta(days=30)


def mine(actor):
    """Open next actions that are the actor's to do.

    Of a school: all those of its log, but of companies that a colleague follows, so that
    nothing is lost when somebody leaves. Of an office: what the person noted there.
    """
    rows = Interaction.objects.held_by(actor).filter(
        next_action_on__isnull=False, next_action_done_at=None
    )
    if actor.role in SCHOOL_WRITERS:
        followed = Portfolio.objects.filter(
            school=OuterRef("school"), company=OuterRef("company")
        ).exclude(owner=actor.user)
        return rows.filter(~Exists(followed))
    if actor.role in OFFICE_READERS:
        return rows.filter(Q(author=actor.user) | Q(network__in=actor.network_ids))
    return rows.none()


def due(actor, today):
    """Today's and those that are late, the oldest first."""
    return mine(actor).filter(next_action_on__lte=today).order_by("next_action_on", "pk")


def coming(actor, today):
    """Those of the thirty days ahead."""
    ahead = mine(actor).filter(next_action_on__gt=today, next_action_on__lte=today + AHEAD)
    return ahead.order_by("next_action_on", "pk")


def without_news(actor, today):
    """Companies that the person follows, without exchange nor act of the school for a year."""
    start = today - dt.timedelta(days=365)
    here = {"school": OuterRef("school"), "company": OuterRef("company")}
    noted = Interaction.objects.contacts().filter(**here, happened_on__gte=start)
    acts = JournalEntry.objects.filter(**here, at__date__gte=start).exclude(user=None, link=None)
    mine = Portfolio.objects.filter(
        owner=actor.user, school__in=actor.school_ids, since__lt=start, company__is_active=True
    )
    return mine.filter(~Exists(noted), ~Exists(acts))
