"""Choosing one's mails: by account, by the link of a mail, or in one click of a mail program."""

from django.db import transaction

from accounts import journal
from accounts.actor import Actor
from outbox import stops
from outbox.topics import STOPPABLE, Topic


def holder_of(mail):
    """Who opens the link of a mail that went to them: the link proves the mailbox."""
    return Actor.system(f"{mail.recipient_name or 'Destinataire'}, par le lien d’un courriel")


@transaction.atomic
def choose(actor, email, wanted, subject):
    """The address receives the topics `wanted`, of those that may be stopped. Idempotent.

    `subject` of the journal: the account, or the mail whose link was used.
    """
    off, on = stops.choose(email, wanted)
    for verb, topics in (("a arrêté des courriels", off), ("a repris des courriels", on)):
        if topics:
            words = ", ".join(Topic(topic).label for topic in topics)
            journal.record(actor, verb, subject, words=words)


@transaction.atomic
def stop_kinds_of(mail):
    """One click (RFC 8058): what this mail told, and may be stopped, is stopped; these topics."""
    told = stops.topics_of(mail)
    stopped = stops.stopped(mail.recipient_email)
    wanted = [topic for topic in STOPPABLE if topic not in told and topic not in stopped]
    choose(holder_of(mail), mail.recipient_email, wanted, mail)
    return told
