"""Writing a notice, and giving a dead mail another chance."""

import json
from functools import partial

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone

from directory.calendar import Calendar
from outbox import delivery, doorbell, preview, rules, sealing
from outbox.enums import NoticeState, Urgency
from outbox.kinds import kind_of
from outbox.models import Notice, message_id_for

# One statement: two requests that tell the same fact at once write one notice, and a
# notice never exists without its mail. The mail's key is the notice's. No conflict target:
# the loser of a race may meet the unique Message-ID, made of the same key, first.
INSERT_WITH_MAIL = """
WITH mail AS (
    INSERT INTO outbox_mail (key, message_id, recipient_email, recipient_name, urgency, state,
        subject, attempts, next_try_at, not_after, provider_id, error, created_at)
    VALUES (%(key)s, %(message_id)s, %(email)s, %(name)s, %(urgency)s, 'pending',
        '', 0, %(due_at)s, %(not_after)s, '', '', %(now)s)
    ON CONFLICT DO NOTHING RETURNING id
)
"""
INSERT_NOTICE = """
INSERT INTO outbox_notice (dedup_key, kind, version, subject_type_id, subject_id, occasion,
    recipient_email, recipient_name, user_id, urgency, rhythm, context, sealed, due_at, not_after,
    state, mail_id, created_at)
SELECT %(key)s, %(kind)s, %(version)s, %(subject_type)s, %(subject_id)s, %(occasion)s,
    %(email)s, %(name)s, %(user_id)s, %(urgency)s, %(rhythm)s, %(context)s::jsonb, %(sealed)s,
    %(due_at)s, %(not_after)s, %(state)s, {mail} %(now)s
{source}
ON CONFLICT (dedup_key) DO NOTHING RETURNING *
"""
NOW = INSERT_WITH_MAIL + INSERT_NOTICE.format(mail="mail.id,", source="FROM mail")
LATER = INSERT_NOTICE.format(mail="NULL,", source="")


def dedup_key(kind_code, subject, email, occasion):
    """`kind:subject:recipient:occasion`; a subject is `app.model.pk`."""
    name = f"{subject._meta.label_lower}.{subject.pk}" if subject is not None else ""
    return f"{kind_code}:{name}:{email}:{occasion}"


def notify(
    kind,
    subject,
    to,
    *,
    by=None,
    occasion="",
    due_at=None,
    not_after=None,
    context=None,
    secret=None,
):
    """Tell `to` (a Recipient) what `by` (an Actor) did to `subject`, once per occasion.

    Call it in the transaction of the fact. Returns the notice; None when this address was
    already told, or did it. The kind says whether the mail leaves after the commit or with a
    morning's digest, from `due_at` on (`outbox.rules`). A `sensitive` one needs `secret` and
    `not_after`, the end of its life, and leaves from this process right after the commit.
    Raises KeyError for an unknown kind, ValueError for a secret without its end, and
    TransactionManagementError outside a transaction.
    """
    declared, now = kind_of(kind), timezone.now()
    _check(declared, secret, not_after)
    if _is_own(declared, to, by):
        return None
    urgency, due_at = _leaving(declared, subject, to, max(due_at or now, now), not_after)
    # What can be stopped goes through `gathering`, which asks.
    waits = due_at > now or urgency >= Urgency.ROUTINE or declared.topic.may_stop
    row = _row(declared, subject, to, occasion, now) | {
        "urgency": urgency,
        "context": json.dumps(context or {}),
        "sealed": secret and sealing.seal(secret),
        "due_at": due_at,
        "not_after": not_after,
        "state": NoticeState.PLANNED if waits else NoticeState.QUEUED,
    }
    notice = next(iter(Notice.objects.raw(LATER if waits else NOW, row)), None)
    if notice is not None and due_at <= now:
        _send_after_commit(notice, secret)
    return preview.note(notice)


def foretell(kind, subject, to):
    """Show, when the act is only tried, a mail that a reminder rule will write later about
    `subject`; `to` says in words to whom. Nothing is written."""
    if preview.is_trying():
        model = ContentType.objects.get_for_model(subject)
        about = {"subject_type": model, "subject_id": str(subject.pk)}
        preview.note(Notice(kind=kind, recipient_name=to, **about))


def _is_own(kind, to, by):
    """A person's own action is never mailed back, unless the mail carries what comes next."""
    told_anyway = kind.sensitive or kind.to_oneself
    return by is not None and not told_anyway and by.is_person(to.email, to.user_id)


def _leaving(kind, subject, to, moment, not_after):
    """(urgency, moment of leaving) of a notice that may leave from `moment` on."""
    if kind.usual_urgency < Urgency.ROUTINE:
        return kind.usual_urgency, moment
    calendar, hour = Calendar.load(), settings.DIGEST_HOUR
    morning = rules.first_morning(moment, to.rhythm, calendar, hour)
    span = kind.span(subject)
    if not rules.leaves_at_once(kind.immediate, span, moment, morning, not_after):
        limit = rules.held_until(morning, kind.may_wait, to.rhythm, calendar)
        held = kind.may_wait and rules.may_be_held(to.rhythm, span, morning, limit, not_after)
        return (Urgency.UNHURRIED if held else Urgency.ROUTINE), morning
    polite = rules.reading_time(moment, to.rhythm, calendar, hour)
    too_late = not_after is not None and not_after <= polite
    return Urgency.IMMEDIATE, moment if too_late else polite


def next_reading(rhythm):
    """When people of this rhythm get what waits for them, in words: "demain matin, 8 h"."""
    now = timezone.now()
    morning = rules.first_morning(now, rhythm, Calendar.load(), settings.DIGEST_HOUR)
    return rules.morning_in_words(morning, now)


def _send_after_commit(notice, secret):
    """A secret leaves from this very process, the rest from the worker that the bell wakes."""
    if secret is not None:
        transaction.on_commit(partial(delivery.send_now, notice.mail_id), robust=True)
    else:
        doorbell.ring_on_commit()


def _check(kind, secret, not_after):
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A notice belongs to a transaction.")
    if kind.sensitive != (secret is not None) or (secret is not None and not not_after):
        raise ValueError("A sensitive kind, and only that, has a secret with an end.")


def _row(kind, subject, to, occasion, now):
    """The columns that name a fact and its recipient."""
    key = dedup_key(kind.code, subject, to.email, occasion)
    return {
        "key": key,
        "message_id": message_id_for(key),
        "kind": kind.code,
        "version": kind.version,
        "subject_type": subject and ContentType.objects.get_for_model(subject).pk,
        "subject_id": "" if subject is None else str(subject.pk),
        "occasion": occasion,
        "email": to.email,
        "name": to.name,
        "user_id": to.user_id,
        "rhythm": to.rhythm,
        "now": now,
    }
