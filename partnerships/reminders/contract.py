"""Reminders of contracts: signatures that are awaited, immersions soon uncovered (R-CEE-8)."""

from functools import partial

from directory.enums import Rhythm
from documents.unsigned import remind, to_signatories
from outbox.addresses import absolute
from outbox.kinds import MailContent
from outbox.topics import Topic
from partnerships.contract.dates import together
from partnerships.enums import BookingState
from partnerships.enums.contract import OPEN_STATES, RHYTHMS, UNSIGNED_STATES, PartyFunction
from partnerships.models import Contract, ContractParty
from partnerships.notices.contract import page_for, page_of
from partnerships.rules.contract import LAST_CALL_DAYS_BEFORE, TOLD_DAYS_BEFORE
from partnerships.stand_ins import contact
from partnerships.wording import day, facts_of, in_days, period_of
from partnerships.workflow.contract_base import ROUND_KINDS
from reminders.rules import Rule, To, days, register, their_days

WAITS = (7, 14, 21)
TO = to_signatories(RHYTHMS)


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
        facts=[
            *facts_of(contract.booking),
            *other_dates(contract),
            ("À signer au plus tard le", day(last)),
        ],
        action=("Lire et signer", url),
    )


def other_dates(contract):
    """The other visits that the same document covers (R-VI-1)."""
    others = [period_of(one.booking) for one in together(contract) if one != contract]
    return [("Et aussi", ", ".join(others))] if others else []


def unsent():
    """Contracts that nobody has sent to signature, or that must be sent again."""
    return Contract.objects.filter(state__in=OPEN_STATES, booking__state=BookingState.ACCEPTED)


def without_host_part():
    """Those whose host has not said who looks after the class."""
    return unsent().filter(tutor_name="", booking__company__isnull=False)


def complete(notice):
    contract = notice.subject
    return MailContent(
        subject=f"Convention toujours à compléter : {contract.booking.school}",
        paragraphs=[
            "Votre part de la convention n’est pas encore complète : le tuteur n’est pas nommé. "
            "La convention ne peut pas partir à la signature sans elle.",
        ],
        facts=facts_of(contract.booking),
        action=page_for(notice),
    )


def send(notice):
    contract = notice.subject
    first = contract.booking.starts_on
    return MailContent(
        subject=f"Convention à envoyer : immersion chez {contract.booking.host}",
        paragraphs=[
            f"L’immersion commence le {day(first)}, {in_days(first, notice.told_on)}, et la "
            "convention n’est pas à la signature. Sa page dit ce qui manque encore.",
        ],
        facts=facts_of(contract.booking),
        action=page_of(contract),
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


remind(
    "contract.unsigned",
    "Signature attendue ({} rappel)",
    "votre signature est demandée pour cette convention",
    ROUND_KINDS.values(),
    waits=WAITS,
    to=TO,
    render=sign_reminder,
    lasts=4,
    # The last call outlives the holidays; the others make room for the next one.
    last_lasts=21,
    then="l’établissement appelle",
)

for before, nearer, rank in (
    (TOLD_DAYS_BEFORE, LAST_CALL_DAYS_BEFORE, "premier appel"),
    (LAST_CALL_DAYS_BEFORE, None, "dernier appel"),
):
    register(
        Rule(
            code=f"contract.uncovered.j{before}",
            label=f"Convention non signée avant l’immersion ({rank})",
            why="vous signez cette convention pour l’une des parties",
            subjects=unsigned_parties,
            recipients=[TO],
            anchor="contract__booking__starts_on",
            anchor_label="le début de l’immersion",
            offset=days(-before),
            render=partial(soon_uncovered, before),
            follower=f"contract.uncovered.j{nearer}" if nearer else "",
            topic=Topic.ACTS,
        )
    )

register(
    Rule(
        code="contract.to_complete.host",
        label="Part de l’entreprise à compléter dans la convention",
        why="vous accueillez cette immersion",
        subjects=without_host_part,
        recipients=[To(*contact("booking__"))],
        anchor="created_at",
        anchor_label="la préparation de la convention",
        offset=their_days(7),
        render=complete,
        until="booking__starts_on",
    )
)
register(
    Rule(
        code="contract.to_send.teacher",
        label="Convention à envoyer à la signature, au responsable",
        why="vous êtes responsable de cette immersion",
        subjects=unsent,
        recipients=[To.user("booking__teacher", Rhythm.SCHOOL)],
        anchor="booking__starts_on",
        anchor_label="le début de l’immersion",
        offset=days(-21),
        render=send,
    )
)
