"""An account that nobody has used for two years is told, then emptied (DOMAIN §8)."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Role, RoleState
from accounts.journal import record
from accounts.models import JournalEntry, RoleAssignment, User
from accounts.workflow.erasure import AHEAD, advance
from directory.history import event_tables
from outbox.models import Notice
from outbox.recipients import Recipient
from outbox.workflow import notify
from reminders.rules import rule_of
from tests.accounts.factories import RoleAssignmentFactory, UserFactory
from tests.directory.factories import CompanyFactory, SchoolFactory

pytestmark = pytest.mark.django_db
LAST = dt.datetime(2024, 3, 4, 9, tzinfo=dt.UTC)
DUE = dt.date(2026, 3, 5)
MARKER = "Zyxmarqueur"


def unused(**words):
    """An account whose last sign-in is of `LAST`."""
    words = {"last_name": MARKER, "email": "zyx@exemple.test", "phone": "0561"} | words
    return UserFactory(date_joined=LAST, last_login=LAST, **words)


def role(user, **words):
    row = RoleAssignmentFactory(user=user, **words)
    RoleAssignment.objects.filter(pk=row.pk).update(granted_at=LAST)
    return row


def settled(user):
    user.refresh_from_db()
    return user.leaves_on


def test_it_is_told_then_emptied_and_what_it_did_stays():
    user = unused()
    held = role(user, role=Role.COMPANY_REPRESENTATIVE, companies=[CompanyFactory()])
    record(Actor.of(user), "a fait un geste", user)
    JournalEntry.objects.update(at=LAST)
    notify("accounts.invited", user, Recipient(user.email, MARKER, user.pk), by=Actor.system("x"))
    user.first_name = "Léa"
    user.save()
    assert advance(DUE - dt.timedelta(days=AHEAD + 1)) == 0
    assert advance(DUE) == 1 and settled(user) == DUE + dt.timedelta(days=AHEAD)
    rule = rule_of("account.leaves")
    (told,) = rule.candidates(rule.recipients[0])
    assert told[1:3] == (user.leaves_on, "zyx@exemple.test")
    notice = Notice().at(timezone.now())
    notice.subject = user
    assert rule.render(notice).subject == "Votre compte sera effacé le 22 mars 2026"
    assert advance(user.leaves_on - dt.timedelta(days=1)) == 0
    day = user.leaves_on
    assert advance(day) == 1
    user.refresh_from_db()
    assert (str(user), user.email) == ("Compte effacé", f"compte-{user.pk}@efface.invalid")
    assert (user.phone, user.is_active, user.has_usable_password()) == ("", False, False)
    assert (user.erased_on, user.leaves_on) == (day, None)
    held.refresh_from_db()
    assert held.state == RoleState.ENDED
    entry = JournalEntry.objects.get(verb="a fait un geste")
    assert (entry.user, entry.actor_label) == (user, "Compte effacé")
    assert not Notice.objects.exists()
    assert not event_tables()[User].objects.filter(pgh_obj=user.pk).exists()
    assert advance(day + dt.timedelta(days=800)) == 0


@pytest.mark.parametrize("sign", ["sign-in", "role", "lead", "act"])
def test_who_is_active_stays(sign):
    user = unused()
    if sign == "sign-in":
        assert advance(DUE) == 1
        User.objects.filter(pk=user.pk).update(last_login=dt.datetime(2026, 3, 8, 9, tzinfo=dt.UTC))
    if sign == "role":
        role(user, role=Role.TEACHER, schools=[SchoolFactory()], ends_on=dt.date(2026, 8, 31))
    if sign == "lead":
        role(user, role=Role.CO_LEAD)
    if sign == "act":
        record(Actor.of(user), "a fait un geste")
        JournalEntry.objects.update(at=dt.datetime(2025, 6, 1, 9, tzinfo=dt.UTC))
    advance(DUE + dt.timedelta(days=4))
    assert settled(user) is None
    advance(DUE + dt.timedelta(days=AHEAD + 5))
    assert User.objects.get(pk=user.pk).erased_on is None
