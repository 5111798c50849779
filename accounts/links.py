"""Personal links (R-AG-4): issuing, finding, revoking, replacing."""

import datetime as dt
from functools import cache

from django.db import transaction
from django.utils import timezone

from accounts import journal
from accounts.models import PersonalLink
from accounts.tokens import fingerprint
from directory.sql import Given, Kept

HOLDER = ("holder_name", "holder_email", "holder_function")
RENEWED_FOR = dt.timedelta(days=30)


def end_of(day):
    """The last moment of a day in Paris, as the end of a link's validity."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.max))


def issue(actor, purpose, subject, *, name, email, valid_until, function=""):
    """A new link for one holder, purpose (the slug of its address) and subject.

    `valid_until` is an aware datetime. The caller mails `link.url`: a mail needs the
    link's id only, as the address is rebuilt from it.
    """
    return PersonalLink.objects.create(
        purpose=purpose,
        subject=subject,
        holder_name=name,
        holder_email=email,
        holder_function=function,
        valid_until=valid_until,
        issued_by=actor.user,
    )


def find(purpose, token):
    """The link of this address, in whatever state, or None."""
    return _finding().first(token_hash=fingerprint(token), purpose=purpose)


@cache
def _finding():
    own = {name: Given(name) for name in ("token_hash", "purpose")}
    return Kept(PersonalLink.objects.filter(**own).order_by())


def prolong(subject, purposes, valid_until):
    """The living links of these purposes last at least until `valid_until`: what they are
    about comes later than was thought."""
    alive = PersonalLink.objects.alive().about(subject)
    alive.filter(purpose__in=purposes, valid_until__lt=valid_until).update(valid_until=valid_until)


@transaction.atomic
def revoke(actor, link, reason=""):
    """The link opens nothing from now on. Idempotent."""
    link = PersonalLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if link.revoked_at or link.replaced_by_id:
        return link
    link.revoked_at = timezone.now()
    link.save(update_fields=["revoked_at"])
    journal.note(actor, "a révoqué un lien personnel", link.subject, reason=reason)
    return link


@transaction.atomic
def replace(actor, link, *, valid_until=None, **holder):
    """A new link for the same subject; the old one dies.

    `holder` may change `holder_name`, `holder_email` or `holder_function` (R-AG-1: a
    signature follows the function). Replacing a replaced link gives its latest successor.
    """
    link = PersonalLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if link.replaced_by_id:
        return latest(link)
    kept = {
        name: getattr(link, name) for name in ("holder_name", "holder_email", "holder_function")
    }
    new = PersonalLink.objects.create(
        purpose=link.purpose,
        subject_type=link.subject_type,
        subject_id=link.subject_id,
        generation=link.generation + 1,
        valid_until=valid_until or max(link.valid_until, timezone.now() + RENEWED_FOR),
        issued_by=actor.user or link.issued_by,
        **(kept | holder),
    )
    link.replaced_by = new
    link.save(update_fields=["replaced_by"])
    journal.note(actor, "a remplacé un lien personnel", link.subject)
    return new


def renew(actor, link, life):
    """The successor of an expired link, valid for `life` from now."""
    return replace(actor, link, valid_until=timezone.now() + life)


def latest(link):
    """The last successor of a replaced link."""
    while link.replaced_by_id:
        link = link.replaced_by
    return link
