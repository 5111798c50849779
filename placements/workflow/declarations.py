"""What a host declares of itself, with its date: staff, machines, hours (R-PF-1, R-PF-2)."""

from django.db import transaction
from django.utils import timezone

from accounts.enums import Role
from accounts.journal import record
from directory.violations import Refused, require
from placements.enums.vocational import Declared
from placements.host_places import host_of, hosts_of
from placements.models import HostDeclaration
from placements.rules.pfmp import Staff, check_declared

FIELDS = ("staff", "machines_on", "hours_basis")


@transaction.atomic
def declare(actor, company, values, today=None):
    """The host's own page: what differs from its last declarations is a new one.

    `values` may hold `staff` (people of the SIREN), `machines_on` (the day of the declaration
    to the labour inspection) and `hours_basis`. Raises Refused.
    """
    if actor.role != Role.COMPANY_REPRESENTATIVE or company.pk not in actor.company_ids:
        raise Refused("Seul l’accueillant déclare son effectif et ses dérogations.")
    return keep(actor, company, values, today)


def keep(actor, company, values, today=None):
    """The same from the part of an agreement, whose workflow has checked who acts."""
    today = today or timezone.localdate()
    made = list(_differing(company, values, today))
    for row in made:
        if row.kind == Declared.MACHINES:
            require(check_declared(row.declared_on, today))
        row.save()
    if made:
        words = ", ".join(in_words(row) for row in made)
        record(actor, "a déclaré, pour l’accueil de stagiaires,", company, words=words)
    return made


def _differing(company, values, today):
    staff, machines, basis = (values.get(name) for name in FIELDS)
    known = declared_values(company)
    if staff is not None and staff != known["staff"]:
        yield HostDeclaration(company=company, kind=Declared.STAFF, staff=staff, declared_on=today)
    if machines and machines != known["machines_on"]:
        yield HostDeclaration(company=company, kind=Declared.MACHINES, declared_on=machines)
    if basis is not None and basis.strip() != known["hours_basis"]:
        yield HostDeclaration(
            company=company, kind=Declared.HOURS, declared_on=today, basis=basis.strip()
        )


def declared_values(company):
    """{field: what stands}, as the form of the host opens."""
    hosts = hosts_of([company])
    staff = hosts.staff_of(company)
    return {
        "staff": staff.count if staff.is_declared else None,
        "machines_on": hosts.machines_of(company),
        "hours_basis": hosts.basis_of(company),
    }


def with_typed(companies, company, values):
    """The `Hosts` of these companies, as what is typed for one of them would leave it."""
    hosts, host = hosts_of(companies), host_of(company)
    if values.get("staff") is not None:
        hosts.staff[host] = Staff(values["staff"], timezone.localdate())
    if values.get("machines_on"):
        hosts.machines[host] = values["machines_on"]
    if values.get("hours_basis") is not None:
        hosts.basis[host] = values["hours_basis"].strip()
    return hosts


def in_words(row):
    """« Effectif : 24 personnes, en date du … », as journal and agreement print it."""
    day = f"{row.declared_on:%d/%m/%Y}"
    if row.kind == Declared.STAFF:
        return f"effectif de {row.staff} personnes au {day}"
    if row.kind == Declared.MACHINES:
        return f"dérogation pour travaux réglementés déclarée le {day}"
    return f"dérogation d’horaires : {row.basis or 'aucune'}"
