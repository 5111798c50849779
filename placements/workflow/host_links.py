"""The host's link during the placement: who was there, what went wrong (R-AG-4, R-PL-6)."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts import links
from accounts.models import PersonalLink
from directory.calendar import DAY, Calendar
from directory.enums import Rhythm
from directory.violations import Refused
from outbox.recipients import Recipient
from outbox.workflow import notify
from partnerships.workflow.tables import SYSTEM as PORTAL
from placements.enums import PlacementState
from placements.enums.follow_up import ATTENDANCE_OPEN
from placements.models import HostPart, Stay
from placements.workflow.follow_up import followed, write

PURPOSE = "suivre"
# The link arrives before the pupil does: on a Friday for a Monday, earlier where the days
# between are closed to those who work.
BEFORE = timedelta(days=3)


def recipient_of(stay):
    """The tutor, else whom the agreement was asked of; None when no person is known: the
    general address of a company is not written to about a pupil."""
    return recipients_of([stay])[stay.pk]


def recipients_of(stays):
    """{stay key: the same}; one query, none when every tutor has an address."""
    others = [stay.placement_id for stay in stays if not stay.tutor_email]
    rows = HostPart.objects.filter(agreement__placement__in=others).order_by("-pk")
    parts = {
        (row.agreement.placement_id, row.company_id): row
        for row in rows.select_related("agreement")
    }
    return {stay.pk: _recipient(stay, parts) for stay in stays}


def _recipient(stay, parts):
    if stay.tutor_email:
        return Recipient(stay.tutor_email, stay.tutor_name or str(stay.company))
    part = parts.get((stay.placement_id, stay.company_id))
    email = (part.contact_email or part.signatory_email) if part else ""
    if part is None or not email:
        return None
    return Recipient(email, part.contact_name or part.signatory_name or str(stay.company))


def living(stay):
    """The link of a stay that still opens, None without one."""
    return PersonalLink.objects.alive().about(stay).filter(purpose=PURPOSE).first()


def open_due(today):
    """The links of the signed placements that begin within three days or on the next working
    day, or run. Idempotent; returns how many were opened."""
    ahead = Calendar.load().first_open(today + DAY, Rhythm.WORK)
    known = PersonalLink.objects.filter(
        purpose=PURPOSE,
        subject_type=ContentType.objects.get_for_model(Stay),
        subject_id=OuterRef("pk"),
    )
    due = Stay.objects.filter(
        ~Exists(known),
        placement__state=PlacementState.SIGNED,
        placement__pupil__isnull=False,
        starts_on__lte=max(today + BEFORE, ahead),
        ends_on__gte=today,
    )
    rows = due.select_related("company", "placement__school").order_by("pk")
    return sum(bool(send(PORTAL, stay)) for stay in rows)


@transaction.atomic
def send(actor, stay):
    """The host's link, by mail; None when nobody is known there."""
    to = recipient_of(stay)
    if to is None:
        return None
    link = living(stay)
    if link is not None and link.holder_email.lower() != to.email:
        links.revoke(actor, link, "Une autre adresse a été donnée.")
        link = None
    link = link or links.issue(
        actor,
        PURPOSE,
        stay,
        name=to.name,
        email=to.email,
        function="tuteur" if stay.tutor_email else "accueillant",
        valid_until=links.end_of(stay.ends_on + ATTENDANCE_OPEN),
    )
    notify("placement.host_follow", stay, to, by=actor, context={"link": link.pk})
    return link


@transaction.atomic
def send_all(actor, placement):
    """The school sends the hosts of a placement their link, again. Raises Refused."""
    row = followed(actor, placement, (PlacementState.SIGNED, PlacementState.DONE))
    sent = [send(actor, stay) for stay in row.stays.select_related("company")]
    if not any(sent):
        raise Refused("Aucune adresse de tuteur n’est connue : la présence se relève ici.")
    write(actor, "a envoyé à l’accueillant le lien de suivi", row)
