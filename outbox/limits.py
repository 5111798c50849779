"""How many mails a domain, or one person, gets at most within a window of time.

The counts are rows, written by the statement that leases the mail: they hold for all
workers together and survive restarts. A mail beyond the limit keeps its place in the
queue: its number within the window says how many windows later its turn comes, so that it
is put off once and the mails behind it, to others, are sent meanwhile.
"""

import json
import re
from datetime import timedelta
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from outbox.models import SendingCount

KEPT = timedelta(days=2)  # longer than the longest window
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
RATE = re.compile(r"([1-9]\d{0,6})/([smhd])")
PERSON, ANY_DOMAIN = "@", "*"

# The tail of the statement that leases: `claimed` are the mails just leased. Each takes its
# number behind those before it; keys are written in order, so that senders never deadlock.
COUNT = """rates AS (
    SELECT claimed.id AS mail_id, asked.key, (rate ->> 0)::int AS amount,
        make_interval(secs => (rate ->> 1)::int) AS period,
        row_number() OVER (PARTITION BY asked.key ORDER BY urgency, next_try_at, claimed.id)
            AS place
    FROM claimed CROSS JOIN LATERAL (VALUES
        (recipient_email, %(limits)s::jsonb -> '@'),
        (split_part(recipient_email, '@', 2), coalesce(
            %(limits)s::jsonb -> split_part(recipient_email, '@', 2), %(limits)s::jsonb -> '*'))
    ) AS asked (key, rate) WHERE rate IS NOT NULL
), counted AS (
    INSERT INTO outbox_sendingcount AS so_far (key, starts_at, taken)
    SELECT key, date_bin(period, %(now)s, timestamptz '2000-01-01 00:00Z'), count(*)
    FROM rates GROUP BY key, period ORDER BY key
    ON CONFLICT (key, starts_at) DO UPDATE SET taken = so_far.taken + excluded.taken
    RETURNING key, starts_at, taken
), numbered AS (
    SELECT rates.*, starts_at, taken - count(*) OVER (PARTITION BY key) + place AS number
    FROM counted JOIN rates USING (key)
), turn AS (
    SELECT mail_id, max(starts_at + period * ((number - 1) / amount)) AS comes_at
    FROM numbered WHERE number > amount GROUP BY mail_id
)"""


def rate(text):
    """(number, seconds) of a rate such as "60/m"; ImproperlyConfigured for anything else."""
    found = RATE.fullmatch(text)
    if not found:
        raise ImproperlyConfigured(f"{text!r} is no rate: write 60/m, 300/h (s, m, h or d).")
    return int(found[1]), SECONDS[found[2]]


def as_json():
    """The limits of the settings, {domain, "*" or "@": [number, seconds]}, for the statement."""
    domains, person = settings.MAIL_LIMITS, settings.MAIL_PERSON_LIMIT
    return _as_json(tuple(sorted(domains.items())), person)


@lru_cache(maxsize=8)
def _as_json(domains, person):
    rates = {domain.lower(): rate(text) for domain, text in domains}
    if person:
        rates[PERSON] = rate(person)
    return json.dumps(rates)


def forget(now):
    """Drop the counts of windows that are over: they name people."""
    SendingCount.objects.filter(starts_at__lt=now - KEPT).delete()
