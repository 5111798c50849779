"""What placements add to the desk of a company: the applications to its offers and the places
asked for a period, which its monthly ceiling counts too; in its agenda and weekly ceiling the
pupils whom it receives."""

from dataclasses import replace

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from partnerships import ceilings, desk, presences
from placements import (  # noqa: F401 declare what committees and companies count and tell
    activity,
    committee_actions,
    contributions_committees,
    review_figures,
    work_indicators,
)
from placements.enums import HELD
from placements.enums.applications import ApplicationState
from placements.models import HostAsk, OfferWeek, PlacementApplication, Stay
from placements.rules.offers import monday_of
from placements.wording import candidate_of, period_of
from placements.workflow import applications, pfmp_requests
from placements.workflow.presence import TAKEN


def waiting(actor):
    """The applications that wait for the answer of the actor's companies; two queries."""
    if actor.role != Role.COMPANY_REPRESENTATIVE:
        return
    rows = PlacementApplication.objects.visible_to(actor).sent().for_pages()
    rows = list(rows.order_by("expires_on", "pk"))
    weeks = OfferWeek.objects.filter(offer__in={row.offer_id for row in rows})
    known = {(week.offer_id, week.monday): week for week in weeks} if rows else {}
    for row in rows:
        week = known.get((row.offer_id, monday_of(row.starts_on)))
        yield desk.Ask(
            key=f"stage:{row.pk}",
            row=row,
            company_id=row.offer.company_id,
            due=row.expires_on,
            first=row.starts_on,
            last=row.ends_on,
            kind=f"Stage d’observation\u00a0: {row.offer.title}",
            who=candidate_of(row),
            numbers="1 élève",
            persons=1,
            room=f"{week.seats_taken} sur {week.capacity} places prises" if week else "",
            words=row.message,
            url=row.get_absolute_url(),
            transfer_url=reverse("placements:application_act", args=[row.pk, "confier"]),
        )


desk.register(desk.Source("stage", waiting, applications.accept, applications.refuse))


def places_asked(actor):
    """The places that schools ask of the actor's companies for a period; one query."""
    if actor.role != Role.COMPANY_REPRESENTATIVE:
        return
    rows = HostAsk.objects.visible_to(actor).awaiting_answer(timezone.localdate()).for_pages()
    rows = rows.annotate(pupils=Count("request__for_pupils"))
    for row in rows.order_by("request__answers_by", "pk"):
        request = row.request
        period, group = request.period, request.period.class_group
        several = "s" if row.pupils > 1 else ""
        yield desk.Ask(
            key=f"places:{row.pk}",
            row=row,
            company_id=row.company_id,
            due=request.answers_by,
            first=period.starts_on,
            last=period.ends_on,
            kind=f"Places de stage\u00a0: {group.diploma or group}",
            who=f"{group.get_level_display()}, {request.school}",
            numbers=f"{row.pupils} élève{several}" if row.pupils else "Selon vos possibilités",
            persons=row.pupils,
            words=request.message,
            url=row.get_absolute_url(),
            transfer_url=reverse("placements:pfmp_pass_on", args=[row.pk]),
        )


desk.register(desk.Source("places", places_asked, pfmp_requests.accept, pfmp_requests.refuse))


@ceilings.register
def places_asked_since(start):
    """A request to several companies comes to each of them."""
    return HostAsk.objects.filter(request__sent_at__gte=start), "company"


@presences.register
def of_stays(company_ids, first, last):
    """Pupils in placement: a stay each, by level and school."""
    rows = Stay.objects.filter(company__in=company_ids, placement__state__in=HELD)
    rows = rows.filter(starts_on__lte=last, ends_on__gte=first).select_related("placement__school")
    for row in rows.order_by("starts_on", "pk"):
        found = _presence("stay", row, row.company_id, row.placement, row.placement)
        is_followed = row.placement.state in TAKEN and row.placement.pupil_id
        url = reverse("placements:hosted_stay", args=[row.pk]) if is_followed else ""
        yield replace(found, url=url)


@presences.register
def of_accepted(company_ids, first, last):
    """Pupils whom the company accepted and whose school has not confirmed yet."""
    rows = PlacementApplication.objects.filter(
        offer__company__in=company_ids, state=ApplicationState.ACCEPTED
    )
    rows = rows.filter(starts_on__lte=last, ends_on__gte=first).for_pages()
    for row in rows.order_by("starts_on", "pk"):
        group = row.pupil.class_group
        found = _presence("application", row, row.offer.company_id, group, row)
        yield replace(found, url=row.get_absolute_url())


def _presence(code, row, company_id, of_level, stated):
    """One pupil from the first to the last day of `row`, not named."""
    return presences.Presence(
        key=f"{code}:{row.pk}",
        company_id=company_id,
        first=row.starts_on,
        last=row.ends_on,
        persons=1,
        who=f"Un élève, {of_level.get_level_display()}, {of_level.school}",
        numbers="1 élève",
        days=period_of(row),
        kind="Stage",
        state=stated.get_state_display(),
    )
