"""The network of the RBDE of a département: opened and convened by its supervisor.

Its members are not inscribed: they are the RBDE in post (`clee.network`).
"""

from django.db import transaction

from accounts import journal
from clee.enums import NETWORK_KEEPERS, CommitteeKind
from clee.models import Committee
from clee.workflow import who
from directory.models import Department


def may_open(actor, department):
    """Whether the actor is the supervisor of the département, or an administrator."""
    in_charge = actor.role in NETWORK_KEEPERS or actor.is_administrator
    return in_charge and actor.sees_department(department.pk)


@transaction.atomic
def open_network(actor, department):
    """The network of a département; a second click gives the one that is there."""
    who.demand(may_open(actor, department))
    department = Department.objects.select_for_update(of=("self",)).get(pk=department.pk)
    found = Committee.objects.networks().filter(departments=department).first()
    if found:
        return found
    network = Committee.objects.create(
        kind=CommitteeKind.RBDE, name=f"Réseau des RBDE ({department.name})"
    )
    network.departments.add(department)
    journal.record(actor, "a ouvert le réseau des RBDE", network, committee_id=network.pk)
    return network
