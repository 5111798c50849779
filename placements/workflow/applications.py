"""From an offer to a placement: sent by the school, answered by the host, confirmed."""

from dataclasses import dataclass, field

from django.utils import timezone

from accounts.idempotency import once
from directory.calendar import Calendar
from directory.violations import Refused, Violation, require
from partnerships import ceilings, closures, seats
from partnerships.rules import check_host
from partnerships.workflow.transfers import Colleague, address_of
from placements.enums import PlacementKind, Source
from placements.enums.applications import ApplicationRefusal, ApplicationState, WishState
from placements.enums.offers import OfferState
from placements.hours import table_of
from placements.models import PlacementApplication, PlacementOffer, PlacementWish, Pupil
from placements.offer_audiences import audiences_of_class, needs_tick
from placements.rules import offers as rules
from placements.rules.offers import Span
from placements.workflow import application_ends, offers, placements
from placements.workflow.application_ends import locked, tell_host, tell_school, write
from placements.workflow.application_tables import APPLICATION
from placements.workflow.checks import check_overlap, check_stays
from placements.workflow.facts import Facts
from placements.workflow.family_links import windows_of
from placements.workflow.offer_people import tell_hosts
from placements.workflow.offer_tables import ANSWER_PURPOSE
from placements.workflow.placements import Found, Hosting
from placements.workflow.pupils import check_author

CLOSED = "Cette offre n’est plus proposée, ou ne l’est pas à cette classe."


@dataclass(frozen=True)
class Batch:
    """What a school asks of an offer: for one pupil or several of a class, which days.

    `own` are the words of each pupil ({key: message}), which come before the `message`;
    `meets` is the tick by which it says that they meet what the host asks (R-ID-7).
    """

    offer: PlacementOffer
    pupils: tuple
    span: Span
    message: str = ""
    meets: bool = False
    own: dict = field(default_factory=dict)


def spans_for(offer, group, today=None):
    """[Span]: the days that a class may ask of an offer, with a free place."""
    today = today or timezone.localdate()
    free = offer.weeks.ahead(today).with_seats_left().values_list("monday", flat=True)
    windows = [(row.starts_on, row.ends_on) for row in windows_of(group, today)]
    is_vocational = PlacementKind(offer.kind).is_vocational
    spans = rules.whole_spans if is_vocational else rules.spans
    return spans(list(free), table_of(offer.table), windows, Calendar.load())


def asks_tick(offer, group):
    """Whether the school says itself that the pupils meet what the host asks."""
    return needs_tick(offer, audiences_of_class(group))


def send(actor, batch, *, key, today=None):
    """Send the applications of a batch, all or none, once per form: the host hears of them
    together. Raises Refused."""
    return _send(actor, batch, key, today or timezone.localdate())


@seats.unit_of_work
def _send(actor, batch, key, today):
    made = []

    def make():
        made.extend(make_all(actor, batch, today))
        return made[0]

    first = once(actor, key, make)[0]
    return made or [first]


def make_all(actor, batch, today):
    """The rows of a batch; one notice for all of them."""
    keys = [pupil.pk for pupil in batch.pupils]
    rows = Pupil.objects.select_related(
        "class_group__school_year", "class_group__diploma", "school"
    )
    pupils = seats.lock(rows.filter(pk__in=keys, left_on=None))
    if not pupils or len(pupils) != len(keys):
        raise Refused(violations=[Violation(rules.RULE, "Choisissez des élèves.", "pupils")])
    group = pupils[0].class_group
    if any(pupil.class_group_id != group.pk for pupil in pupils):
        raise Refused("Une candidature groupée est d’une seule classe.")
    require(check_author(actor, group))
    offer = PlacementOffer.objects.select_related("company").get(pk=batch.offer.pk)
    require(check_offer(offer, group, batch, today))
    for pupil in pupils:
        require(_of_pupil(pupil, check_pupil(pupil, offer, batch.span)))
    made = [_make(actor, offer, pupil, batch, today) for pupil in pupils]
    occasion = str(made[0].pk)
    tell_hosts(actor, "placement_application.received", offer, ANSWER_PURPOSE, occasion=occasion)
    return made


def check_offer(offer, group, batch, today):
    """What forbids to ask this of an offer for a class."""
    open_to = PlacementOffer.objects.published().open_to_class(group)
    if offer.state != OfferState.PUBLISHED or not open_to.filter(pk=offer.pk).exists():
        return [Violation(rules.RULE, CLOSED)]
    if batch.span not in spans_for(offer, group, today):
        return [Violation(rules.RULE, "Choisissez des dates de l’offre.", "span")]
    if asks_tick(offer, group) and not batch.meets:
        text = "Cette offre est réservée : dites si les élèves répondent au critère."
        return [Violation("R-ID-7", text, "meets")]
    persons = len(batch.pupils)
    return [
        *closures.check(offer.company_id, batch.span.first, batch.span.last),
        *ceilings.check_persons(offer.company, batch.span, persons),
    ]


def check_pupil(pupil, offer, span):
    """R-PL-1 to R-PL-7, R-PF-2 and R-PF-5 of these days for this pupil."""
    hosting = Hosting(offer.company, span.first, span.last, table_of(offer.table))
    kind = PlacementKind(offer.kind)
    facts = Facts([pupil], [hosting])
    found = check_stays(pupil, kind, (hosting,), [hosting.stay], facts)
    sent = pupil.applications.sent().count()
    if pupil.applications.pending().filter(offer=offer).exists():
        text = "Une candidature à cette offre est déjà en cours."
        found.append(Violation(rules.RULE, text))
    found += check_overlap(Found(pupil, (hosting,), Source.OFFER), facts)
    return found + rules.check_sent(sent)


