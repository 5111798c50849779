"""The mails about what changes in a request: its dates (R-CEE-5), both in each mail, and who
follows it at the host's."""

from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.rules import Immediate
from outbox.topics import Topic
from partnerships.enums import MOVABLE, BookingState, MoveState, OfferKind, Side
from partnerships.notice_links import living_link
from partnerships.wording import day, facts_of, period_of, span_of

PARTY = "vous êtes partie à cette immersion"


def page_of(notice, booking):
    link = living_link(notice)
    return link.url if link else absolute(booking.get_absolute_url())


def about(notice, subject, *paragraphs, label="Voir l’immersion"):
    """Both dates are said, whatever the booking has now."""
    change = notice.subject
    booking = change.booking
    dates = [("Dates prévues", period_of(change.former)), ("Autres dates", period_of(change))]
    if change.state == MoveState.ACCEPTED:
        dates = [("Nouvelles dates", period_of(change)), ("Au lieu de", period_of(change.former))]
    others = [(label, value) for label, value in facts_of(booking) if label != "Dates"]
    named = f"{subject} : {OfferKind(booking.kind).label.lower()}, {period_of(change)}"
    told = [paragraph for paragraph in paragraphs if paragraph]
    return MailContent(named, told, [*dates, *others], (label, page_of(notice, booking)))


def quoted(words):
    return f"Message : « {words} »" if words else ""


def proposer(change):
    booking = change.booking
    return booking.guest if change.side == Side.GUEST else booking.host


def proposed(notice):
    change = notice.subject
    return about(
        notice,
        "Autre date proposée",
        f"{proposer(change)} propose d’autres dates. Rien ne change avant votre accord.",
        f"Merci de répondre au plus tard le {day(change.expires_on)} ; passé ce jour, les dates "
        "prévues sont gardées.",
        quoted(change.message),
        label="Accepter ou refuser ces dates",
    )


def moved(notice):
    change = notice.subject
    signed = getattr(change.booking, "contract", None)
    return about(
        notice,
        "Dates changées",
        "Les deux parties sont d’accord : les dates de l’immersion changent.",
        "La convention est à signer pour les nouvelles dates ; une signature donnée pour les "
        "anciennes n’engage plus."
        if signed
        else "",
        quoted(change.answer_message),
    )


KEPT = {
    MoveState.DECLINED: "Les autres dates proposées sont refusées.",
    MoveState.WITHDRAWN: "La proposition d’autres dates est retirée.",
    MoveState.EXPIRED: "La proposition d’autres dates est restée sans réponse.",
}


def kept(notice):
    change = notice.subject
    return about(
        notice,
        "Dates inchangées",
        f"{KEPT[change.state]} L’immersion garde les dates prévues.",
        quoted(change.answer_message),
    )


def passed_on(notice, subject, *paragraphs, label="Voir la demande", facts=()):
    booking = notice.subject
    named = f"{subject} : {OfferKind(booking.kind).label.lower()}, {period_of(booking)}"
    told = [paragraph for paragraph in paragraphs if paragraph]
    page = (label, page_of(notice, booking))
    return MailContent(named, told, [*facts_of(booking), *facts], page)


def transferred(notice):
    booking = notice.subject
    waits = booking.state == BookingState.SENT
    return passed_on(
        notice,
        "Demande confiée",
        f"{booking.guest} vous a désormais pour interlocuteur chez {booking.host}.",
        f"Merci de répondre au plus tard le {day(booking.expires_on)}." if waits else "",
        quoted(notice.context.get("words", "")),
        label="Répondre à la demande" if waits else "Voir l’immersion",
    )


def new_contact(notice):
    booking = notice.subject
    phone = [("Téléphone", booking.contact_phone)] if booking.contact_phone else []
    return passed_on(
        notice,
        "Nouvel interlocuteur",
        f"Chez {booking.host}, votre demande est suivie par {booking.contact_name}.",
        facts=[("Courriel", booking.contact_email), *phone],
    )


def is_contact(notice):
    """The mail names who follows the request now."""
    booking = notice.subject
    return booking.state in MOVABLE and booking.contact_email == notice.occasion


def span(change):
    first = min(change.starts_on, change.former_starts_on)
    return first, max(change.ends_on, change.former_ends_on)


def is_open(notice):
    change = notice.subject
    return change.state == MoveState.PROPOSED and change.booking.state in MOVABLE


for kind in (
    NoticeKind(
        "booking.date_proposed",
        "Autre date proposée",
        PARTY,
        proposed,
        is_open,
        Topic.ANSWERS,
        happens=span,
    ),
    NoticeKind(
        "booking.moved",
        "Dates changées",
        PARTY,
        moved,
        lambda notice: notice.subject.state == MoveState.ACCEPTED,
        Topic.ACTS,
        Immediate.IN_A_WEEK,
        span,
        to_oneself=True,
    ),
    NoticeKind(
        "booking.transferred",
        "Demande confiée par un collègue",
        "un collègue vous a confié cette demande",
        transferred,
        is_contact,
        Topic.ANSWERS,
        happens=span_of,
    ),
    NoticeKind(
        "booking.new_contact",
        "Nouvel interlocuteur",
        PARTY,
        new_contact,
        is_contact,
        Topic.NEWS,
        happens=span_of,
    ),
    NoticeKind(
        "booking.date_kept",
        "Dates inchangées",
        PARTY,
        kept,
        lambda notice: notice.subject.state in KEPT and notice.subject.booking.state in MOVABLE,
        Topic.ACTS,
    ),
):
    register(kind)
