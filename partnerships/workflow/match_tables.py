"""Who may do what to a match that a branch proposes, and where it leads."""

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import User
from accounts.transitions import Table, Transition
from directory.violations import Refused
from partnerships.enums import MatchState, Side
from partnerships.workflow.school_request_tables import by_school
from partnerships.workflow.tables import by_link, by_portal

# To the school a host is proposed, to the company a class.
PURPOSES = {Side.GUEST: "accueil-propose", Side.HOST: "classe-proposee"}


def speaker(actor):
    """Who acts: by the school's link, its holder with the rights that they have today.
    Raises Refused when the holder has no account any more."""
    if actor.link is None:
        return actor
    user = User.objects.filter(email=actor.link.holder_email, is_active=True).first()
    if user is None:
        raise Refused("Ce compte n’existe plus : demandez à un collègue de répondre.")
    return Actor.of(user)


def by_guest(match, actor):
    """The school: who published the request, its management, or the link sent to them."""
    return by_link(PURPOSES[Side.GUEST], match, actor) or by_school(match.request, actor)


def by_host(match, actor):
    """The company, by its account or its link."""
    if by_link(PURPOSES[Side.HOST], match, actor):
        return True
    mine = match.company_id in actor.company_ids
    return actor.role == Role.COMPANY_REPRESENTATIVE and mine


def side_of(match, actor):
    """The side that the actor speaks for; None for anybody else."""
    if by_guest(match, actor):
        return Side.GUEST
    return Side.HOST if by_host(match, actor) else None


def guest_is_awaited(match, actor):
    return match.guest_said_at is None and by_guest(match, actor)


def host_is_awaited(match, actor):
    return match.host_said_at is None and by_host(match, actor)


def by_asked(match, actor):
    return side_of(match, actor) is not None


def by_branch(match, actor):
    return actor.role == Role.BRANCH_OFFICER and match.branch_id in actor.branch_ids


PROPOSED = MatchState.PROPOSED
MATCH = Table(
    {
        (PROPOSED, "send"): Transition(PROPOSED, guest_is_awaited, "Dire oui et choisir la classe"),
        (PROPOSED, "receive"): Transition(PROPOSED, host_is_awaited, "Dire oui à cette classe"),
        (PROPOSED, "conclude"): Transition(MatchState.AGREED, by_portal, "Conclure"),
        (PROPOSED, "transfer"): Transition(PROPOSED, by_host, "Confier à un collègue"),
        (PROPOSED, "refuse"): Transition(MatchState.REFUSED, by_asked, "Refuser"),
        (PROPOSED, "withdraw"): Transition(
            MatchState.WITHDRAWN, by_branch, "Retirer la mise en relation"
        ),
        (PROPOSED, "expire"): Transition(MatchState.EXPIRED, by_portal, "Clore sans réponse"),
        (PROPOSED, "close"): Transition(MatchState.CLOSED, by_portal, "Clore : sans objet"),
    }
)
