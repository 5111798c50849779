"""Writing a notice, and giving a dead mail another chance."""

import json
from functools import partial

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone

from directory.violations import Refused
from outbox import delivery, doorbell, preview, sealing
from outbox.enums import MailState, NoticeState, Urgency
from outbox.kinds import kind_of
from outbox.models import Mail, Notice, message_id_for

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
    recipient_email, recipient_name, user_id, urgency, context, sealed, due_at, not_after,
    state, mail_id, created_at)
SELECT %(key)s, %(kind)s, %(version)s, %(subject_type)s, %(subject_id)s, %(occasion)s,
    %(email)s, %(name)s, %(user_id)s, %(urgency)s, %(context)s::jsonb, %(sealed)s, %(due_at)s,
    %(not_after)s, %(state)s, {mail} %(now)s
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
    occasion="",
    due_at=None,
    not_after=None,
    context=None,
    secret=None,
    urgency=None,
):
    """Tell `to` (a Recipient) that something happened to `subject`, once per occasion.

    Call it in the transaction of the fact. Returns the notice, or None when this address
    was already told. Without `due_at` the mail leaves after the commit. A `sensitive`
    kind needs `secret` and `not_after`, the end of its life; its mail is sent by this
    very process right after the commit.

    Raises KeyError for an unknown kind, ValueError for a secret without its end, and
    TransactionManagementError outside a transaction.
    """
    declared = kind_of(kind)
    _check(declared, secret, not_after)
    now = timezone.now()
    waits = due_at is not None and due_at > now
    row = _row(declared, subject, to, occasion) | {
        "urgency": _urgency(declared, urgency),
        "context": json.dumps(context or {}),
        "sealed": secret and sealing.seal(secret),
        "due_at": due_at if waits else now,
        "not_after": not_after,
        "state": NoticeState.PLANNED if waits else NoticeState.QUEUED,
        "now": now,
    }
    notice = next(iter(Notice.objects.raw(LATER if waits else NOW, row)), None)
    if notice is not None and not waits:
        _send_after_commit(notice, secret)
    return preview.note(notice)


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


def _urgency(kind, wanted):
    if kind.sensitive:
        return Urgency.CODE
    return kind.urgency if wanted is None else wanted


def _row(kind, subject, to, occasion):
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
    }


@transaction.atomic
def retry(mail):
    """Send a dead mail again, from the start; Refused when it is not dead.

    For an `unknown` mail this is the decision of a person: the relay could not say
    whether it took the mail, so its reader may get it twice.
    """
    now = timezone.now()
    changed = (
        Mail.objects.dead()
        .filter(pk=mail.pk)
        .update(state=MailState.PENDING, attempts=0, next_try_at=now, error="")
    )
    if not changed:
        raise Refused("Ce courriel n’est pas en échec : il n’y a rien à renvoyer.")
    doorbell.ring_on_commit()
