"""Who may do what to an offer or a booking, and where it leads."""

from accounts.actor import Actor
from accounts.enums import Act, Role
from accounts.transitions import Table, Transition
from directory.models import Company
from partnerships.enums import (
    BookingState,
    MoveState,
    OfferState,
    Side,
    SlotState,
    WaitState,
)

# The portal itself: time passed, or another act has this consequence. Compared by
# identity, so that no visitor can be taken for it.
SYSTEM = Actor.system("Passerelle")

ANSWER_PURPOSE = "repondre"
GUEST_PURPOSE = "venir"
CONFIRM_PURPOSE = "confirmer"
LIST_PURPOSE = "liste"
RENEW_PURPOSE = "renouveler"
WAIT_PURPOSE = "attente"

VISA_ROLES = frozenset({Role.HEAD, Role.DEPUTY})
# R-IM-1: who may publish for a company; branch and mission officers within a territory.
ON_BEHALF_ROLES = frozenset(
    {Role.RBDE, Role.DDFPT, Role.MISSION_OFFICER, Role.CO_LEAD, Role.BRANCH_OFFICER}
)


def by_portal(instance, actor):
    return actor is SYSTEM


def by_link(purpose, instance, actor):
    """The holder of a living link to this very row, made for this purpose."""
    link = actor.link
    return (
        link is not None
        and link.purpose == purpose
        and link.subject_type.model_class() is type(instance)
        and link.subject_id == instance.pk
    )


def by_host(booking, actor):
    """The company (account or link), school or network that would receive the visit."""
    if by_link(ANSWER_PURPOSE, booking, actor):
        return True
    if actor.role == Role.COMPANY_REPRESENTATIVE:
        return booking.company_id in actor.company_ids
    if booking.host_school_id:
        return actor.is_school_management and booking.host_school_id in actor.school_ids
    return booking.host_network_id is not None and booking.host_network_id in actor.network_ids


def by_guest(booking, actor):
    """Who asked or leads it, the management of the school, the visiting company (account or
    link)."""
    if by_link(GUEST_PURPOSE, booking, actor):
        return True
    return by_person(booking, actor, booking.teacher_id, booking.requested_by_id)


def by_person(row, actor, *people):
    """One of these people, still of the school of the row, or its management; for a visiting
    company its representative."""
    if actor.user is None:
        return False
    if row.guest_company_id:
        return row.guest_company_id in actor.company_ids
    if row.school_id not in actor.drafting_school_ids:
        return False
    return actor.user.pk in people or actor.is_school_management


def by_either(booking, actor):
    return by_guest(booking, actor) or by_host(booking, actor)


def visa_schools(hat):
    """The schools whose requests this hat lets leave."""
    return hat.school_ids if hat.role in VISA_ROLES else frozenset()


def by_head(booking, actor):
    """R-IM-2: the head of the school or a deputy, or whom the head lent it to (R-AG-1)."""
    return any(booking.school_id in visa_schools(hat) for hat in actor.hats(Act.APPROVE))


VISA, SENT, ACCEPTED = BookingState.AWAITING_VISA, BookingState.SENT, BookingState.ACCEPTED
CANCELLED, EXPIRED, WITHDRAWN = (
    BookingState.CANCELLED,
    BookingState.EXPIRED,
    BookingState.WITHDRAWN,
)

BOOKING = Table(
    {
        (VISA, "give_visa"): Transition(SENT, by_head, "Donner le visa"),
        (VISA, "refuse_visa"): Transition(CANCELLED, by_head, "Refuser le visa"),
        (VISA, "cancel"): Transition(CANCELLED, by_guest, "Retirer la demande"),
        (VISA, "withdraw"): Transition(WITHDRAWN, by_portal, "Retirer : acceptée ailleurs"),
        (VISA, "expire"): Transition(EXPIRED, by_portal, "Clore sans visa"),
        (SENT, "accept"): Transition(ACCEPTED, by_host, "Accepter la demande"),
        (SENT, "refuse"): Transition(BookingState.REFUSED, by_host, "Refuser la demande"),
        (SENT, "extend"): Transition(SENT, by_host, "Prolonger le délai de réponse"),
        (SENT, "propose"): Transition(SENT, by_host, "Proposer une autre date"),
        (SENT, "transfer"): Transition(SENT, by_host, "Confier à un collègue"),
        (SENT, "agree"): Transition(ACCEPTED, by_guest, "Accepter une autre date"),
        (SENT, "cancel"): Transition(CANCELLED, by_guest, "Retirer la demande"),
        (SENT, "withdraw"): Transition(WITHDRAWN, by_portal, "Retirer : acceptée ailleurs"),
        (SENT, "expire"): Transition(EXPIRED, by_portal, "Clore sans réponse"),
        (ACCEPTED, "confirm"): Transition(ACCEPTED, by_host, "Confirmer l’immersion"),
        (ACCEPTED, "contest"): Transition(ACCEPTED, by_host, "Signaler une erreur"),
        (ACCEPTED, "transfer"): Transition(ACCEPTED, by_host, "Confier à un collègue"),
        (ACCEPTED, "propose"): Transition(ACCEPTED, by_either, "Changer les dates"),
        (ACCEPTED, "cancel"): Transition(CANCELLED, by_either, "Annuler l’immersion"),
        (ACCEPTED, "finish"): Transition(BookingState.DONE, by_portal, "Marquer réalisée"),
        (ACCEPTED, "miss"): Transition(BookingState.MISSED, by_portal, "Marquer non réalisée"),
        # A count that is corrected afterwards.
        (BookingState.DONE, "miss"): Transition(
            BookingState.MISSED, by_portal, "Marquer non réalisée"
        ),
        (BookingState.MISSED, "finish"): Transition(
            BookingState.DONE, by_portal, "Marquer réalisée"
        ),
    }
)


