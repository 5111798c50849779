"""The mails about the agreements of placements: to fill, to correct, filled, signed."""

from accounts.models import PersonalLink
from documents.models import Correction, Signatory
from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.rules import Immediate
from outbox.topics import Topic
from placements.agreement.data import key_of
from placements.enums import PlacementState
from placements.enums.agreement import FILLING, AgreementState
from placements.wording import facts_of, host_facts
from placements.workflow.agreement_notices import in_words


def page_of(agreement):
    return ("Voir la convention", absolute(agreement.get_absolute_url()))


def link_of(notice):
    """The host's personal link, rebuilt from its id; its account's page when it is dead."""
    alive = PersonalLink.objects.alive(notice.told_at)
    link = alive.filter(pk=notice.context.get("link")).first()
    return link.url if link else page_of(notice.subject.agreement)[1]


def to_complete(notice):
    placement = notice.subject.agreement.placement
    return MailContent(
        subject=f"Convention de stage à compléter : {placement.school.name}",
        paragraphs=[
            "Vous accueillez un élève en stage. Pour préparer sa convention, indiquez les"
            " horaires, le tuteur, les activités, l’assurance et la personne qui signera.",
            "Aucun compte n’est nécessaire : la page ci-dessous est la vôtre jusqu’au dernier jour"
            " du stage. Si vous avez accueilli un élève récemment, elle reprend vos réponses.",
        ],
        facts=host_facts(notice.subject),
        action=("Compléter la convention", link_of(notice)),
    )


def still_to_complete(notice):
    part = notice.subject
    return part.completed_at is None and part.agreement.state in FILLING


def to_correct(notice):
    part = notice.subject
    rows = Correction.objects.open().about(part.agreement)
    asked = rows.filter(field__startswith=f"{key_of(part)}_")
    return MailContent(
        subject=f"Convention de stage à corriger : {part.agreement.placement.school.name}",
        paragraphs=[
            "Avant la signature, des corrections vous sont demandées. Rien de ce que vous avez"
            " saisi n’est perdu : corrigez ces champs, puis enregistrez.",
        ],
        facts=[*((row.label, row.text) for row in asked), *host_facts(part)],
        action=("Corriger", link_of(notice)),
    )


def completed(notice):
    agreement = notice.subject
    return MailContent(
        subject="Convention de stage complétée par l’accueillant",
        paragraphs=[
            "L’accueillant a rempli sa part. Relisez-la, puis renvoyez-la pour correction ou"
            " envoyez la convention à la signature.",
        ],
        facts=facts_of(agreement.placement),
        action=page_of(agreement),
    )


def sent_back(notice):
    agreement = notice.subject
    rows = Correction.objects.open().about(agreement)
    return MailContent(
        subject="Convention de stage renvoyée pour correction",
        paragraphs=["Une partie demande des corrections avant de signer."],
        facts=[*((row.label, row.text) for row in rows), *facts_of(agreement.placement)],
        action=page_of(agreement),
    )


def signed(notice):
    agreement = notice.subject
    return MailContent(
        subject="Convention de stage signée par tous",
        paragraphs=["Toutes les signatures sont données : le stage est couvert."],
        facts=facts_of(agreement.placement),
        action=page_of(agreement),
    )


def changed(notice):
    told = notice.subject
    signatory = Signatory.objects.filter(pk=notice.context.get("signatory")).first()
    document = ("Voir la convention", signatory.current_link.url) if signatory else None
    return MailContent(
        subject=f"Convention de stage modifiée : avis n° {told.number}",
        paragraphs=[
            "Un détail de la convention a changé. Les signatures restent valables : vous n’avez"
            " rien à signer. Si ce changement ne vous convient pas, dites-le à l’établissement.",
        ],
        facts=[
            *((change["label"], in_words(change)) for change in told.changes),
            *host_facts(told.part),
        ],
        action=document or page_of(told.agreement),
    )


def host_cancelled(notice):
    part = notice.subject
    placement = part.agreement.placement
    return MailContent(
        subject=f"Stage annulé : {placement.school.name}",
        paragraphs=[
            "L’établissement annule ce stage, dont vous aviez à compléter la convention :"
            " l’élève ne viendra pas. Vous n’avez plus rien à faire.",
        ],
        facts=[*host_facts(part), ("Motif", placement.get_cancel_reason_display())],
    )


def uncovered(notice):
    placement = notice.subject
    return MailContent(
        subject="Stage non couvert : convention non signée",
        paragraphs=[
            "Ce stage commence sans convention signée par toutes les parties : l’élève n’est pas"
            " couvert. Faites signer aujourd’hui, sur papier au besoin, ou annulez le stage.",
        ],
        facts=facts_of(placement),
        action=("Voir le stage", absolute(placement.get_absolute_url())),
    )


def is_state(*states):
    return lambda notice: notice.subject.state in states


def span_of(placement):
    return placement.starts_on, placement.ends_on


IN_FORCE = (AgreementState.SIGNING, AgreementState.SIGNED)
FOLLOWS = "vous suivez ce stage"
HOSTS = "vous accueillez cet élève en stage"
for kind in (
    NoticeKind(
        "placement.to_complete",
        "Convention de stage à compléter",
        HOSTS,
        to_complete,
        still_to_complete,
        Topic.ANSWERS,
        to_oneself=True,
    ),
    NoticeKind(
        "placement.to_correct",
        "Convention de stage à corriger",
        HOSTS,
        to_correct,
        still_to_complete,
        Topic.ANSWERS,
        to_oneself=True,
    ),
    NoticeKind(
        "placement.completed",
        "Convention de stage complétée",
        FOLLOWS,
        completed,
        is_state(AgreementState.TO_REVIEW),
        Topic.ANSWERS,
    ),
    NoticeKind(
        "placement.sent_back",
        "Convention de stage renvoyée pour correction",
        FOLLOWS,
        sent_back,
        is_state(*FILLING),
        Topic.ANSWERS,
    ),
    NoticeKind(
        "placement.signed",
        "Convention de stage signée",
        FOLLOWS,
        signed,
        is_state(AgreementState.SIGNED),
        Topic.NEWS,
    ),
    NoticeKind(
        "placement.notice",
        "Convention de stage modifiée",
        "vous êtes partie à cette convention",
        changed,
        lambda notice: notice.subject.agreement.state in IN_FORCE,
        Topic.ACTS,
        Immediate.IN_A_WEEK,
        happens=lambda told: span_of(told.agreement.placement),
    ),
    NoticeKind(
        "placement.host_cancelled",
        "Stage annulé avant la signature de sa convention, à l’accueillant",
        "vous deviez accueillir cet élève en stage",
        host_cancelled,
        lambda notice: notice.subject.agreement.state == AgreementState.CANCELLED,
        Topic.ACTS,
        Immediate.IN_A_WEEK,
        happens=lambda part: span_of(part.agreement.placement),
    ),
    NoticeKind(
        "placement.uncovered",
        "Stage non couvert",
        "vous répondez de ce stage",
        uncovered,
        is_state(PlacementState.UNCOVERED),
        Topic.ACTS,
        Immediate.IN_A_WEEK,
        happens=span_of,
    ),
):
    register(kind)
