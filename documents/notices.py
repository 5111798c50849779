"""The mails about signatures and questionnaires."""

from django.utils.timezone import localtime

from directory import french
from documents.enums import RoundState
from documents.models import Signatory
from outbox.kinds import MailContent, NoticeKind, register
from outbox.rules import Immediate
from outbox.topics import Topic

CODE_SAID = (
    "Pour signer, vous recevrez un code à cette adresse : il n’est pas nécessaire d’avoir un "
    "compte. Ce lien est personnel, ne le transmettez pas."
)


def day(value):
    return french.full_day(localtime(value), weekday=True)


def facts_of(round):
    """What identifies a document in a mail."""
    return [("Document", round.label), ("Numéro", round.number)]


def asked_facts(notice):
    """What is signed, readable before the document is opened, and by when."""
    signatory = notice.subject
    round = signatory.round
    last = round.deadline.next(notice.told_on)
    return [
        ("Document", round.label),
        *round.glance,
        ("En qualité de", signatory.label),
        *([("À signer au plus tard le", french.full_day(last, weekday=True))] if last else []),
    ]


def still_to_sign(notice):
    """The signature is awaited, and the mail goes to who holds the function now."""
    signatory = notice.subject
    is_open = signatory.round.state == RoundState.OPEN
    awaited = is_open and not signatory.has_signed and not signatory.is_spared
    return awaited and signatory.email.lower() == notice.recipient_email


def signature_asked(notice):
    signatory = notice.subject
    round = signatory.round
    return MailContent(
        subject=f"À signer : {round.label} n° {round.number}",
        paragraphs=["Votre signature est demandée sur le document ci-dessous.", CODE_SAID],
        facts=asked_facts(notice),
        action=("Lire et signer le document", signatory.current_link.url),
    )


def signature_reminder(notice):
    signatory = notice.subject
    round = signatory.round
    return MailContent(
        subject=f"Rappel, à signer : {round.label} n° {round.number}",
        paragraphs=[
            f"Votre signature est attendue depuis le {day(signatory.asked_at)}.",
            CODE_SAID,
        ],
        facts=asked_facts(notice),
        action=("Lire et signer le document", signatory.current_link.url),
    )


def signature_refused(notice):
    signatory = notice.subject
    who = Signatory.objects.get(pk=notice.context["by"])
    round = signatory.round
    return MailContent(
        subject=f"Signature refusée : {round.label} n° {round.number}",
        paragraphs=[
            "Un signataire a refusé de signer ce document. Il reste ouvert : il peut être annulé "
            "et refait, ou signé plus tard.",
        ],
        facts=[
            *facts_of(round),
            ("Signataire", f"{who.name}, {who.label}"),
            ("Motif", who.refusal_reason),
        ],
        action=("Voir où en est le document", signatory.current_link.url),
    )


def still_refused(notice):
    signatory = notice.subject
    who = Signatory.objects.filter(pk=notice.context["by"]).first()
    return signatory.round.state == RoundState.OPEN and who is not None and who.has_refused


def paper_recorded(notice):
    signatory = notice.subject
    whose = Signatory.objects.get(pk=notice.context["of"])
    round = signatory.round
    return MailContent(
        subject=f"Signature sur papier à confirmer : {round.label} n° {round.number}",
        paragraphs=[
            "Une signature donnée sur papier a été numérisée et déposée. Elle comptera quand une "
            "autre partie aura confirmé que la numérisation est conforme.",
        ],
        facts=[
            *facts_of(round),
            ("Signataire", f"{whose.name}, {whose.label}"),
            ("Déposée par", whose.paper_recorded_by),
        ],
        action=("Vérifier et confirmer", signatory.current_link.url),
    )


def still_to_confirm(notice):
    whose = Signatory.objects.filter(pk=notice.context["of"]).first()
    still_open = notice.subject.round.state == RoundState.OPEN
    return still_open and whose is not None and whose.awaits_confirmation


def round_sealed(notice):
    signatory = notice.subject
    round = signatory.round
    return MailContent(
        subject=f"Signé par tous : {round.label} n° {round.number}",
        paragraphs=[
            "Toutes les signatures sont données : le document est scellé. Votre exemplaire vous "
            "attend à l’adresse ci-dessous.",
        ],
        facts=[*facts_of(round), ("Scellé le", day(round.sealed_at))],
        action=("Télécharger mon exemplaire", signatory.current_link.url),
    )


def round_voided(notice):
    signatory = notice.subject
    round = signatory.round
    then = (
        "La signature que vous aviez donnée n’engage plus. Elle est conservée avec le document."
        if signatory.has_signed
        else "Votre signature n’est plus attendue."
    )
    return MailContent(
        subject=f"Document annulé : {round.label} n° {round.number}",
        paragraphs=["Ce document a été annulé.", then],
        facts=[
            *facts_of(round),
            ("Annulé le", day(round.voided_at)),
            ("Motif", round.void_reason),
        ],
        action=("Voir le document", signatory.current_link.url),
    )


def questionnaire_asked(notice):
    row = notice.subject
    return MailContent(
        subject=f"Votre avis : {row.questionnaire.title}",
        paragraphs=[
            row.questionnaire.introduction or "Quelques questions vous attendent.",
            "Vos réponses restent modifiables jusqu’à la date indiquée.",
        ],
        facts=[
            ("À propos de", row.subject_label),
            ("Ouvert jusqu’au", french.full_day(row.closes_on, weekday=True)),
        ],
        action=("Répondre", row.url),
    )


SIGNATORY = "vous êtes signataire de ce document"


def when(signatory):
    """The days of what the document is about."""
    round = signatory.round
    return round.declared.happens(round.subject)


for kind in (
    NoticeKind(
        "documents.signature_asked",
        "Signature demandée",
        "votre signature est demandée sur ce document",
        signature_asked,
        still_to_sign,
        Topic.ANSWERS,
        happens=when,
        to_oneself=True,
    ),
    NoticeKind(
        "documents.signature_reminder",
        "Relance de signature",
        "votre signature est attendue sur ce document",
        signature_reminder,
        still_to_sign,
        Topic.ANSWERS,
        happens=when,
        to_oneself=True,
    ),
    NoticeKind(
        "documents.signature_refused",
        "Signature refusée",
        SIGNATORY,
        signature_refused,
        still_refused,
        happens=when,
    ),
    NoticeKind(
        "documents.paper_recorded",
        "Signature sur papier à confirmer",
        SIGNATORY,
        paper_recorded,
        still_to_confirm,
        Topic.ANSWERS,
        happens=when,
    ),
    NoticeKind(
        "documents.round_sealed",
        "Document scellé",
        SIGNATORY,
        round_sealed,
        happens=when,
        patience=Topic.NEWS.patience,
    ),
    NoticeKind(
        "documents.round_voided",
        "Document annulé",
        SIGNATORY,
        round_voided,
        immediate=Immediate.IN_A_WEEK,
        happens=when,
    ),
    NoticeKind(
        "documents.questionnaire_asked",
        "Questionnaire",
        "votre avis est demandé",
        questionnaire_asked,
        lambda notice: notice.subject.is_awaited_on(notice.told_on),
        Topic.OPINIONS,
    ),
):
    register(kind)
