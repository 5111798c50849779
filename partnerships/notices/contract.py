"""The mails about contracts: to fill, changed, voided, signed, uncovered; the branch's voice."""

from django.urls import reverse

from accounts.models import PersonalLink
from documents.models import Correction
from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.rules import Immediate
from outbox.topics import Topic
from partnerships.contract.changes import changes_in_words
from partnerships.enums.contract import CLOSED_STATES, ContractState
from partnerships.wording import facts_of, span_of
from partnerships.workflow.contract_people import COMPLETE_PURPOSE


def page_of(contract):
    return ("Voir la convention", absolute(contract.get_absolute_url()))


def link_url(notice):
    """The personal link of this notice, rebuilt from its id; None when it is dead."""
    alive = PersonalLink.objects.alive(notice.told_at)
    link = alive.filter(pk=notice.context.get("link")).first()
    return link and link.url


def page_for(notice, contract=None):
    """The contract's page for this reader: by their own link when they have one."""
    contract = contract or notice.subject
    links = PersonalLink.objects.alive(notice.told_at).about(contract)
    link = links.filter(
        purpose=COMPLETE_PURPOSE, holder_email__iexact=notice.recipient_email
    ).first()
    return ("Voir la convention", link.url) if link else page_of(contract)


def branch_told(notice):
    consultation = notice.subject
    booking = consultation.booking
    account = absolute(reverse("partnerships:consultation", args=[consultation.pk]))
    return MailContent(
        subject=f"Une classe demande à venir chez {booking.host}",
        paragraphs=[
            f"{booking.school} souhaite organiser une Classe en Entreprise dans votre territoire.",
            "Votre organisation signera la convention avec l’établissement et l’entreprise."
            " Vous n’avez rien à faire, sauf si vous vous y opposez : dites-le alors, avec votre"
            " motif, avant l’envoi à la signature.",
        ],
        facts=facts_of(booking),
        action=("Voir la demande", link_url(notice) or account),
    )


def branch_objected(notice):
    consultation = notice.subject
    return MailContent(
        subject=f"{consultation.branch} s’oppose à une immersion",
        paragraphs=[
            f"{consultation.branch} s’oppose à l’immersion demandée. La convention ne peut pas"
            " partir à la signature tant que cette opposition n’est pas levée.",
        ],
        facts=[*facts_of(consultation.booking), ("Motif", consultation.objection)],
    )


def to_complete(notice):
    contract = notice.subject
    return MailContent(
        subject=f"Convention à compléter : {contract.booking.school}",
        paragraphs=[
            "L’immersion est convenue. Pour préparer la convention, indiquez le lieu, le tuteur,"
            " les consignes de sécurité, le programme de vos équipes et la personne qui signera.",
            "Aucun compte n’est nécessaire : la page ci-dessous est la vôtre jusqu’au dernier"
            " jour de l’immersion. Ce que vous y enregistrez est gardé.",
        ],
        facts=facts_of(contract.booking),
        action=("Compléter la convention", link_url(notice) or page_of(contract)[1]),
    )


def change_notice(notice):
    change = notice.subject
    return MailContent(
        subject=f"Avis n° {change.number} : {change.contract.reference}",
        paragraphs=[
            "La convention a été modifiée sur les points ci-dessous, sans nouvelle signature.",
            "Les signatures déjà données restent valables.",
        ],
        facts=[
            *(
                (label, f"{after} (auparavant : {before})")
                for label, before, after in changes_in_words(change.changes)
            ),
            *facts_of(change.contract.booking),
        ],
        action=page_for(notice, change.contract),
    )


def signed(notice):
    contract = notice.subject
    return MailContent(
        subject=f"Convention signée : {contract.booking.host}",
        paragraphs=["Toutes les parties ont signé la convention : l’immersion est couverte."],
        facts=facts_of(contract.booking),
        action=page_for(notice),
    )


def voided(notice):
    contract = notice.subject
    return MailContent(
        subject=f"Convention à signer de nouveau : {contract.reference}",
        paragraphs=[
            "Les signatures déjà données ne valent plus. L’établissement enverra la convention"
            " modifiée à la signature ; ce qui avait été signé est conservé.",
        ],
        facts=[*facts_of(contract.booking), ("Motif", notice.context.get("reason", ""))],
        action=page_for(notice),
    )


