"""What was told: notices that left long ago, each with its mail."""

from outbox.enums import MailState, NoticeState, Urgency
from outbox.models import Mail, Notice

from .insert import insert, without_triggers

KEY = "echelle:"
SENT = "now() - n * interval '1 minute'"


def add_letters(count):
    """`count` mails that left, one a minute back from now, each with its notice."""
    numbers = "generate_series(1, %s) AS numbers(n) ORDER BY n"
    with without_triggers():
        made = insert(
            Mail,
            {
                "key": f"'{KEY}' || n",
                "message_id": f"'<{KEY}' || n || '@exemple.test>'",
                "recipient_email": "'personne' || mod(n, 20000) || '@exemple.test'",
                "urgency": f"{Urgency.ROUTINE.value}",
                "state": f"'{MailState.SENT}'",
                "subject": "'Nouvelles de vos demandes'",
                "attempts": "1",
                "next_try_at": SENT,
                "created_at": SENT,
                "sent_at": SENT,
            },
            numbers,
            [count],
        )
        insert(
            Notice,
            {
                "dedup_key": "mail.key",
                "kind": "'booking.requested'",
                "recipient_email": "mail.recipient_email",
                "urgency": "mail.urgency",
                "due_at": "mail.sent_at",
                "created_at": "mail.sent_at",
                "state": f"'{NoticeState.QUEUED}'",
                "mail": "mail.id",
            },
            f"outbox_mail AS mail WHERE mail.key LIKE '{KEY}%%' ORDER BY mail.id",
        )
    return made