def by_author(offer, actor):
    return offer.is_managed_by(actor)


def by_company(offer, actor):
    """R-IM-1: the company itself, by its link or with an account."""
    if by_link(CONFIRM_PURPOSE, offer, actor):
        return True
    return actor.role == Role.COMPANY_REPRESENTATIVE and offer.host_company_id in actor.company_ids


def by_renewer(offer, actor):
    """Whose word renews an offer: the company's, by account or link (R-IM-1), or the school's
    or network's own."""
    if offer.host_company_id is None:
        return by_author(offer, actor)
    link = actor.link
    if link is not None:
        of_company = link.subject_type.model_class() is Company
        mine = of_company and link.subject_id == offer.host_company_id
        return mine and link.purpose == RENEW_PURPOSE
    return by_company(offer, actor)


def by_author_or_company(offer, actor):
    return by_author(offer, actor) or by_company(offer, actor)


OFFER = Table(
    {
        (OfferState.DRAFT, "publish"): Transition(OfferState.PUBLISHED, by_author, "Publier"),
        (OfferState.DRAFT, "submit"): Transition(
            OfferState.TO_CONFIRM, by_author, "Faire confirmer par l’entreprise"
        ),
        (OfferState.TO_CONFIRM, "confirm"): Transition(
            OfferState.PUBLISHED, by_company, "Confirmer l’offre"
        ),
        (OfferState.TO_CONFIRM, "decline"): Transition(
            OfferState.CLOSED, by_company, "Ne pas publier l’offre"
        ),
        (OfferState.TO_CONFIRM, "close"): Transition(OfferState.CLOSED, by_author, "Abandonner"),
        (OfferState.PUBLISHED, "close"): Transition(
            OfferState.CLOSED, by_author_or_company, "Fermer l’offre"
        ),
        (OfferState.PUBLISHED, "accept_changes"): Transition(
            OfferState.PUBLISHED, by_company, "Confirmer les changements"
        ),
        (OfferState.PUBLISHED, "refuse_changes"): Transition(
            OfferState.PUBLISHED, by_company, "Refuser les changements"
        ),
        (OfferState.PUBLISHED, "renew"): Transition(
            OfferState.PUBLISHED, by_renewer, "Renouveler l’offre"
        ),
        (OfferState.CLOSED, "renew"): Transition(
            OfferState.PUBLISHED, by_renewer, "Renouveler l’offre"
        ),
        (OfferState.CLOSED, "reopen"): Transition(OfferState.DRAFT, by_author, "Reprendre l’offre"),
    }
)


def of_offer(slot, actor):
    return by_author_or_company(slot.offer, actor)


SLOT = Table(
    {
        (SlotState.OPEN, "close"): Transition(SlotState.CLOSED, of_offer, "Fermer le créneau"),
        (SlotState.TO_CONFIRM, "cancel"): Transition(
            SlotState.CANCELLED, of_offer, "Annuler le créneau"
        ),
        (SlotState.CLOSED, "reopen"): Transition(SlotState.OPEN, of_offer, "Rouvrir le créneau"),
        (SlotState.OPEN, "cancel"): Transition(SlotState.CANCELLED, of_offer, "Annuler le créneau"),
        (SlotState.CLOSED, "cancel"): Transition(
            SlotState.CANCELLED, of_offer, "Annuler le créneau"
        ),
    }
)


def by_waiter(entry, actor):
    """Who waits: by their link, by their account, or the management of their school."""
    return by_link(WAIT_PURPOSE, entry, actor) or by_person(entry, actor, entry.asked_by_id)


WAITING = Table(
    {
        (WaitState.WAITING, "offer"): Transition(
            WaitState.OFFERED, by_portal, "Proposer des places"
        ),
        (WaitState.OFFERED, "accept"): Transition(
            WaitState.ACCEPTED, by_waiter, "Prendre ces places"
        ),
        (WaitState.OFFERED, "decline"): Transition(
            WaitState.DECLINED, by_waiter, "Laisser ces places"
        ),
        (WaitState.OFFERED, "expire"): Transition(
            WaitState.EXPIRED, by_portal, "Clore sans réponse"
        ),
        (WaitState.WAITING, "leave"): Transition(
            WaitState.LEFT, by_waiter, "Quitter la liste d’attente"
        ),
        (WaitState.WAITING, "close"): Transition(WaitState.CLOSED, by_portal, "Clore la liste"),
        (WaitState.OFFERED, "close"): Transition(WaitState.CLOSED, by_portal, "Clore la liste"),
    }
)


def by_proposer(change, actor):
    """Whoever speaks for the side that proposed these days."""
    mine = by_guest if change.side == Side.GUEST else by_host
    return mine(change.booking, actor)


def by_asked(change, actor):
    """Whoever speaks for the other side, never for both."""
    other = by_host if change.side == Side.GUEST else by_guest
    return other(change.booking, actor) and not by_proposer(change, actor)


PROPOSED = MoveState.PROPOSED
MOVE = Table(
    {
        (PROPOSED, "accept"): Transition(MoveState.ACCEPTED, by_asked, "Accepter ces dates"),
        (PROPOSED, "decline"): Transition(MoveState.DECLINED, by_asked, "Refuser ces dates"),
        (PROPOSED, "withdraw"): Transition(
            MoveState.WITHDRAWN, by_proposer, "Retirer la proposition"
        ),
        (PROPOSED, "expire"): Transition(MoveState.EXPIRED, by_portal, "Clore sans réponse"),
    }
)
