"""The table of a mail's states is the database's own, for every pair."""

import uuid
from itertools import product

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from outbox import states
from outbox.enums import Feedback, MailState, Urgency
from outbox.models import Mail


def columns(state):
    """What the constraints want beside this state."""
    claimed = state == MailState.CLAIMED
    return {
        "state": state,
        "sent_at": timezone.now() if state in states.LEFT else None,
        "lease_owner": uuid.uuid4() if claimed else None,
        "lease_until": timezone.now() if claimed else None,
    }


def a_mail(state, number=0):
    return Mail.objects.create(
        key=f"{state}{number}",
        message_id=f"<{state}{number}@essai.example>",
        recipient_email="a@b.example",
        urgency=Urgency.ROUTINE,
        next_try_at=timezone.now(),
        **columns(state),
    )


def moves(before, after):
    """Whether a mail may be put from one state in the other."""
    mail = Mail.objects.get(key=f"{before}0")
    try:
        with transaction.atomic():
            Mail.objects.filter(pk=mail.pk).update(**columns(after))
            transaction.set_rollback(True)
    except DatabaseError:
        return False
    return True


@pytest.mark.django_db
def test_the_database_lets_a_mail_go_where_the_table_says_and_nowhere_else():
    for state in MailState:
        a_mail(state)

    allowed = {(a, b) for a, b in product(MailState, MailState) if a != b and moves(a, b)}

    assert allowed == {(before, after) for before in states.NEXT for after in states.NEXT[before]}


def test_every_state_is_in_the_table_and_every_feedback_leads_somewhere():
    assert set(states.NEXT) == set(MailState)
    assert set(states.AFTER) == set(Feedback)


@pytest.mark.django_db
@pytest.mark.parametrize("state", [state for state in MailState if state not in states.DEAD])
def test_only_a_dead_mail_is_set_aside(state):
    mail = a_mail(state)

    with pytest.raises(DatabaseError, match="outbox_mail_set_aside"), transaction.atomic():
        Mail.objects.filter(pk=mail.pk).update(set_aside_at=timezone.now())
