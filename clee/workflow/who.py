"""Who keeps a committee, and who names its co-leads (R-CL-1)."""

from accounts.enums import Role
from clee.enums import DESIGNATORS, KEEPERS, NETWORK_KEEPERS, CommitteeKind, Side
from clee.models import Committee, Mandate
from directory.violations import Refused


def leads(actor, committee):
    """Whether the actor co-leads it today: the mandate is the only truth."""
    if actor.role != Role.CO_LEAD:
        return False
    return Mandate.objects.running().filter(committee=committee, user=actor.user).exists()


def of_territory(actor, committee):
    """An officer of one of its départements, or an administrator; of a network of RBDE, the
    supervisor who convenes it."""
    if actor.is_administrator:
        return True
    is_network = committee.kind == CommitteeKind.RBDE
    if actor.role not in (NETWORK_KEEPERS if is_network else KEEPERS):
        return False
    return committee.departments.filter(pk__in=actor.department_codes).exists()


def keeps(actor, committee):
    """Its co-leads and the officers of its territory: members, contact, life."""
    return of_territory(actor, committee) or leads(actor, committee)


def names(actor, committee, side):
    """Whether the actor records the co-leads of this side: the designation of a head is the
    département's act, the economic partners say themselves who leads them."""
    if committee.kind == CommitteeKind.RBDE:
        return False
    if side == Side.ECONOMIC:
        return keeps(actor, committee)
    is_office = actor.is_administrator or actor.role in DESIGNATORS
    return is_office and of_territory(actor, committee)


def sides_named_by(actor, committee):
    return [side for side in Side if names(actor, committee, side)]


def demand(is_allowed):
    """Raise Refused unless allowed."""
    if not is_allowed:
        raise Refused("Cette action ne vous est pas ouverte.")


def locked(committee):
    """The row, locked until the end of the transaction."""
    return Committee.objects.select_for_update(of=("self",)).get(pk=committee.pk)
