"""The mails about offers typed for a company: asked of it, confirmed, declined (R-IM-1)."""

from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.topics import Topic
from partnerships.enums import OfferState
from partnerships.notice_links import living_link
from partnerships.wording import period_of
from partnerships.workflow.company_word import asked_of

HOST = "vous répondez aux demandes de votre structure"
AUTHOR = "vous avez saisi cette offre"


def about_offer(notice, subject, *paragraphs, label="Voir l’offre"):
    offer, link = notice.subject, living_link(notice)
    first = offer.slots.order_by("starts_on").first()
    facts = [("Offre", offer.title), ("Nature", offer.get_kind_display())]
    facts += [("Premier créneau", period_of(first))] if first else []
    url = link.url if link else absolute(offer.get_absolute_url())
    return MailContent(subject, list(paragraphs), facts, (label, url))


def offer_to_confirm(notice):
    offer = notice.subject
    if offer.state == OfferState.PUBLISHED:
        return about_offer(
            notice,
            f"Changements à confirmer : {offer.title}",
            f"Ces changements de l’offre de {offer.host_name} attendent votre accord. D’ici là, "
            "elle reste publiée comme avant.",
            *asked_of(offer).lines,
            label="Lire et confirmer les changements",
        )
    return about_offer(
        notice,
        f"Offre à confirmer : {offer.title}",
        f"Une offre d’accueil a été préparée pour {offer.host_name}. Elle ne sera publiée "
        "qu’avec votre accord.",
        label="Lire et confirmer l’offre",
    )


def offer_confirmed(notice):
    offer = notice.subject
    return about_offer(
        notice, f"Offre confirmée : {offer.title}", f"{offer.host_name} a confirmé : publiée."
    )


def offer_declined(notice):
    offer = notice.subject
    if notice.occasion:
        return about_offer(
            notice,
            f"Changements non confirmés : {offer.title}",
            f"{offer.host_name} ne souhaite pas ces changements : l’offre reste comme avant.",
        )
    return about_offer(
        notice,
        f"Offre non confirmée : {offer.title}",
        f"{offer.host_name} ne souhaite pas cette offre : elle est fermée.",
    )


def still_asked(notice):
    offer = notice.subject
    return offer.state == OfferState.TO_CONFIRM or bool(asked_of(offer))


def still_declined(notice):
    return bool(notice.occasion) or notice.subject.state == OfferState.CLOSED


T = Topic
KINDS = [
    ("offer.to_confirm", "Offre à confirmer", HOST, offer_to_confirm, still_asked, T.ANSWERS),
    ("offer.confirmed", "Offre confirmée", AUTHOR, offer_confirmed, None, T.NEWS),
    (
        "offer.declined",
        "Offre non confirmée",
        AUTHOR,
        offer_declined,
        still_declined,
        T.NEWS,
    ),
]

for code, label, why, render, is_relevant, topic in KINDS:
    register(NoticeKind(code, label, why, render, is_relevant, topic))
