"""What the public writes: confirmed by its author, relayed or answered. Raises `Refused`.

Nobody's address is shown: the portal writes to who keeps the committee, to the RBDE, to the
mission officer, and they answer to the address that the author proved.
"""

import datetime as dt
from functools import partial

from django.db import transaction
from django.utils import timezone

from accounts import journal, links
from accounts.actor import Actor
from accounts.enums import Role
from accounts.idempotency import once
from accounts.limits import allowed
from accounts.transitions import Table, Transition
from clee import people
from clee.enums import KEEPERS
from clee.enums.public import EnquiryKind, EnquiryState
from clee.models import Enquiry
from directory.violations import Refused, Violation
from outbox.recipients import Recipient
from outbox.workflow import notify

TO_CONFIRM, SENT, ACCEPTED, REFUSED = EnquiryState
PURPOSE = "demande-clee"
GUEST = Actor.system("Visiteur")
# Texts from one address of the network, and from one address of mail, per day.
PER_VISITOR, PER_ADDRESS, DAY = 10, 5, 24 * 3600
TOO_MANY = "Trop de messages envoyés aujourd’hui. Réessayez demain."
LINK_LIFE = dt.timedelta(days=7)
# How long messages are kept, and the person of an answered request (DOMAIN §8).
KEPT_UNCONFIRMED, KEPT_MESSAGE, KEPT_PERSON = (dt.timedelta(days=n) for n in (15, 180, 730))


def answers(enquiry, actor):
    """Who decides on a request: the mission officer, and the officers of the territory."""
    if not enquiry.is_decided:
        return False
    if actor.is_administrator:
        return True
    return actor.role in KEEPERS and actor.sees_department(enquiry.department_id)


def _author(enquiry, actor):
    """Who holds the link, or the account with that address."""
    return actor.is_person(enquiry.email.lower())


TABLE = Table(
    {
        (TO_CONFIRM, "confirm"): Transition(SENT, _author, "Confirmer mon envoi"),
        (SENT, "accept"): Transition(ACCEPTED, answers, "Accepter la demande"),
        (SENT, "refuse"): Transition(REFUSED, answers, "Refuser la demande"),
    }
)


def deposit(visitor, actor, enquiry, *, key):
    """Keep what was typed (an unsaved Enquiry): it leaves at once for who has an account, else
    when its author opens the link that is mailed. `visitor` is an address of the network."""
    if actor.user is not None:
        enquiry.name, enquiry.email = str(actor.user), actor.user.email
    within = allowed("enquiry", visitor, PER_VISITOR, DAY)
    if not within or not allowed("enquiry-from", enquiry.email.lower(), PER_ADDRESS, DAY):
        raise Refused(TOO_MANY)
    known = actor if actor.user is not None else GUEST
    return _deposit(known, enquiry, key)


@transaction.atomic
def _deposit(actor, enquiry, key):
    return once(actor, key, partial(_make, actor, enquiry))[0]


def _make(actor, enquiry):
    enquiry.state = TO_CONFIRM
    enquiry.save()
    if actor.user is not None:
        return _send(actor, enquiry)
    ends = timezone.now() + LINK_LIFE
    links.issue(actor, PURPOSE, enquiry, name=enquiry.name, email=enquiry.email, valid_until=ends)
    notify("clee.enquiry_to_confirm", enquiry, Recipient(enquiry.email, enquiry.name), by=actor,
           not_after=ends)  # fmt: skip
    return enquiry


@transaction.atomic
def confirm(actor, enquiry):
    """The author proved the address: it leaves. A second click changes nothing."""
    enquiry = _locked(enquiry)
    if enquiry.state != TO_CONFIRM:
        return enquiry
    return _send(actor, enquiry)


def _send(actor, enquiry):
    TABLE.apply(enquiry, "confirm", actor)
    enquiry.sent_at = timezone.now()
    told = _readers(enquiry)
    enquiry.save()
    for to in told:
        notify("clee.enquiry_sent", enquiry, to, by=actor)
    _write(actor, "a envoyé une demande" if enquiry.is_decided else "a envoyé un message", enquiry)
    return enquiry


def _readers(enquiry):
    """Whom it is for; a request remembers which role answers."""
    if enquiry.department_id:
        role, found = people.answering([enquiry.department_id])
        enquiry.asked_role = role or Role.EDUCATION_AUTHORITY
        return [people.recipient(person, role) for person in found]
    if enquiry.school is not None:
        codes = [enquiry.school.department_id]
        return people.office_holders(enquiry.school) or people.officers(codes)
    return people.keepers(enquiry.committee)


@transaction.atomic
def accept(actor, enquiry, follow, answer=""):
    """Accept by doing it: `follow()` creates, fills or revives a committee and returns it."""
    enquiry = _locked(enquiry)
    TABLE.apply(enquiry, "accept", actor)
    enquiry.outcome = follow()
    return _answered(actor, enquiry, "a accepté une demande", answer)


@transaction.atomic
def refuse(actor, enquiry, answer):
    """With the reason, which its author reads."""
    if not answer.strip():
        raise Refused(violations=[Violation("", "Indiquez le motif.", "answer")])
    enquiry = _locked(enquiry)
    TABLE.apply(enquiry, "refuse", actor)
    return _answered(actor, enquiry, "a refusé une demande", answer)


def _answered(actor, enquiry, verb, answer):
    enquiry.answer, enquiry.answered_at = " ".join(answer.split()), timezone.now()
    enquiry.save()
    _write(actor, verb, enquiry)
    kind = "clee.enquiry_accepted" if enquiry.state == ACCEPTED else "clee.enquiry_refused"
    notify(kind, enquiry, Recipient(enquiry.email, enquiry.name), by=actor)
    return enquiry


def _locked(enquiry):
    rows = Enquiry.objects.select_for_update(of=("self",))
    return rows.select_related("committee", "school", "department").get(pk=enquiry.pk)


def _write(actor, verb, enquiry):
    # Not the person nor the words: the journal outlives them (DOMAIN §8).
    committee = enquiry.outcome or enquiry.committee
    journal.record(
        actor if actor.user is not None else GUEST,
        verb,
        enquiry,
        school=enquiry.school,
        committee_id=committee and committee.pk,
        words=EnquiryKind(enquiry.kind).label,
    )


@transaction.atomic
def purge(now=None):
    """What is over is destroyed: texts that nobody confirmed, old messages, the person of a
    request answered long ago. How many rows."""
    now = now or timezone.now()
    rows = Enquiry.objects.all()
    unconfirmed = rows.filter(state=TO_CONFIRM, created_at__lt=now - KEPT_UNCONFIRMED)
    messages = rows.filter(kind=EnquiryKind.CONTACT, created_at__lt=now - KEPT_MESSAGE)
    gone = unconfirmed.delete()[0] + messages.delete()[0]
    old = rows.filter(answered_at__lt=now - KEPT_PERSON).exclude(email="")
    return gone + old.update(name="", email="", function="", words="")
