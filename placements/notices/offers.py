"""The mails about offers of placements: confirmed by the company, moderated, over."""

from django.urls import reverse

from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.topics import Topic
from partnerships.notice_links import living_link
from partnerships.wording import day
from placements.enums.offers import SHOWN, OfferState

HOST = "vous répondez pour votre entreprise"
AUTHOR = "vous avez saisi cette offre"
KEEPER = "vous suivez les entreprises de votre département"
S = OfferState


def facts_of(offer):
    weeks = [day(week.monday) for week in offer.weeks.all()]
    return [
        ("Offre", offer.title),
        ("Entreprise", offer.host_name),
        ("Lieu", offer.city),
        ("Semaines du", ", ".join(weeks)),
    ]


def page_of(notice):
    """The holder's link, else the page of the offer."""
    link = living_link(notice)
    return link.url if link else absolute(notice.subject.get_absolute_url())


def about(notice, subject, *paragraphs, label="Voir l’offre"):
    return MailContent(
        subject=subject,
        paragraphs=list(paragraphs),
        facts=facts_of(notice.subject),
        action=(label, page_of(notice)),
    )


def to_confirm(notice):
    offer = notice.subject
    who = f"{offer.created_by} a saisi" if offer.created_by else "Vous avez déposé"
    return about(
        notice,
        f"Offre de stage à confirmer : {offer.title}",
        f"{who} cette offre de stage d’observation pour {offer.host_name}. Elle n’est pas "
        "visible tant que vous ne l’avez pas confirmée.",
        "Relisez-la, puis confirmez-la, ou dites que vous n’en voulez pas.",
        label="Relire et confirmer",
    )


def confirmed(notice):
    offer = notice.subject
    return about(
        notice,
        f"Offre de stage confirmée : {offer.title}",
        f"{offer.host_name} a confirmé : l’offre est visible des établissements.",
    )


def declined(notice):
    offer = notice.subject
    return about(
        notice,
        f"Offre de stage non confirmée : {offer.title}",
        f"{offer.host_name} ne souhaite pas cette offre : elle est fermée.",
    )


def ended(notice):
    return about(
        notice,
        f"Offre de stage close : {notice.subject.title}",
        "Toutes les semaines de cette offre ont commencé : elle n’est plus proposée.",
        "Vous pouvez la renouveler pour les semaines de stage à venir : rien n’est à retaper.",
        label="Revoir l’offre",
    )


def validated(notice):
    return about(
        notice,
        f"Offre de stage publiée : {notice.subject.title}",
        "Votre offre a été validée : les établissements la voient. Les candidatures vous "
        "parviennent par courriel, avec un lien pour y répondre.",
    )


def hidden(notice):
    offer = notice.subject
    return about(
        notice,
        f"Offre de stage retirée : {offer.title}",
        "Cette offre n’est pas, ou n’est plus, proposée aux établissements.",
        f"Motif : « {offer.reason} »",
        "Répondez à la personne qui suit les entreprises de votre département si ce motif "
        "vous semble erroné.",
    )


def to_validate(notice):
    return MailContent(
        subject=f"Offre de stage à valider : {notice.subject.title}",
        paragraphs=[
            "Une entreprise l’a déposée sans compte et l’a confirmée par courriel. Vérifiez "
            "l’entreprise et les tâches : l’offre n’est visible qu’une fois validée."
        ],
        facts=facts_of(notice.subject),
        action=("Valider l’offre", absolute(reverse("placements:offers_moderation"))),
    )


def reported(notice):
    report = notice.subject
    return MailContent(
        subject=f"Offre de stage signalée : {report.offer.title}",
        paragraphs=[
            f"Motif : {report.get_reason_display()}."
            + (f" « {report.message} »" if report.message else ""),
            "Relisez l’offre : retirez-la en disant pourquoi, ou classez le signalement.",
        ],
        facts=facts_of(report.offer),
        action=("Traiter le signalement", absolute(reverse("placements:offers_moderation"))),
    )


def in_state(*states):
    return lambda notice: notice.subject.state in states


KINDS = (
    (
        "to_confirm",
        "Offre de stage à confirmer",
        HOST,
        to_confirm,
        in_state(S.TO_CONFIRM),
        Topic.ANSWERS,
    ),
    ("confirmed", "Offre de stage confirmée", AUTHOR, confirmed, in_state(*SHOWN), Topic.NEWS),
    ("declined", "Offre de stage non confirmée", AUTHOR, declined, in_state(S.CLOSED), Topic.NEWS),
    ("ended", "Offre de stage close", HOST, ended, in_state(S.CLOSED), Topic.NEWS),
    (
        "to_validate",
        "Offre de stage à valider",
        KEEPER,
        to_validate,
        in_state(S.TO_VALIDATE),
        Topic.ANSWERS,
    ),
    ("validated", "Offre de stage publiée", HOST, validated, in_state(*SHOWN), Topic.ACTS),
    ("hidden", "Offre de stage retirée", HOST, hidden, in_state(S.HIDDEN), Topic.ACTS),
    (
        "reported",
        "Offre de stage signalée",
        KEEPER,
        reported,
        lambda notice: notice.subject.settled_at is None,
        Topic.ANSWERS,
    ),
)
for code, label, why, render, is_relevant, topic in KINDS:
    register(NoticeKind(f"placement_offer.{code}", label, why, render, is_relevant, topic))