def sent_back(notice):
    """What to correct, field by field: those that are still to be dealt with."""
    contract = notice.subject
    asked = Correction.objects.open().about(contract)
    who = ", ".join(dict.fromkeys(one.asked_by for one in asked))
    return MailContent(
        subject=f"À corriger : convention {contract.reference}",
        paragraphs=[
            f"La convention vous est renvoyée par {who}, avec une remarque à côté de chaque champ "
            "à revoir.",
            "Rien de ce qui était saisi n’est perdu : corrigez ces champs, elle repart ensuite à "
            "la signature.",
        ],
        facts=[*facts_of(contract.booking), *((one.label, one.text) for one in asked)],
        action=("Corriger", page_for(notice)[1]),
    )


def to_correct(notice):
    asked = Correction.objects.open().about(notice.subject)
    return notice.subject.state not in CLOSED_STATES and asked.exists()


def corrected(notice):
    contract = notice.subject
    return MailContent(
        subject=f"Corrigée par l’entreprise : convention {contract.reference}",
        paragraphs=["Les champs renvoyés sont corrigés. Relisez-les : la convention peut partir."],
        facts=facts_of(contract.booking),
        action=page_of(contract),
    )


def uncovered(notice):
    contract = notice.subject
    return MailContent(
        subject=f"Immersion non couverte : {contract.booking.school}",
        paragraphs=[
            "La convention n’est pas signée par toutes les parties. L’immersion n’est pas"
            " couverte et ne sera pas comptée comme réalisée.",
            "Le chef d’établissement peut encore, avant le premier jour, enregistrer une"
            " convention signée sur papier ou annuler l’immersion.",
        ],
        facts=facts_of(contract.booking),
        action=page_of(contract),
    )


def _not_closed(notice):
    return notice.subject.state not in CLOSED_STATES


def _no_longer_signed(notice):
    return notice.subject.state == ContractState.VOID


def _uncovered(notice):
    return notice.subject.state == ContractState.UNCOVERED


def when(row):
    """The days of the immersion that a contract or a consultation is about."""
    return span_of(row.booking)


PARTY = "vous suivez cette immersion pour l’une des parties"
KINDS = (
    NoticeKind(
        "contract.branch_told",
        "Branche informée d’une demande de classe",
        "votre branche professionnelle couvre le département de l’entreprise",
        branch_told,
        is_relevant=lambda notice: notice.subject.objected_at is None,
        happens=when,
    ),
    NoticeKind(
        "contract.branch_objected",
        "Opposition de la branche",
        "vous dirigez l’établissement qui demande cette immersion",
        branch_objected,
        is_relevant=lambda notice: notice.subject.objected_at is not None,
        happens=when,
    ),
    NoticeKind(
        "contract.to_complete",
        "Convention à compléter par l’entreprise",
        "vous accueillez cette immersion",
        to_complete,
        is_relevant=_not_closed,
        topic=Topic.ANSWERS,
        happens=when,
        to_oneself=True,
    ),
    NoticeKind(
        "contract.link_again",
        "Lien de la convention envoyé de nouveau",
        "l’établissement a demandé que ce lien vous soit envoyé de nouveau",
        to_complete,
        is_relevant=_not_closed,
        topic=Topic.SECURITY,
        immediate=Immediate.ALWAYS,
        to_oneself=True,
    ),
    NoticeKind(
        "contract.notice",
        "Avis de modification d’une convention",
        PARTY,
        change_notice,
        immediate=Immediate.IN_A_WEEK,
        happens=lambda change: when(change.contract),
    ),
    NoticeKind(
        "contract.sent_back",
        "Convention à corriger",
        "vous remplissez cette convention",
        sent_back,
        to_correct,
        Topic.ANSWERS,
        happens=when,
    ),
    NoticeKind(
        "contract.corrected",
        "Convention corrigée",
        "vous suivez cette convention",
        corrected,
        lambda notice: notice.subject.state not in CLOSED_STATES,
        Topic.NEWS,
    ),
    NoticeKind("contract.signed", "Convention signée", PARTY, signed, topic=Topic.NEWS),
    NoticeKind(
        "contract.voided",
        "Convention à signer de nouveau",
        PARTY,
        voided,
        is_relevant=_no_longer_signed,
        immediate=Immediate.IN_A_WEEK,
        happens=when,
    ),
    NoticeKind(
        "contract.uncovered",
        "Immersion non couverte",
        "vous signez cette convention pour l’une des parties",
        uncovered,
        is_relevant=_uncovered,
        immediate=Immediate.IN_A_WEEK,
        happens=when,
    ),
)

for kind in KINDS:
    register(kind)
