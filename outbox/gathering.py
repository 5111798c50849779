"""From notices that are due to mails: one of its own for what leaves at once, one digest per
address and day for the rest.

The digest of a day takes what is due when it leaves, in the morning of the first run after
`DIGEST_HOUR` (in the evening at the latest, when the relay comes back late). What falls due
afterwards waits for the next one, unless its own life ends before: then it leaves alone, in
time. The unique key `digest:address:day` holds one digest however many processes gather.

What is unhurried (a mere piece of news) makes no digest of its own at first: it goes with the
next one of its address, or makes one when it has waited as long as its kind may.
"""

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat

from directory.calendar import Calendar
from directory.enums import Rhythm
from directory.sql import rows as rows_of
from outbox import rules
from outbox.enums import NoticeState, Urgency
from outbox.kinds import patient_kinds, stopped_kinds
from outbox.models import Mail, Notice, message_id_for
from outbox.rules import PARIS, is_reading_time, next_morning

BATCH = 500
DIGEST = "digest:"

STOP = """
UPDATE outbox_notice AS notice SET state = 'declined', sealed = NULL
FROM unnest(%s::text[], %s::text[]) AS kind (code, topic), outbox_stop AS stop
WHERE notice.state = 'planned' AND notice.due_at <= %s AND notice.kind = kind.code
    AND stop.topic = kind.topic AND stop.email = notice.recipient_email
"""
# A mail that another process has just made is left to it, with what it carries.
INSERT = """
INSERT INTO outbox_mail (key, message_id, recipient_email, recipient_name, urgency, state,
    subject, attempts, next_try_at, not_after, provider_id, error, created_at)
SELECT key, message_id, email, name, urgency, 'pending', '', 0, %(now)s, not_after, '', '', now()
FROM unnest(%(keys)s::text[], %(ids)s::text[], %(emails)s::text[], %(names)s::text[],
    %(urgencies)s::int[], %(ends)s::timestamptz[])
    AS made (key, message_id, email, name, urgency, not_after)
ON CONFLICT DO NOTHING RETURNING id, key
"""
CARRY = """
UPDATE outbox_notice AS notice SET mail_id = carried.mail, state = 'queued'
FROM unnest(%s::bigint[], %s::bigint[]) AS carried (notice, mail)
WHERE notice.id = carried.notice
"""


def gather(now):
    """Give each notice that is due at `now` its mail, or its place in a digest."""
    calendar = Calendar.load()
    _decline(now)
    while _own_mails(now, Q(urgency__lt=Urgency.ROUTINE)) == BATCH:
        pass
    readers, ripe = _readers(now, calendar), _ripe(now, calendar)
    while _digests(now, readers, _edition(now), ripe) == BATCH:
        pass
    while _own_mails(now, _too_short(now, calendar)) == BATCH:
        pass


def gather_waiting(now):
    """Bring forward what waits for its next morning, in a digest apart: for the tests and
    the demonstration, which do not wait for the morning."""
    calendar = Calendar.load()
    waiting = Q(pk__in=[])
    for rhythm in Rhythm:
        morning = next_morning(now, rhythm, calendar, settings.DIGEST_HOUR)
        waiting |= Q(rhythm=rhythm, due_at__lte=morning)
    planned = Notice.objects.filter(state=NoticeState.PLANNED, urgency__gte=Urgency.ROUTINE)
    planned.filter(waiting).update(due_at=now, urgency=Urgency.ROUTINE)
    _decline(now)
    while _digests(now, list(Rhythm), now.isoformat(), Q()) == BATCH:
        pass


@transaction.atomic(durable=True)
def _decline(now):
    """What its recipient stopped is not sent, and says so."""
    kinds = stopped_kinds()
    codes, topics = [code for code, _ in kinds], [topic for _, topic in kinds]
    with connection.cursor() as cursor:
        cursor.execute(STOP, [codes, topics, now])


def left_behind(now, patience):
    """How many notices should have had their mail for that long: none, as long as somebody
    gathers."""
    then, calendar = now - patience, Calendar.load()
    at_once = _due(then).filter(urgency__lt=Urgency.ROUTINE)
    mornings = _for_digest(then, _readers(then, calendar), _edition(then))
    return at_once.count() + mornings.filter(_ripe(then, calendar)).count()


