"""What people decide about mails in failure and about barred addresses."""

from django.db import transaction
from django.utils import timezone

from accounts import journal
from directory.violations import Refused
from outbox import address_books, dead_letters, feedback
from outbox.enums import Barring
from outbox.models import BarredAddress, Mail
from outbox.recipients import Recipient, normalise

BATCH = 1000  # mails of one decision: what a request has time for


def retry_mails(actor, mails):
    """Send these dead mails again; (sent, refused). One journal entry for all."""
    return _each(actor, mails, dead_letters.retry, "a fait renvoyer")


def set_aside(actor, mails):
    """Nothing more is to be done about these dead mails; (done, refused)."""
    return _each(actor, mails, dead_letters.set_aside, "a classé sans suite")


@transaction.atomic
def _each(actor, mails, act, verb):
    _only_administrators(actor)
    done, refused = [], 0
    for mail in mails.order_by("pk")[:BATCH]:
        try:
            act(mail)
            done.append(mail)
        except Refused:
            refused += 1
    if len(done) == 1:
        journal.record(actor, f"{verb} un courriel", done[0])
    elif done:
        journal.record(actor, f"{verb} {len(done)} courriels")
    return len(done), refused


@transaction.atomic
def bar(actor, email, reason):
    """Send nothing more to this address, codes included, until somebody restores it.

    Refused for what is no address, and when it is barred already.
    """
    _only_administrators(actor)
    try:
        email = normalise(email)
    except ValueError as error:
        raise Refused(str(error)) from None
    if not feedback.bar(email, Barring.BY_HAND, words=reason, by=actor.user):
        raise Refused("Cette adresse est déjà écartée.")
    row = BarredAddress.objects.in_force().get(email=email)
    journal.record(actor, "a écarté une adresse électronique", row, reason=reason)


@transaction.atomic
def restore(actor, row, reason):
    """Send to a barred address again; by whoever may correct it, with the reason.

    Refused when somebody else restored it meanwhile.
    """
    rows = BarredAddress.objects.visible_to(actor).in_force()
    if not rows.filter(pk=row.pk).update(lifted_at=timezone.now()):
        raise Refused("Cette adresse est déjà rétablie.")
    journal.record(actor, "a rétabli une adresse électronique", row, reason=reason)


@transaction.atomic
def send_to_corrected(actor, row, email):
    """Send what did not reach a barred address to the one that replaced it, where the actor
    corrected it; how many mails. Refused for any other address."""
    places = address_books.corrected(actor, [row.email]).get(row.email, [])
    if email not in {place.email for place in places}:
        raise Refused("Cette adresse ne remplace pas celle qui était en cause.")
    waiting = Mail.objects.dead().filter(recipient_email=row.email).order_by("pk")
    number = 0
    for mail in waiting[:BATCH]:
        number += bool(dead_letters.redirect(mail, Recipient(email, mail.recipient_name)))
    words = f"{number} courriel{'s' * (number > 1)}"
    journal.record(actor, "a fait renvoyer des courriels à l’adresse corrigée", row, words=words)
    return number


def _only_administrators(actor):
    if not actor.is_administrator:
        raise Refused("Cette action ne vous est pas ouverte.")