def _of_pupil(pupil, violations):
    """The same, each naming whom it is about, on the list of pupils."""
    return [
        Violation(one.rule, f"{pupil} : {one.message}", "pupils", one.blocking)
        for one in violations
    ]


def _make(actor, offer, pupil, batch, today):
    row = PlacementApplication.objects.create(
        offer=offer,
        pupil=pupil,
        starts_on=batch.span.first,
        ends_on=batch.span.last,
        message=(batch.own.get(pupil.pk) or batch.message).strip(),
        sent_by=actor.user,
        expires_on=rules.due(today, batch.span.first),
    )
    waiting = PlacementWish.objects.waiting().filter(pupil=pupil, offer=offer)
    waiting.update(state=WishState.SENT, application=row)
    write(actor, "a envoyé une candidature", row)
    return row


@seats.unit_of_work
def accept(actor, application, message="", today=None):
    """The host says yes: a place of each week is taken (R-PL-7); the school confirms.
    Idempotent. Raises Refused."""
    offer = offers.locked(application.offer)
    row = locked(application)
    if row.state == ApplicationState.ACCEPTED:
        return row
    APPLICATION.apply(row, "accept", actor)
    company = offer.company
    barred = company.forbids_agreement(row.starts_on)
    require(check_host(barred, company.agreement_forbidden_reason))
    ceilings.lock(company.pk)
    require(ceilings.check_persons(company, Span(row.starts_on, row.ends_on), 1))
    application_ends.hold(row)
    _answer(actor, row, message)
    row.expires_on = rules.due(today or timezone.localdate(), row.starts_on)
    row.save()
    offers.settle(offer)
    write(actor, "a accepté une candidature", row)
    tell_school(actor, "placement_application.accepted", row)
    return row


@seats.unit_of_work
def refuse(actor, application, reason, message=""):
    """The host says no, or takes its yes back while the school has not confirmed. Idempotent.
    Raises Refused without a reason of the list."""
    row = locked(application)
    if row.state == ApplicationState.REFUSED:
        return row
    if reason not in ApplicationRefusal:
        raise Refused(violations=[Violation(rules.RULE, "Choisissez un motif.", "reason")])
    if reason == ApplicationRefusal.OTHER and not message.strip():
        text = "Précisez le motif en une phrase."
        raise Refused(violations=[Violation(rules.RULE, text, "message")])
    _answer(actor, row, message)
    row.refusal_reason = reason
    label = ApplicationRefusal(reason).label
    application_ends.move(actor, row, "refuse", "a refusé une candidature", reason=label)
    tell_school(actor, "placement_application.refused", row)
    return row


def _answer(actor, row, message):
    row.answered_at, row.answered_by = timezone.now(), actor.label[:250]
    row.answer = message.strip()


@seats.unit_of_work
def transfer(actor, application, colleague: Colleague, message=""):
    """A colleague of the host answers from now on, by a link of their own about this
    application alone. Raises Refused."""
    row = locked(application)
    APPLICATION.apply(row, "transfer", actor)
    former = row.contact_email or row.offer.contact_email
    email = address_of(colleague, former, "la candidature")
    row.contact_name, row.contact_email = colleague.name.strip(), email
    row.save()
    write(actor, "a confié une candidature à un collègue", row, words=message.strip()[:250])
    told = {"occasion": email, "words": message.strip()}
    tell_host(actor, "placement_application.transferred", row, **told)
    return row


@seats.unit_of_work
def withdraw(actor, application):
    """The school takes it back; the host is told, and a place that was held is free."""
    row = locked(application)
    if row.state == ApplicationState.WITHDRAWN:
        return row
    application_ends.move(actor, row, "withdraw", "a retiré une candidature")
    tell_host(actor, "placement_application.closed", row)
    return row


def confirm(actor, application, *, key):
    """The school confirms: the placement is recorded, the pupil's other applications for these
    days are closed. A second click finds the same placement. Raises Refused."""
    return _confirm(actor, application, key)


@seats.unit_of_work
def _confirm(actor, application, key):
    placements.lock(application.pupil)
    row = locked(application)
    if row.state == ApplicationState.CONFIRMED and row.placement:
        return row.placement
    APPLICATION.apply(row, "confirm", actor)
    row.save()
    row.placement = placements.record_found(actor, found_of(row), key=key)
    row.save()
    write(actor, "a confirmé une candidature", row)
    tell_host(actor, "placement_application.confirmed", row)
    return row.placement


def found_of(row):
    """The placement that an application becomes."""
    offer = row.offer
    place = f"{offer.address}, {offer.postcode} {offer.city}".strip(", ")
    is_elsewhere = (offer.postcode, offer.city) != (offer.company.postcode, offer.company.city)
    details = {"activities": offer.tasks[:2000], "place": place[:200] if is_elsewhere else ""}
    hosting = Hosting(offer.company, row.starts_on, row.ends_on, table_of(offer.table), details)
    return Found(row.pupil, (hosting,), Source.OFFER, PlacementKind(offer.kind))
