"""Co-leads: named with dates, ended with a reason; their role follows in the same transaction.

Raises `Refused`.
"""

from django.db import transaction

from accounts import journal
from accounts.enums import Role
from accounts.workflow.grants import grant, open_account, withdraw
from accounts.workflow.validators import recipient
from clee.enums import CommitteeState, Side
from clee.models import Committee, Mandate
from clee.rules import check_mandate
from clee.workflow import who
from directory.french import full_day
from directory.violations import Refused, Violation, reason_of, require
from outbox.workflow import notify


@transaction.atomic
def name(actor, mandate, email=""):
    """Record a co-lead (an unsaved Mandate); with an `email`, the person gets the role of
    co-lead for the time of the mandate, and a mail that lets in."""
    committee = _locked(mandate.committee)
    who.demand(who.names(actor, committee, mandate.side))
    if committee.state != CommitteeState.ACTIVE:
        raise Refused("Relancez d’abord le comité.")
    _take_account(mandate, email)
    require(check_mandate(mandate, committee.mandates.select_related("user")))
    mandate.save()
    _write(actor, "a inscrit un copilote", mandate)
    if mandate.user:
        _fit_role(actor, mandate.user)
        notify("clee.named", mandate, recipient(mandate.user, Role.CO_LEAD), by=actor)
    return mandate


@transaction.atomic
def end(actor, mandate, ends_on, reason):
    """The mandate ends on `ends_on`, its last day; co-leads end their own. A second click
    changes nothing."""
    mandate = Mandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
    _locked(mandate.committee)
    own = mandate.user is not None and mandate.user == actor.user
    who.demand(own or who.names(actor, mandate.committee, mandate.side))
    if mandate.ends_on == ends_on:
        return mandate
    reason = reason_of(reason)
    if ends_on < mandate.starts_on:
        text = f"Le mandat commence le {full_day(mandate.starts_on)}."
        raise Refused(violations=[Violation("R-CL-1", text, "ends_on")])
    return close(actor, mandate, ends_on, reason)


def close(actor, mandate, ends_on, reason):
    """End a term that the actor may end; its committee is locked."""
    mandate.ends_on = ends_on
    mandate.save(update_fields=["ends_on"])
    _write(actor, "a mis fin au mandat d’un copilote", mandate, reason)
    if mandate.user:
        _fit_role(actor, mandate.user)
        notify("clee.mandate_ended", mandate, recipient(mandate.user, Role.CO_LEAD), by=actor,
               occasion=str(ends_on))  # fmt: skip
    return mandate


def _locked(committee):
    return Committee.objects.select_for_update(of=("self",)).get(pk=committee.pk)


def _take_account(mandate, email):
    if not email:
        return
    user, is_new = open_account(email)
    if not user.is_active:
        raise Refused(violations=[Violation("", "Ce compte est fermé.", "email")])
    if is_new:
        first, _, last = mandate.person_name.partition(" ")
        user.first_name, user.last_name = first, last
        user.save(update_fields=["first_name", "last_name"])
    mandate.user = user


def _fit_role(actor, user):
    """The role of co-lead lasts as long as the person's last mandate."""
    kept = list(Mandate.objects.not_over().filter(user=user))
    if not kept:
        withdraw(actor, user, Role.CO_LEAD)
        return
    ends = [mandate.ends_on for mandate in kept]
    grant(actor, user, Role.CO_LEAD, ends_on=None if None in ends else max(ends))


def _write(actor, verb, mandate, reason=""):
    # Not the name: the journal outlives the mandate's person (DOMAIN §8).
    words = Side(mandate.side).label
    if mandate.organisation:
        words += f", {mandate.organisation}"
    committee = mandate.committee
    journal.record(actor, verb, committee, committee_id=committee.pk, words=words, reason=reason)
