"""What ends an application without its parties: a placement that is recorded, moved or called
off, time. Places are given back here (R-PL-7)."""

from collections import defaultdict

from accounts.journal import record
from directory.violations import Refused, Violation
from outbox.workflow import notify
from partnerships import seats
from partnerships.workflow.tables import SYSTEM as PORTAL
from placements.enums.applications import PENDING, ApplicationState, WishState
from placements.models import PlacementApplication, PlacementWish
from placements.rules import offers as rules
from placements.workflow import offers
from placements.workflow.application_tables import APPLICATION
from placements.workflow.followers import followers
from placements.workflow.offer_people import hosts_of, link_of, tell
from placements.workflow.offer_tables import ANSWER_PURPOSE


def locked(application):
    """The row, read again; its offer is locked first by who moves places."""
    rows = PlacementApplication.objects.for_pages()
    return rows.select_for_update(of=("self",), no_key=True).get(pk=application.pk)


def weeks_of(application):
    """The weeks of the offer that the days of the application touch, in the order of locks."""
    first = rules.monday_of(application.starts_on)
    rows = application.offer.weeks.filter(monday__gte=first, monday__lte=application.ends_on)
    return list(rows.order_by("monday"))


def hold(application):
    """Take a place of each week by one conditional update each, or raise Refused: never
    oversold (R-PL-7)."""
    weeks = weeks_of(application)
    last = rules.monday_of(application.ends_on)
    if not weeks or weeks[-1].monday != last:
        raise Refused("Ces jours ne sont plus proposés par l’offre.")
    for week in weeks:
        if not seats.try_hold(week, 1):
            text = f"Il n’y a plus de place : {str(week).lower()}."
            raise Refused(violations=[Violation(rules.RULE, text)])
    application.holds_seats = True


def release(application):
    """Give the places back, once."""
    if not application.holds_seats:
        return
    offer = offers.locked(application.offer)
    for week in weeks_of(application):
        seats.release(week, 1)
    application.holds_seats = False
    offers.settle(offer)


def move(actor, application, event, verb, **more):
    """Apply an event that leaves no place taken, and tell the journal."""
    APPLICATION.apply(application, event, actor)
    release(application)
    application.save()
    write(actor, verb, application, **more)


def write(actor, verb, application, **more):
    """One line on the offer, for the school and the company; the pupil is not named: the
    entry outlives them."""
    words = f"du {application.starts_on:%d/%m/%Y} au {application.ends_on:%d/%m/%Y}"
    record(
        actor,
        verb,
        application.offer,
        within=application,
        school=application.pupil.school,
        company=application.offer.company,
        **({"words": words} | more),
    )


def tell_school(actor, kind, application, *, occasion=""):
    for to in followers(application.pupil.class_group):
        notify(kind, application, to, by=actor, occasion=occasion)


def tell_host(actor, kind, application, *, occasion="", **context):
    """Who answers for it, with a link for whoever has no account."""
    name, email = application.contact_name, application.contact_email or None
    for person in hosts_of(application.offer, name, email):
        link = {} if person.user_id else {"link": answer_link(actor, application, person).pk}
        tell(actor, kind, application, [person], occasion=occasion, **context, **link)


def answer_link(actor, application, person):
    """About the whole offer, or about the one application that was passed to a colleague
    (R-AG-4)."""
    about = application if application.contact_email else None
    return link_of(actor, application.offer, person, ANSWER_PURPOSE, about=about)


def close_others(actor, placements):
    """The pupils of these have a placement: what was asked elsewhere for their days is closed,
    and the hosts are told."""
    placed = defaultdict(list)
    for row in placements:
        placed[row.pupil_id].append(row)
    pending = PlacementApplication.objects.for_pages().pending().filter(pupil__in=placed)
    for row in pending.order_by("pk"):
        if _closes(placed[row.pupil_id], row):
            _close(actor, row)
    for wish in PlacementWish.objects.waiting().filter(pupil__in=placed):
        if _closes(placed[wish.pupil_id], wish):
            wish.state = WishState.CLOSED
            wish.save(update_fields=["state"])


def _closes(placements, asked):
    days = asked.starts_on, asked.ends_on
    return any(rules.closes(one.level, (one.starts_on, one.ends_on), days) for one in placements)


def _close(actor, row):
    row = locked(row)
    if row.state in PENDING:
        move(PORTAL, row, "close", "a clos une candidature : l’élève a un autre stage")
        tell_host(actor, "placement_application.closed", row)


def retire(actor, row):
    """The offer of a locked, pending application was taken away; the school is told."""
    move(PORTAL, row, "close", "a clos une candidature : l’offre est retirée")
    tell_school(actor, "placement_application.retired", row)


def cancel_for(actor, placement):
    """The placement is called off: its place is free again."""
    row = _of(placement)
    if row and row.state == ApplicationState.CONFIRMED:
        move(PORTAL, row, "cancel", "a rendu la place d’un stage annulé")
        tell_host(actor, "placement_application.cancelled", row)


def follow_change(placement):
    """The placement was moved: its places are those of its new days, when it is still at the
    offer's company. Raises Refused when these are full."""
    row = _of(placement)
    if row is None or row.state != ApplicationState.CONFIRMED:
        return
    days = (placement.starts_on, placement.ends_on)
    stays = {stay.company_id for stay in placement.stays.all()}
    if row.holds_seats and days == (row.starts_on, row.ends_on) and row.offer.company_id in stays:
        return
    release(row)
    row.starts_on, row.ends_on = days
    if row.offer.company_id in stays and weeks_of(row):
        offer = offers.locked(row.offer)
        hold(row)
        offers.settle(offer)
    row.save()


def _of(placement):
    row = PlacementApplication.objects.filter(placement=placement).first()
    return row and locked(row)


def expire(today):
    """Nobody answered, or nobody confirmed, in time; how many."""
    due = PlacementApplication.objects.pending().filter(expires_on__lt=today)
    return sum(_expire(row, today) for row in due.order_by("pk"))


@seats.unit_of_work
def _expire(row, today):
    row = locked(row)
    if row.state not in PENDING or row.expires_on >= today:
        return 0
    was_accepted = row.state == ApplicationState.ACCEPTED
    move(PORTAL, row, "expire", "a clos une candidature restée sans réponse")
    tell_school(PORTAL, "placement_application.expired", row)
    if was_accepted:
        tell_host(PORTAL, "placement_application.lapsed", row)
    return 1
