"""The life of a nominative list (R-CEE-3): dropped, downloaded by one person, destroyed."""

import datetime as dt
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import links
from accounts.idempotency import once
from accounts.models import PersonalLink
from directory.enums import Rhythm
from directory.violations import Refused, Violation
from documents.list_files import checked
from outbox.recipients import Recipient
from outbox.workflow import notify
from partnerships import seats
from partnerships.enums import BookingState, ListEnding
from partnerships.models import NominativeList
from partnerships.models.lists import FILES
from partnerships.workflow.locking import locked
from partnerships.workflow.requests import write
from partnerships.workflow.tables import LIST_PURPOSE, SYSTEM, by_guest


@dataclass(frozen=True)
class Drop:
    """An uploaded file, and the one person at the host's whom it is for."""

    file: object
    name: str
    email: str


def handles_list(booking, actor):
    """Who drops the list: the teacher, or the management of the school."""
    return booking.school_id is not None and by_guest(booking, actor)


def takes_list(booking):
    """Whether names may be given: the sheet asks for them, or there is no sheet."""
    return booking.offer is None or bool(booking.offer.list_fields)


def may_drop(booking, actor, today):
    """Whether a list may be dropped now: accepted, and not over."""
    is_open = booking.state == BookingState.ACCEPTED and today <= booking.ends_on
    return is_open and takes_list(booking) and handles_list(booking, actor)


def due_on(booking):
    """The day by which the host wants the list; None when it did not say."""
    if booking.offer is None or not booking.offer.list_fields:
        return None
    return booking.starts_on - dt.timedelta(days=booking.offer.list_days_before or 0)


def drop(actor, booking, dropped, *, key, today=None):
    """Keep the file encrypted and send its recipient a personal link; never the file.

    A list that was there is destroyed and replaced. Raises Refused when the actor does
    not lead the visit, when it is not (or no longer) expected, for an unfit file.
    """
    today = today or timezone.localdate()
    content, found = checked(dropped.file)
    to = _recipient(booking, dropped)
    return _drop(actor, key, partial(_keep, actor, booking, to, content, found, today))


@seats.unit_of_work
def _drop(actor, key, keep):
    return once(actor, key, keep)[0]


def _recipient(booking, dropped):
    try:
        rhythm = Rhythm.of(booking.host_school_id)
        return Recipient(dropped.email, dropped.name, rhythm=rhythm)
    except ValueError as error:
        violation = Violation("R-CEE-3", str(error), "recipient_email")
        raise Refused(violations=[violation]) from error


def _keep(actor, booking, to, content, found, today):
    booking = locked(booking)
    if not may_drop(booking, actor, today):
        raise Refused("Cette immersion n’attend pas de liste nominative.")
    link = _link(actor, booking, to)
    _destroy(booking, ListEnding.REPLACED, keep=link)
    row = NominativeList.objects.create(
        booking=booking,
        format=found,
        size=len(content),
        sealed=FILES.seal(content),
        recipient_name=to.name,
        recipient_email=to.email,
        link=link,
        dropped_at=timezone.now(),
        dropped_by=actor.user,
    )
    write(actor, "a déposé la liste nominative", booking, words=f"Pour {to.name}.")
    # A mail about the booking that names the link: never the file (R-CEE-3).
    context = {"link": link.pk}
    notify("booking.list_ready", booking, to, by=actor, occasion=str(row.pk), context=context)
    return row


def _link(actor, booking, to):
    """The living link of this person to the list of this booking, or a new one.

    It ends with the last day: the file does not outlive it (R-CEE-3).
    """
    mine = Q(purpose=LIST_PURPOSE, holder_email=to.email, holder_name=to.name)
    found = PersonalLink.objects.alive().about(booking).filter(mine).first()
    if found:
        return found
    return links.issue(
        actor,
        LIST_PURPOSE,
        booking,
        name=to.name,
        email=to.email,
        function="destinataire de la liste nominative",
        valid_until=links.end_of(booking.ends_on),
    )


@transaction.atomic
def withdraw(actor, booking):
    """The school takes its list back: the file is destroyed, the link opens nothing more.

    Nothing happens a second time. Raises Refused for whoever does not lead the visit.
    """
    booking = locked(booking)
    if not handles_list(booking, actor):
        raise Refused("Seul l’établissement retire la liste qu’il a déposée.")
    if _destroy(booking, ListEnding.WITHDRAWN):
        write(actor, "a retiré la liste nominative", booking)


@transaction.atomic
def take(actor, booking):
    """The list in force, for the holder of its link; the download is written down.

    Raises Refused when the list was withdrawn, replaced for another person, destroyed.
    """
    booking = locked(booking)
    row = NominativeList.objects.kept().filter(booking=booking, link=actor.link).first()
    if row is None:
        raise Refused("Cette liste n’est plus disponible.")
    row.downloads += 1
    row.downloaded_at = timezone.now()
    row.save(update_fields=["downloads", "downloaded_at"])
    write(actor, "a téléchargé la liste nominative", booking)
    return row


def destroy_for_cancelled(booking):
    """The immersion is cancelled: its list has no purpose any more. Booking locked."""
    if _destroy(booking, ListEnding.CANCELLED):
        write(SYSTEM, "a détruit la liste nominative", booking, reason="Immersion annulée.")


def destroy_due(today):
    """The day after the last day, the file is destroyed; its trace stays. How many."""
    due = NominativeList.objects.kept().filter(booking__ends_on__lt=today)
    return sum(_destroy_over(row.booking) for row in due.select_related("booking").order_by("pk"))


@transaction.atomic
def _destroy_over(booking):
    booking = locked(booking)
    if not _destroy(booking, ListEnding.OVER):
        return 0
    write(SYSTEM, "a détruit la liste nominative", booking, reason=ListEnding.OVER.label)
    return 1


def _destroy(booking, ending, keep=None):
    """Erase the file of a locked booking; 1 when there was one.

    Its link dies too, but `keep`: the same person gets the list that replaces it.
    """
    row = NominativeList.objects.kept().filter(booking=booking).select_related("link").first()
    if row is None:
        return 0
    row.sealed, row.destroyed_at, row.ending = None, timezone.now(), ending
    row.save(update_fields=["sealed", "destroyed_at", "ending"])
    if row.link != keep and row.link.state == "valid":
        links.revoke(SYSTEM, row.link, ListEnding(ending).label)
    return 1