def _edition(now):
    """The day of a digest, in its key."""
    return now.astimezone(PARIS).date().isoformat()


def _readers(now, calendar):
    """Those who may get a digest now."""
    return [one for one in Rhythm if is_reading_time(now, one, calendar, settings.DIGEST_HOUR)]


def _ripe(now, calendar):
    """What makes a digest leave: all but what may still wait for one."""
    patient = patient_kinds()
    ripe = Q(urgency=Urgency.ROUTINE) | ~Q(kind__in=sum(patient.values(), []))
    for days, codes in patient.items():
        for rhythm in Rhythm:
            since = rules.held_since(now, days, rhythm, calendar)
            ripe |= Q(kind__in=codes, rhythm=rhythm, due_at__lt=since)
    return ripe


def _too_short(now, calendar):
    """What cannot wait for the next morning of its recipient."""
    ends = Q(pk__in=[])
    for rhythm in Rhythm:
        morning = next_morning(now, rhythm, calendar, settings.DIGEST_HOUR)
        ends |= Q(rhythm=rhythm, not_after__lte=morning)
    return ends


def _due(now):
    due = Notice.objects.filter(state=NoticeState.PLANNED, due_at__lte=now)
    return due.filter(Q(not_after=None) | Q(not_after__gt=now))


@transaction.atomic(durable=True)
def _own_mails(now, wanted):
    """A mail for each of the notices wanted, at most BATCH; how many."""
    due = _due(now).filter(wanted).order_by("urgency", "due_at")
    due = list(due.select_for_update(skip_locked=True, of=("self",))[:BATCH])
    return _carry({notice.dedup_key: [notice] for notice in due}, now)


def _for_digest(now, rhythms, edition):
    """What is due at `now` to people who had no digest of this edition."""
    key = Concat(Value(DIGEST), OuterRef("recipient_email"), Value(f":{edition}"))
    due = _due(now).filter(~Exists(Mail.objects.filter(key=key)), urgency__gte=Urgency.ROUTINE)
    return due.filter(rhythm__in=rhythms)


@transaction.atomic(durable=True)
def _digests(now, rhythms, edition, ripe):
    """A digest for at most BATCH addresses that had none of this edition and have something
    `ripe`; how many."""
    if not rhythms:
        return 0
    due = _for_digest(now, rhythms, edition)
    emails = (
        due.filter(ripe).order_by().values_list("recipient_email", flat=True).distinct()[:BATCH]
    )
    due = due.filter(recipient_email__in=list(emails)).order_by("due_at", "id")
    carried: dict[str, list] = {}
    for notice in due.select_for_update(skip_locked=True, of=("self",)):
        carried.setdefault(f"{DIGEST}{notice.recipient_email}:{edition}", []).append(notice)
    return _carry(carried, now)


def _carry(carried, now):
    """Write the mails of {key: notices} that do not exist yet; how many."""
    if not carried:
        return 0
    first = [notices[0] for notices in carried.values()]
    made = rows_of(
        INSERT,
        {
            "now": now,
            "keys": list(carried),
            "ids": [message_id_for(key) for key in carried],
            "emails": [notice.recipient_email for notice in first],
            "names": [notice.recipient_name for notice in first],
            "urgencies": [min(one.urgency for one in notices) for notices in carried.values()],
            "ends": [_end(notices) for notices in carried.values()],
        },
    )
    pairs = [(notice.pk, mail) for mail, key in made for notice in carried[key]]
    with connection.cursor() as cursor:
        cursor.execute(CARRY, [[one for one, _ in pairs], [mail for _, mail in pairs]])
    return len(made)


def _end(notices):
    """The latest of their ends; None when one of them has none."""
    ends = [notice.not_after for notice in notices]
    return None if None in ends else max(ends)


def set_apart(notices, now):
    """Notices that a digest could not carry are given mails of their own, to be tried again."""
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(
        mail=None, state=NoticeState.PLANNED, urgency=Urgency.IMMEDIATE, due_at=now
    )
