"""Who may do what to an offer of placements, and where it leads."""

from accounts.enums import Role
from accounts.transitions import Table, Transition
from partnerships.models.merges import MERGERS
from partnerships.workflow.tables import ON_BEHALF_ROLES, by_link, by_portal
from placements.enums.offers import OfferOrigin, OfferState
from placements.models import PlacementOffer

# The slugs of the personal links: to confirm an offer, and to answer its applications.
CONFIRM_PURPOSE = "offre-stage"
ANSWER_PURPOSE = "candidatures"


def may_publish(actor):
    """Whether the actor publishes for an own company, or on behalf of one (R-IM-1)."""
    own = actor.role == Role.COMPANY_REPRESENTATIVE and bool(actor.company_ids)
    return own or actor.role in ON_BEHALF_ROLES


def manages(offer, actor):
    """`managed_by`, of one offer."""
    if actor.user is None:
        return False
    if actor.role == Role.COMPANY_REPRESENTATIVE:
        return offer.company_id in actor.company_ids
    if offer.created_by_id == actor.user.pk:
        return True
    return actor.is_school_management and offer.office_id in actor.school_ids


def moderates(offer, actor):
    """Who keeps the sheets of companies of the département."""
    if not actor.is_administrator and actor.role not in MERGERS:
        return False
    return PlacementOffer.objects.moderated_by(actor).filter(pk=offer.pk).exists()


def by_company(offer, actor):
    """R-IM-1: the company itself, by its link or with an account."""
    if by_link(CONFIRM_PURPOSE, offer, actor):
        return True
    return actor.role == Role.COMPANY_REPRESENTATIVE and offer.company_id in actor.company_ids


def publishes(offer, actor):
    return offer.origin == OfferOrigin.COMPANY and manages(offer, actor)


def submits(offer, actor):
    return offer.origin != OfferOrigin.COMPANY and manages(offer, actor)


def confirms(offer, actor):
    return offer.origin != OfferOrigin.GUEST and by_company(offer, actor)


def proves(offer, actor):
    """Whoever deposited it without an account, by the link that their address was sent."""
    return offer.origin == OfferOrigin.GUEST and by_company(offer, actor)


def ends(offer, actor):
    return manages(offer, actor) or by_company(offer, actor)


S = OfferState
T = Transition
OFFER = Table(
    {
        (S.DRAFT, "publish"): T(S.PUBLISHED, publishes, "Publier l’offre"),
        (S.DRAFT, "submit"): T(S.TO_CONFIRM, submits, "Envoyer à l’entreprise pour accord"),
        (S.TO_CONFIRM, "confirm"): T(S.PUBLISHED, confirms, "Confirmer et publier"),
        (S.TO_CONFIRM, "prove"): T(S.TO_VALIDATE, proves, "Confirmer l’offre"),
        (S.TO_CONFIRM, "decline"): T(S.CLOSED, by_company, "Ne pas publier"),
        (S.TO_CONFIRM, "reopen"): T(S.DRAFT, manages, "Reprendre l’offre"),
        (S.TO_VALIDATE, "validate"): T(S.PUBLISHED, moderates, "Valider et publier"),
        (S.TO_VALIDATE, "hide"): T(S.HIDDEN, moderates, "Ne pas valider"),
        (S.TO_VALIDATE, "decline"): T(S.CLOSED, by_company, "Retirer l’offre"),
        (S.PUBLISHED, "close"): T(S.CLOSED, ends, "Fermer l’offre"),
        (S.PUBLISHED, "fill"): T(S.FULL, by_portal, "Marquer complète"),
        (S.PUBLISHED, "hide"): T(S.HIDDEN, moderates, "Retirer l’offre"),
        (S.PUBLISHED, "end"): T(S.CLOSED, by_portal, "Clore : semaines passées"),
        (S.FULL, "close"): T(S.CLOSED, ends, "Fermer l’offre"),
        (S.FULL, "free"): T(S.PUBLISHED, by_portal, "Rouvrir : une place libre"),
        (S.FULL, "hide"): T(S.HIDDEN, moderates, "Retirer l’offre"),
        (S.FULL, "end"): T(S.CLOSED, by_portal, "Clore : semaines passées"),
        (S.CLOSED, "reopen"): T(S.DRAFT, manages, "Reprendre l’offre"),
        (S.HIDDEN, "restore"): T(S.PUBLISHED, moderates, "Publier de nouveau"),
    }
)
