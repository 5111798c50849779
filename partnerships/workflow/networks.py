"""What is kept of a network: its referents, members and actions. Raises `Refused`."""

from django.db import transaction
from django.utils import timezone

from accounts import journal
from accounts.enums import Role
from directory.models import Contact
from directory.violations import Refused, Violation
from partnerships.models import NetworkAction, NetworkMember

KEEPERS = frozenset({Role.MISSION_OFFICER, Role.EDUCATION_AUTHORITY})


def may_keep(actor, network):
    """Its own people, the mission officers and the rectorat of one of its départements."""
    if actor.is_administrator or network.pk in actor.network_ids:
        return True
    if actor.role not in KEEPERS:
        return False
    return network.departments.filter(pk__in=actor.department_codes).exists()


def _own(actor, network):
    if not may_keep(actor, network):
        raise Refused("Cette action ne vous est pas ouverte.")


@transaction.atomic
def add_member(actor, network, *, company=None, school=None, joined_on=None):
    """A company or a school joins; one that left may come back."""
    _own(actor, network)
    if (company is None) == (school is None):
        text = "Choisissez une entreprise ou un établissement, pas les deux."
        raise Refused(violations=[Violation("R-CL-2", text, "company")])
    here = NetworkMember.objects.present().filter(network=network, company=company, school=school)
    if here.exists():
        text = "Ce membre est déjà dans le réseau."
        raise Refused(violations=[Violation("R-CL-2", text, "company" if company else "school")])
    member = NetworkMember.objects.create(
        network=network,
        company=company,
        school=school,
        joined_on=joined_on or timezone.localdate(),
    )
    journal.record(
        actor,
        "a inscrit un membre",
        network,
        company=company,
        school=school,
        words=str(member.organisation),
    )
    return member


@transaction.atomic
def end_member(actor, member, today=None):
    """It leaves; its years stay. A second click changes nothing."""
    _own(actor, member.network)
    rows = NetworkMember.objects.select_for_update(of=("self",))
    member = rows.select_related("network", "company", "school").get(pk=member.pk)
    if member.left_on is None:
        member.left_on = max(today or timezone.localdate(), member.joined_on)
        member.save(update_fields=["left_on"])
        words = str(member.organisation)
        journal.record(actor, "a retiré un membre", member.network, words=words)
    return member


@transaction.atomic
def add_action(actor, network, *, held_on, title, words=""):
    """What the network did, or will do."""
    _own(actor, network)
    action = NetworkAction.objects.create(
        network=network, held_on=held_on, title=title.strip(), words=words.strip()
    )
    journal.record(actor, "a inscrit une action", network, words=action.title)
    return action


@transaction.atomic
def add_referent(actor, network, **person):
    """A person of the network whom everybody who signed in may call: said to that person."""
    _own(actor, network)
    contact = Contact.objects.create(network=network, is_shared=True, **person)
    # Not the name: the journal outlives the contact (DOMAIN §8).
    journal.record(actor, "a inscrit un référent", network, words=contact.function)
    return contact


@transaction.atomic
def end_referent(actor, contact, today=None):
    """The person is no longer there: kept as past, no longer shown."""
    _own(actor, contact.network)
    if contact.left_on is None:
        contact.left_on = today or timezone.localdate()
        contact.save(update_fields=["left_on", "updated_at"])
        words = contact.function
        journal.record(actor, "a retiré un référent", contact.network, words=words)
    return contact
