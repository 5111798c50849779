"""A text to the co-leads of chosen committees, or to the referents of chosen networks (CMQ, PFT,
clubs). Raises `Refused`."""

from functools import partial

from django.db import transaction
from django.utils import timezone

from accounts import journal
from accounts.idempotency import once
from clee import people
from clee.enums import KEEPERS
from clee.models import Letter
from clee.workflow import who
from directory.violations import Refused, Violation
from outbox.workflow import notify

NOBODY = "Aucun copilote de ces comités n’a de compte : le message ne partirait à personne."
NO_REFERENT = "Aucun de ces réseaux n’a d’adresse : le message ne partirait à personne."


@transaction.atomic
def send(actor, committees, subject, text, *, key):
    """One row of the outbox per person, once for each form. Only to committees of the actor's
    territory."""
    return once(actor, key, partial(_to_committees, actor, list(committees), subject, text))[0]


@transaction.atomic
def send_to_networks(actor, networks, subject, text, *, key):
    """The same, to the referents of networks of the actor's territory."""
    return once(actor, key, partial(_to_networks, actor, list(networks), subject, text))[0]


def _to_committees(actor, committees, subject, text):
    _demand_some(committees, "Choisissez un comité.", "committees")
    for committee in committees:
        who.demand(who.of_territory(actor, committee))
    told = people.co_leads(committees)
    letter = _keep(actor, subject, text, told, NOBODY, "clee.letter")
    letter.committees.set(committees)
    for committee in committees:
        journal.record(actor, "a écrit aux copilotes", committee, committee_id=committee.pk,
                       words=letter.subject)  # fmt: skip
    return letter


def _to_networks(actor, networks, subject, text):
    _demand_some(networks, "Choisissez un réseau.", "networks")
    for network in networks:
        who.demand(_covers(actor, network))
    told = people.referents(networks)
    letter = _keep(actor, subject, text, told, NO_REFERENT, "clee.letter_to_network")
    letter.networks.set(networks)
    for network in networks:
        journal.record(actor, "a écrit aux référents", network, words=letter.subject)
    return letter


def _covers(actor, network):
    if actor.is_administrator:
        return True
    here = network.departments.filter(pk__in=actor.department_codes)
    return actor.role in KEEPERS and here.exists()


def _demand_some(chosen, words, field):
    if not chosen:
        raise Refused(violations=[Violation("", words, field)])


def _keep(actor, subject, text, told, nobody, kind):
    """The letter, and a mail for each; Refused when it would reach nobody."""
    if not told:
        raise Refused(nobody)
    letter = Letter.objects.create(
        subject=subject.strip(),
        text=text.strip(),
        sent_by=actor.user,
        sent_at=timezone.now(),
        people=len(told),
    )
    for to in told:
        notify(kind, letter, to, by=actor)
    return letter
