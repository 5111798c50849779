"""An account that nobody has used for two years is told, then emptied (DOMAIN §8).

What the person did stays, without the name: rows point to an account that says nothing. A
sign-in before the day keeps it.
"""

import datetime as dt
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat, Greatest
from django.utils import timezone
from pghistory.models import Context

from accounts import erasure, sessions
from accounts.enums import Role, RoleState
from accounts.journal import record
from accounts.models import (
    Delegation,
    JournalEntry,
    PersonalLink,
    ProConnectIdentity,
    RoleAssignment,
    User,
)
from accounts.todo import counted
from directory.history import event_tables
from directory.years import years_before
from outbox.models import Mail, Notice

KEPT_YEARS = 2
BATCH = 200
# Days between the day it is seen and the erasure: the notice leaves two weeks before it,
# whatever the week-ends.
AHEAD = 17
NOBODY = "Compte effacé"
# Roles without an end that say by themselves that the person is needed.
LASTING = (Role.ADMINISTRATOR, Role.CO_LEAD, Role.JUROR)
WAYS_IN: tuple[type[Any], ...] = (EmailAddress, Authenticator, ProConnectIdentity)


def stale(limit):
    """Accounts without any activity since that day: sign-in, act, personal link that runs, role
    given, or role that a school confirmed beyond it."""
    mine = {"user": OuterRef("pk")}
    roles = RoleAssignment.objects.filter(**mine)
    needed = roles.filter(
        Q(ends_on__gte=limit) | Q(ends_on=None, role__in=LASTING), state=RoleState.VALIDATED
    )
    given = roles.filter(granted_at__date__gte=limit)
    acted = JournalEntry.objects.filter(**mine, at__date__gte=limit)
    linked = PersonalLink.objects.filter(
        holder_email__iexact=OuterRef("email"), valid_until__date__gte=limit
    )
    rows = User.objects.filter(erased_on=None, date_joined__date__lt=limit)
    rows = rows.filter(Q(last_login=None) | Q(last_login__date__lt=limit))
    active = Exists(needed) | Exists(given) | Exists(acted) | Exists(linked)
    return rows.exclude(active)


def advance(today=None):
    """Say when the stale ones leave, take that back from those who came, empty those whose day
    has come, some hundreds at a time. How many rows."""
    today = today or timezone.localdate()
    found = stale(years_before(today, KEPT_YEARS) + dt.timedelta(days=AHEAD))
    leaving = User.objects.filter(leaves_on__isnull=False)
    moved = leaving.exclude(pk__in=found.values("pk")).update(leaves_on=None)
    moved += found.filter(leaves_on=None).update(leaves_on=today + dt.timedelta(days=AHEAD))
    return moved + _erase(today)


@transaction.atomic
def _erase(today):
    rows = User.objects.filter(leaves_on__lte=today).order_by("pk")
    people = list(rows.select_for_update(of=("self",), no_key=True, skip_locked=True)[:BATCH])
    if not people:
        return 0
    keys = [person.pk for person in people]
    addresses = {person.email for person in people}
    roles = _end_roles(keys, today)
    for person in people:
        sessions.end_all(person)
    for model in WAYS_IN:
        model.objects.filter(user__in=keys).delete()
    event_tables()[ProConnectIdentity].objects.filter(user__in=keys).delete()
    links = erasure.forget_links({User: keys})
    erasure.forget_mails({User: keys, **roles}, links, addresses)
    _forget_letters(keys, addresses)
    _empty(keys, today)
    erasure.forget_acts({User: keys, **roles}, links)
    _forget_acts_of(keys)
    erasure.forget_rows({User: keys})
    words = f"{counted(len(keys), 'un compte', '{} comptes')}, deux ans après"
    record(erasure.PORTAL, "a effacé des comptes inutilisés", words=words)
    return len(keys)


def _empty(keys, today):
    """No name, no address, no way in."""
    User.objects.filter(pk__in=keys).update(
        email=Concat(Value("compte-"), Cast("pk", CharField()), Value("@efface.invalid")),
        first_name="",
        last_name=NOBODY,
        phone="",
        password=make_password(None),
        is_active=False,
        leaves_on=None,
        erased_on=today,
    )


def _end_roles(keys, today):
    """Their roles end; {model: keys} of what tells of them."""
    roles = RoleAssignment.objects.filter(user__in=keys)
    open_ = roles.exclude(state__in=(RoleState.ENDED, RoleState.REFUSED)).lasting(today)
    open_.update(state=RoleState.ENDED, ends_on=Greatest("starts_on", Value(today)))
    roles.exclude(words="").update(words="")
    held = list(roles.values_list("pk", flat=True))
    event_tables()[RoleAssignment].objects.filter(pgh_obj__in=held).update(words="", reason="")
    lent = Delegation.objects.filter(Q(holder__in=keys) | Q(assignment__in=held))
    lent.filter(ended_at=None).update(ended_at=timezone.now())
    return {RoleAssignment: held, Delegation: list(lent.values_list("pk", flat=True))}


def _forget_letters(keys, addresses):
    """What was written to them, whatever it told."""
    told = Notice.objects.filter(Q(user__in=keys) | Q(recipient_email__in=addresses))
    told.delete()
    Mail.objects.filter(recipient_email__in=addresses, notices__isnull=True).delete()


def _forget_acts_of(keys):
    """Their acts stay, and what these changed."""
    JournalEntry.objects.filter(user__in=keys).update(actor_label=NOBODY)
    Context.objects.filter(metadata__user__in=keys).update(metadata={"actor": NOBODY})
