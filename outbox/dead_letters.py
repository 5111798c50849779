"""What a person decides about mails that did not arrive: try again, elsewhere, or no more."""

from django.db import transaction
from django.utils import timezone

from directory.violations import Refused
from outbox import doorbell, states
from outbox.enums import MailState
from outbox.kinds import kind_of
from outbox.models import BarredAddress, Mail, message_id_for
from outbox.workflow import notify

NOT_DEAD = "Ce courriel n’est pas en échec : il n’y a rien à renvoyer."
BARRED = "L’adresse est écartée : rétablissez-la d’abord, ou faites-la corriger."


@transaction.atomic
def retry(mail):
    """Send a dead mail again, from the start; Refused when it is not dead or its address is
    barred.

    A mail that came back was taken once: it leaves again under another Message-ID, else the
    relay, asked about the second sending, would answer for the first. For an `unknown` mail
    this is the decision of a person: the relay could not say whether it took the mail, so
    its reader may get it twice.
    """
    mail = _locked(mail)
    if BarredAddress.objects.in_force().filter(email=mail.recipient_email).exists():
        raise Refused(BARRED)
    if mail.state == MailState.BOUNCED:
        _send_anew(mail)
    else:
        mail.state, mail.attempts, mail.next_try_at = MailState.PENDING, 0, timezone.now()
        mail.error, mail.set_aside_at = "", None
        mail.save(update_fields=["state", "attempts", "next_try_at", "error", "set_aside_at"])
    doorbell.ring_on_commit()


@transaction.atomic
def redirect(mail, to):
    """Tell `to`, a Recipient, what this dead mail told; how many notices were new to it.

    They are notices of their own, by their key: an address that was told already is not
    told again. Codes and links asked for are not passed on. Refused when the mail is not
    dead.
    """
    mail = _locked(mail)
    told = [notice for notice in mail.notices.all() if not kind_of(notice.kind).sensitive]
    sent = sum(_tell(notice, to) for notice in told)
    _set_aside(mail)
    doorbell.ring_on_commit()
    return sent


@transaction.atomic
def set_aside(mail):
    """Nothing more is to be done about a dead mail; Refused when it is not dead."""
    _set_aside(_locked(mail))


def _set_aside(mail):
    mail.set_aside_at = timezone.now()
    mail.save(update_fields=["set_aside_at"])


def _locked(mail):
    rows = Mail.objects.select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=mail.pk).first()
    if found is None or found.state not in states.DEAD:
        raise Refused(NOT_DEAD)
    return found


def _send_anew(mail):
    """The same notices in a mail of its own; the one that came back is set aside."""
    number = Mail.objects.filter(key__startswith=f"{mail.key}:envoi ").count() + 2
    key = f"{mail.key}:envoi {number}"
    again = Mail.objects.create(
        key=key,
        message_id=message_id_for(key),
        recipient_email=mail.recipient_email,
        recipient_name=mail.recipient_name,
        urgency=mail.urgency,
        next_try_at=timezone.now(),
        not_after=mail.not_after,
    )
    mail.notices.update(mail=again)
    _set_aside(mail)


def _tell(notice, to):
    """Write the same notice for another recipient; whether it was not told already."""
    subject = notice.subject
    if notice.subject_id and subject is None:
        return False
    return (
        notify(
            notice.kind,
            subject,
            to,
            occasion=notice.occasion,
            not_after=notice.not_after,
            context=notice.context,
        )
        is not None
    )
