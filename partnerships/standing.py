"""What the pages of personal links say of a request, a contract, an offer: where it stands, who
is awaited since when, what its holder did, whom to call (R-AG-4)."""

from django.utils import timezone

from accounts.models import JournalEntry
from accounts.standing import Standing
from partnerships.booking_page import waiting_for
from partnerships.contract.progress import awaited_of
from partnerships.enums import BookingState, OfferState
from partnerships.enums.contract import ContractState
from partnerships.models import Contract
from partnerships.wording import day, period_of
from partnerships.workflow.company_word import asked_of
from partnerships.workflow.contracts import current_round
from partnerships.workflow.tables import GUEST_PURPOSE

MINE = 10


def on(moment):
    """« 3 mars 2027 » of a moment, in Paris."""
    return day(timezone.localdate(moment)) if moment else ""


def of_booking(booking, link):
    """For one side of a request, and what becomes of its contract."""
    contract = Contract.objects.with_parties().filter(booking=booking).first()
    words = [waiting_for(booking) or _settled(booking)]
    awaited, done = [], []
    if contract:
        words.append(_contract_words(contract))
        awaited, done = _signatures(contract)
    return Standing(
        title=f"{booking.get_kind_display()}, {period_of(booking)}",
        words=[sentence for sentence in words if sentence],
        awaited=awaited,
        done=done,
        mine=_mine(link, booking),
        call=_host_people(booking) if link.purpose == GUEST_PURPOSE else _guest_people(booking),
    )


def _settled(booking):
    """The end of the matter, in a sentence."""
    at = {
        BookingState.ACCEPTED: booking.answered_at,
        BookingState.REFUSED: booking.answered_at,
        BookingState.CANCELLED: booking.cancelled_at,
    }.get(booking.state)
    when = f" depuis le {on(at)}" if at else ""
    return f"La demande est « {booking.state_label} »{when}. Rien n’est attendu de vous ici."


def of_contract(contract, link, copy=""):
    """For the host that completes a contract: its signatures, its copy."""
    awaited, done = _signatures(contract)
    out = current_round(contract) is not None
    return Standing(
        title=f"Convention {contract.reference}",
        words=[_contract_words(contract)],
        awaited=awaited,
        done=done,
        mine=_mine(link, contract),
        call=_guest_people(contract.booking),
        copy=copy if out else "",
    )


def _contract_words(contract):
    last = current_round(contract)
    return {
        ContractState.DRAFT: "La convention se prépare : l’établissement et l’entreprise la "
        f"complètent depuis le {on(contract.created_at)}.",
        ContractState.IN_SIGNATURE: f"La convention est à la signature depuis le "
        f"{on(contract.sent_at)}.",
        ContractState.SIGNED: f"La convention est signée par tous depuis le "
        f"{on(contract.signed_at)}.",
        ContractState.VOID: "Les signatures sont annulées, la convention sera de nouveau mise à "
        f"la signature. {last.void_reason if last else ''}".strip(),
        ContractState.UNCOVERED: "La convention n’est pas signée à temps : l’immersion n’est pas "
        "couverte.",
        ContractState.COMPLETED: "L’immersion a eu lieu, la convention est signée.",
        ContractState.CANCELLED: f"La convention est annulée. {contract.state_reason}".strip(),
    }[contract.state]


def _signatures(contract):
    """(awaited, given) of the round that is out, as its page says them: never an address."""
    awaited = [
        f"{one.label}, depuis le {day(one.since)}" for one in awaited_of([contract])[contract.pk]
    ]
    last = current_round(contract)
    if last is None or last.voided_at:
        return awaited, []
    signed = last.signatories.signed()
    return awaited, [f"{one.label}, le {on(one.signed_at)}" for one in signed]


def of_consultation(consultation, link):
    """For the branch that is told of a request (R-CEE-4)."""
    said = f"Vous êtes informés de cette demande depuis le {on(consultation.told_at)}."
    if consultation.objected_at:
        said = f"Vous avez fait opposition le {on(consultation.objected_at)}."
    booking = consultation.booking
    contract = Contract.objects.with_parties().filter(booking=booking).first()
    awaited, done = _signatures(contract) if contract else ([], [])
    words = [said, waiting_for(booking) or f"La demande est « {booking.state_label} »."]
    return Standing(
        title=f"{booking.guest} chez {booking.host}",
        words=[*words, *([_contract_words(contract)] if contract else [])],
        awaited=awaited,
        done=done,
        mine=_mine(link, booking),
        call=_guest_people(booking),
    )


def of_offer(offer, link):
    """For the company for which an offer was typed (R-IM-1)."""
    words = {
        OfferState.TO_CONFIRM: "Votre accord est attendu depuis le "
        f"{on(link.issued_at)} : rien n’est publié sans lui.",
        OfferState.PUBLISHED: "L’offre est publiée : les demandes vous sont envoyées.",
        OfferState.CLOSED: "L’offre est fermée : elle ne reçoit plus de demande.",
        OfferState.DRAFT: "L’offre est en préparation.",
    }
    if asked_of(offer):
        words[OfferState.PUBLISHED] += " Des changements attendent votre accord."
    call = [f"{offer.created_by} ({offer.created_by.email})"] if offer.created_by else []
    return Standing(offer.title, [words[offer.state]], mine=_mine(link, offer), call=call)


def _mine(link, subject):
    """What the holder did by this very link, the latest first."""
    rows = JournalEntry.objects.about(subject).filter(link=link).order_by("-at", "-pk")[:MINE]
    return [f"Vous {_second_person(row.verb)} le {on(row.at)}" for row in rows]


def _second_person(verb):
    """« a accepté la demande » → « avez accepté la demande »."""
    for third, second in (("a ", "avez "), ("s’est ", "vous êtes "), ("n’a ", "n’avez ")):
        if verb.startswith(third):
            return second + verb.removeprefix(third)
    return f"avez agi ({verb})"


def _host_people(booking):
    """Whom to call about it at the host's."""
    place = booking.host
    parts = (booking.contact_name, str(place), booking.contact_phone or getattr(place, "phone", ""))
    return [", ".join(part for part in parts if part)]


def _guest_people(booking):
    """Whom to call about it at the guest's: who leads it, the school with its phone."""
    person = booking.teacher or booking.requested_by
    place = booking.school
    at = [str(place), place.phone] if place else [str(booking.guest)]
    return [", ".join(part for part in (str(person), *at) if part)]
