"""Whose account an identity opens, and linking the two."""

import datetime as dt
from enum import StrEnum

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import journal
from accounts.models import ProConnectIdentity, User
from directory.violations import Refused
from outbox.addresses import absolute
from outbox.recipients import Recipient
from outbox.workflow import notify

SALT = "passerelle.proconnect.link"
LIFE = dt.timedelta(hours=1)


class Outcome(StrEnum):
    """What follows from an identity that ProConnect has proved."""

    SIGN_IN = "sign_in"
    LINK = "link"
    ASK_LINK = "ask_link"
    NO_ACCOUNT = "no_account"
    CONFLICT = "conflict"


def decide(proof, signed_in=None):
    """(Outcome, person). An address is no proof of an account: it only tells whom to ask.

    `signed_in` is the person who links an identity to their account.
    """
    identity = _identity(proof)
    owner = User.objects.filter(email=proof.email).first() if proof.email else None
    known = identity.user if identity else None
    people = {person for person in (known, owner, signed_in) if person}
    if len(people) > 1:
        return Outcome.CONFLICT, None
    if known:
        return Outcome.SIGN_IN, known
    if signed_in:
        return Outcome.LINK, signed_in
    return (Outcome.ASK_LINK, owner) if owner else (Outcome.NO_ACCOUNT, None)


def _identity(proof):
    return (
        ProConnectIdentity.objects.filter(issuer=proof.issuer, subject=proof.subject)
        .select_related("user")
        .first()
    )


def touch(proof):
    """Note that the identity served."""
    ProConnectIdentity.objects.filter(issuer=proof.issuer, subject=proof.subject).update(
        last_used_at=timezone.now()
    )


@transaction.atomic
def ask(person, proof):
    """Send the person, at the address of their account, the page that links the identity."""
    token = signing.dumps([person.pk, proof.issuer, proof.subject], salt=SALT)
    now = timezone.now()
    notify(
        "accounts.proconnect_link",
        None,
        Recipient(person.email, str(person), person.pk),
        occasion=str(now.timestamp()),
        secret=absolute(reverse("proconnect_confirm", args=[token])),
        not_after=now + LIFE,
    )


def asked(token, proof):
    """The person of a link that was made for this very identity, or None."""
    try:
        pk, issuer, subject = signing.loads(token, salt=SALT, max_age=LIFE)
    except (signing.BadSignature, ValueError):
        return None
    if proof is None or (issuer, subject) != (proof.issuer, proof.subject):
        return None
    return User.objects.filter(pk=pk, is_active=True, email=proof.email).first()


@transaction.atomic
def link(actor, person, proof):
    """The identity opens the account of `person` from now on. Raises Refused when it is
    somebody else's already."""
    User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    identity, created = ProConnectIdentity.objects.get_or_create(
        issuer=proof.issuer, subject=proof.subject, defaults={"user": person}
    )
    if identity.user_id != person.pk:
        raise Refused("Cette identité ProConnect est celle de quelqu’un d’autre.")
    if created:
        _tell(actor, person, "a relié une identité ProConnect", "proconnect_linked", identity.pk)
    return identity


@transaction.atomic
def unlink(actor, identity):
    """The identity opens nothing any more."""
    pk = identity.pk
    identity.delete()
    _tell(actor, identity.user, "a retiré une identité ProConnect", "proconnect_unlinked", pk)


def _tell(actor, person, verb, event, pk):
    journal.record(actor, verb, person)
    to = Recipient(person.email, str(person), person.pk)
    context = {"event": event}
    notify("accounts.security", person, to, by=actor, occasion=f"{event}-{pk}", context=context)
