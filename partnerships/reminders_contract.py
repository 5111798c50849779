"""Reminders of contracts: signatures that are awaited, immersions soon uncovered (R-CEE-8)."""

from datetime import timedelta
from functools import partial

from django.db.models import Q

from documents.enums import RoundState
from documents.models import Signatory
from outbox.addresses import absolute
from outbox.kinds import MailContent
from outbox.topics import Topic
from partnerships.enums_contract import UNSIGNED_STATES, PartyFunction
from partnerships.models import ContractParty
from partnerships.notices_contract import page_of
from partnerships.rules_contract import LAST_CALL_DAYS_BEFORE, TOLD_DAYS_BEFORE
from partnerships.wording import day, facts_of, in_days
from partnerships.workflow.contract_base import ROUND_KINDS
from reminders.rules import Rule, To, at_school_if, days, register

WAITS = (7, 14, 21)
# The last call of a series outlives the holidays; the others make room for the next one.
LASTS = {WAITS[-1]: timedelta(days=21)}
# Both signatories and parties have these columns.
TO = To(email="email", name="name", rhythm=at_school_if(Q(function=PartyFunction.HEAD)))


def awaited_signatories():
    """Who has not signed a contract that is out for signature."""
    return Signatory.objects.awaited().filter(
        round__kind__in=ROUND_KINDS.values(), round__state=RoundState.OPEN
    )


def sign_reminder(notice):
    signatory = notice.subject
    contract = signatory.round.subject
    last = signatory.round.deadline.next(notice.told_on)
    url = signatory.current_link.url if signatory.link else absolute(contract.get_absolute_url())
    return MailContent(
        subject=f"Votre signature est attendue : {contract.booking.host}",
        paragraphs=[
            "La convention de cette immersion attend votre signature. Elle prend une minute :"
            " lisez le document, demandez votre code, signez.",
        ],
        facts=[*facts_of(contract.booking), ("À signer avant le", day(last))],
        action=("Lire et signer", url),
    )


def unsigned_parties():
    """The head and the branch of a contract that is not fully signed."""
    return ContractParty.objects.filter(
        function__in=[PartyFunction.HEAD, PartyFunction.BRANCH],
        contract__state__in=UNSIGNED_STATES,
    )


def soon_uncovered(days_before, notice):
    contract = notice.subject.contract
    first = contract.booking.starts_on
    when = in_days(first, notice.told_on)
    last = days_before == LAST_CALL_DAYS_BEFORE
    call = (
        "Dernier appel : le chef d’établissement enregistre la convention signée sur papier, ou"
        " annule l’immersion. Sans cela, elle est non couverte."
        if last
        else "Il manque des signatures : relancez les parties, ou faites signer sur papier."
    )
    return MailContent(
        subject=f"Convention non signée : immersion {when} chez {contract.booking.host}",
        paragraphs=[
            f"L’immersion commence le {day(first)}, {when}, et sa convention n’est pas signée"
            " par toutes les parties.",
            call,
        ],
        facts=facts_of(contract.booking),
        action=page_of(contract),
    )


for wait in WAITS:
    register(
        Rule(
            code=f"contract.unsigned.{wait}",
            label=f"Signature attendue depuis {wait} jours",
            why="votre signature est demandée pour cette convention",
            subjects=awaited_signatories,
            recipients=[TO],
            anchor="round__opened_at",
            anchor_label="l’envoi à la signature",
            offset=days(wait),
            render=sign_reminder,
            lasts=LASTS.get(wait, timedelta(days=4)),
            until="round__closes_on",
            then="l’établissement appelle" if wait == WAITS[-1] else "",
        )
    )

for before, nearer in ((TOLD_DAYS_BEFORE, LAST_CALL_DAYS_BEFORE), (LAST_CALL_DAYS_BEFORE, None)):
    register(
        Rule(
            code=f"contract.uncovered.j{before}",
            label=f"Convention non signée à J-{before}",
            why="vous signez cette convention pour l’une des parties",
            subjects=unsigned_parties,
            recipients=[TO],
            anchor="contract__booking__starts_on",
            anchor_label="le début de l’immersion",
            offset=days(-before),
            nearer=days(-nearer) if nearer else None,
            render=partial(soon_uncovered, before),
            topic=Topic.ACTS,
        )
    )
