"""From which state to which a mail may go; a trigger holds it, whoever writes the row.

    pending → claimed → sent → delivered | bounced | complained
    claimed → pending (known failure) | unknown (no answer) | failed | cancelled | suppressed
    unknown → what the relay, a report or a person says
    failed, suppressed, unknown → pending (a person tries again)

`delivered`, `bounced` and `complained` may follow each other: a server may accept a mail and
return it later, and a person complains of a mail that was delivered. Never back from
`bounced` to `delivered`: reports come out of order, and the bad news is the one to act on.
"""

from outbox.enums import Feedback
from outbox.enums import MailState as S

NEXT = {
    S.PENDING: {S.CLAIMED, S.CANCELLED, S.EXPIRED},
    S.CLAIMED: {S.PENDING, S.SENT, S.UNKNOWN, S.CANCELLED, S.FAILED, S.SUPPRESSED},
    S.UNKNOWN: {S.SENT, S.DELIVERED, S.BOUNCED, S.COMPLAINED, S.PENDING, S.FAILED},
    S.SENT: {S.DELIVERED, S.BOUNCED, S.COMPLAINED},
    S.DELIVERED: {S.BOUNCED, S.COMPLAINED},
    S.BOUNCED: {S.COMPLAINED},
    S.FAILED: {S.PENDING},
    S.SUPPRESSED: {S.PENDING},
    S.COMPLAINED: set(),
    S.CANCELLED: set(),
    S.EXPIRED: set(),
}
# The relay took these: they bear the moment.
LEFT = (S.SENT, S.DELIVERED, S.BOUNCED, S.COMPLAINED)
# A person must look at these. A complaint needs nothing: the mail was delivered.
DEAD = (S.FAILED, S.UNKNOWN, S.BOUNCED, S.SUPPRESSED)

AFTER = {
    Feedback.DELIVERED: S.DELIVERED,
    Feedback.SOFT: S.BOUNCED,
    Feedback.HARD: S.BOUNCED,
    Feedback.COMPLAINT: S.COMPLAINED,
}


def transitions():
    """[(from, to)], as the trigger wants them."""
    return sorted((str(before), str(after)) for before in NEXT for after in NEXT[before])
