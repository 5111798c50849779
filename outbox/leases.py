"""Leasing the mails that are due and closing those before: one statement, one commit.

Ten at once, where the relay can be asked: of what a process that died held, the relay says
what it took. Where nobody can be asked, one mail at a time: no more than that stays unknown.
"""

import json
import logging
import time
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db import connection

from directory import sql
from outbox import limits, relay
from outbox.enums import BARRING_LETS_CODES, Urgency
from outbox.models import Mail, Notice

LEASE = timedelta(minutes=2)  # longer than two conversations, and than the mail task's limit
AT_ONCE = 10

MAIL, NOTICE = Mail._meta.concrete_fields, Notice._meta.concrete_fields
# One statement, one commit: the mails just sent are closed, by the owner of their lease only,
# the next ones are leased and read with their notices. It never sees its own changes, so
# these are never the same. With each comes the reason why its address is barred and, when a
# domain or a person has had enough for now, the moment when its turn comes.
STEP = f"""
WITH closed AS (
    UPDATE outbox_mail AS mail SET state = ended.state, lease_owner = NULL, lease_until = NULL,
        attempts = attempts - given_back, error = ended.error, provider_id = ended.provider_id,
        next_try_at = coalesce(ended.next_try_at, mail.next_try_at), sent_at = ended.sent_at,
        subject = coalesce(ended.subject, mail.subject)
    FROM jsonb_to_recordset(%(ended)s::jsonb) AS ended (id bigint, state text, given_back int,
        error text, provider_id text, next_try_at timestamptz, sent_at timestamptz, subject text)
    WHERE mail.id = ended.id AND mail.state = 'claimed' AND lease_owner = %(owner)s
    RETURNING mail.id, mail.state
), emptied AS (
    UPDATE outbox_notice SET sealed = NULL
    WHERE mail_id IN (SELECT id FROM closed WHERE state = 'sent') AND sealed IS NOT NULL
), due AS MATERIALIZED (
    SELECT id FROM outbox_mail
    WHERE state = 'pending' AND next_try_at <= %(now)s
        AND (%(only)s::bigint IS NULL OR id = %(only)s::bigint)
    ORDER BY urgency, next_try_at LIMIT %(number)s FOR UPDATE SKIP LOCKED
), claimed AS (
    UPDATE outbox_mail AS mail SET state = 'claimed', attempts = attempts + 1,
        lease_owner = %(next_owner)s, lease_until = clock_timestamp() + %(lease)s
    FROM due WHERE mail.id = due.id RETURNING mail.*
), {limits.COUNT}
SELECT (SELECT count(*) FROM closed), turn.comes_at, barred.reason,
    {", ".join(f"claimed.{field.column}" for field in MAIL)},
    {", ".join(f"notice.{field.column}" for field in NOTICE)}
FROM (VALUES (1)) AS always LEFT JOIN claimed ON true
    LEFT JOIN turn ON turn.mail_id = claimed.id
    LEFT JOIN outbox_barredaddress AS barred
        ON barred.email = claimed.recipient_email AND barred.lifted_at IS NULL
    LEFT JOIN outbox_notice AS notice ON notice.mail_id = claimed.id
ORDER BY claimed.urgency, claimed.next_try_at, claimed.id, notice.id
"""  # noqa: S608 - the columns of our own tables

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Leased:
    """A mail that this process alone may send, with its notices as it leased them.

    `since` is when it asked for the lease, by the clock of its own life. `barred` is why
    nothing may be sent to the address, if so; `turn` the moment until when its domain or its
    reader has had enough.
    """

    mail: Mail
    notices: list[Notice]
    since: float
    barred: str | None = None
    turn: datetime | None = None

    @property
    def must_wait(self):
        """Codes wait for nobody: a person sits in front of the page."""
        return self.turn is not None and self.mail.urgency != Urgency.CODE

    @property
    def is_barred(self):
        """Whether the address takes nothing; of a complaint, a code is let through."""
        lets_through = self.mail.urgency == Urgency.CODE and self.barred in BARRING_LETS_CODES
        return self.barred is not None and not lets_through


@dataclass(frozen=True)
class Outcome:
    """How a leased mail ends: where the tally counts it, its new state and columns."""

    counted: str = ""
    state: str = ""
    error: str = ""
    next_try_at: datetime | None = None
    sent_at: datetime | None = None
    subject: str | None = None
    provider_id: str = ""
    given_back: int = 0


def number_at_once():
    """How many mails a sender may hold."""
    return AT_ONCE if relay.can_tell() else 1


def step(now, done=(), *, only=None, number=1):
    """Close the mails of [(Leased, Outcome)], leased together; lease at most `number` that are
    due, or `only` that one. A list of Leased, in the order of their urgency.

    Outside a transaction (`gathering` saw to that), so that it commits by itself.
    """
    values = {
        "ended": json.dumps([vars(end) | {"id": one.mail.pk} for one, end in done], default=str),
        "owner": done[0][0].mail.lease_owner if done else None,
        "next_owner": uuid.uuid4(),
        "lease": LEASE,
        "now": now,
        "only": only,
        "number": number,
        "limits": limits.as_json(),
    }
    since, rows = time.monotonic(), sql.rows(STEP, values)
    if rows[0][0] < len(done):
        held = [one.mail.pk for one, _ in done]
        logger.error("Of mails %s, %s were closed after their lease", held, len(done) - rows[0][0])
    mails = groupby(rows, key=lambda row: row[3])
    return [_read(list(own), since) for number, own in mails if number is not None]


def _read(rows, since):
    """The Leased of a mail's rows, one per notice."""
    _, turn, barred, *columns = rows[0]
    mail = _row(Mail, MAIL, columns[: len(MAIL)])
    notices = [_row(Notice, NOTICE, row[3 + len(MAIL) :]) for row in rows]
    return Leased(mail, [notice for notice in notices if notice.pk], since, barred, turn)


def _row(model, fields, values):
    """An instance of the model, its values converted as the ORM does (JSON comes as text)."""
    converted = [
        field.from_db_value(value, None, connection) if hasattr(field, "from_db_value") else value
        for field, value in zip(fields, values, strict=True)
    ]
    return model.from_db(connection.alias, [field.attname for field in fields], converted)
