"""What placements add to the desk of a company: the applications to its offers."""

from django.urls import reverse

from accounts.enums import Role
from partnerships import desk
from placements.models import OfferWeek, PlacementApplication
from placements.rules_offers import monday_of
from placements.wording import candidate_of
from placements.workflow import applications


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
