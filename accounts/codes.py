"""One-time codes sent to one's own address before an act that commits (R-AG-2).

    codes.send(actor, signatory, "signer la convention n° 12")       # the page's first POST
    code = codes.verify(actor, signatory, typed)                     # its second POST …
    with transaction.atomic():
        codes.use(code)                                              # … in the act itself

A `phone` sends it there by text message instead; the same limits count both, and nothing of
the number is kept but its last two digits. `verify` counts the try in a transaction of its
own, so that a refusal further on never gives tries back; `use` makes sure that one code serves
one act.
"""

import datetime as dt
import logging
from functools import partial

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

from accounts.models import OneTimeCode, User
from directory.violations import Refused
from outbox import sms
from outbox.recipients import Recipient
from outbox.workflow import notify

LIFE = dt.timedelta(minutes=10)
DIGITS = 6
SENT_PER_HOUR = 5
WHO = "Un code se demande avec un lien personnel ou un compte."
NO_ADDRESS = "Aucune adresse n’est connue pour vous envoyer un code."
logger = logging.getLogger(__name__)


def digest(salt, typed):
    """A code is short: only a keyed hash keeps it from whoever reads the table."""
    return salted_hmac(
        "passerelle.accounts.code", f"{salt}:{typed}", algorithm="sha256"
    ).hexdigest()


def _of(actor, subject):
    if actor.link is None and actor.user is None:
        raise Refused(WHO)
    return OneTimeCode.objects.filter(
        link=actor.link,
        user=None if actor.link else actor.user,
        subject_type=ContentType.objects.get_for_model(subject),
        subject_id=subject.pk,
    )


@transaction.atomic
def send(actor, subject, what, phone=""):
    """Send a code to the holder's own address, or to their own `phone` (E.164) by text
    message; `what` completes "pour …" in what they read.

    Earlier codes for the same act stop working. Raises Refused after five sendings in an
    hour, and when the holder has neither.
    """
    to = _locked_holder(actor)
    earlier = _of(actor, subject)
    now = timezone.now()
    if not to[0] and not phone:
        raise Refused(NO_ADDRESS)
    if earlier.filter(sent_at__gt=now - dt.timedelta(hours=1)).count() >= SENT_PER_HOUR:
        raise Refused("Trop de codes demandés. Réessayez dans une heure.")
    earlier.filter(used_at=None, expires_at__gt=now).update(expires_at=now)
    typed = get_random_string(DIGITS, "0123456789")
    code = OneTimeCode(
        link=actor.link,
        user=None if actor.link else actor.user,
        subject=subject,
        email="" if phone else to[0],
        phone_end=phone[-2:],
        what=what,
        expires_at=now + LIFE,
    )
    code.code_hash = digest(code.salt, typed)
    code.save()
    if phone:
        transaction.on_commit(partial(_send_text, code, phone, typed))
    else:
        kind, end = "accounts.one_time_code", code.expires_at
        notify(kind, code, Recipient(*to), secret=typed, not_after=end)
    return code


def _locked_holder(actor):
    """(address, name, account) of who asks, one at a time."""
    if actor.link:
        type(actor.link).objects.select_for_update(of=("self",)).get(pk=actor.link.pk)
        return actor.link.holder_email, actor.link.holder_name, None
    if actor.user:
        User.objects.select_for_update(of=("self",)).get(pk=actor.user.pk)
        return actor.user.email, str(actor.user), actor.user.pk
    raise Refused(WHO)


def _send_text(code, phone, typed):
    """Neither the number nor the code goes to a log; what did not leave is no longer open."""
    text = (
        f"Passerelle : {typed} est votre code pour {code.what}. Valable dix minutes. "
        "Ne le donnez à personne."
    )
    try:
        sms.send(phone, text)
    except Exception as error:  # a provider raises what it likes
        logger.error("The text message of code %s did not leave: %s", code.pk, type(error).__name__)
        OneTimeCode.objects.filter(pk=code.pk).update(expires_at=timezone.now())


@transaction.atomic(durable=True)
def _try(codes, typed, now):
    code = codes.select_for_update(of=("self",)).first()
    if code is None or not code.is_open:
        return None, "Ce code n’est plus valable. Demandez-en un nouveau."
    code.tries = F("tries") + 1
    right = constant_time_compare(code.code_hash, digest(code.salt, typed))
    if right:
        code.verified_at = now
    code.save(update_fields=["tries", "verified_at"])
    return (code, "") if right else (None, "Ce code n’est pas le bon.")


def verify(actor, subject, typed):
    """The code, when `typed` is the last one sent and still open; spaces are ignored.

    Call it outside any transaction (RuntimeError otherwise). Raises Refused with what to
    tell; five tries in all.
    """
    digits = "".join(typed.split())
    codes = _of(actor, subject).order_by("-sent_at", "-pk")
    code, why_not = _try(codes, digits, timezone.now())
    if code is None:
        raise Refused(why_not)
    return code


def use(code):
    """Spend a verified code, in the transaction of the act. Raises Refused when it was spent
    already or was never verified."""
    now = timezone.now()
    spent = OneTimeCode.objects.filter(
        pk=code.pk, used_at=None, verified_at__isnull=False, expires_at__gt=now
    ).update(used_at=now)
    if not spent:
        raise Refused("Ce code a déjà servi. Demandez-en un nouveau.")
