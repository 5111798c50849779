"""The mails about waiting lists: seats offered, an answer that did not come, a list closed."""

from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.rules import Immediate
from outbox.topics import Topic
from partnerships.enums import OfferKind, WaitEnd, WaitState
from partnerships.notice_links import living_link
from partnerships.wording import counted, day, numbers_of, period_of, span_of

WAITER = "vous avez inscrit une classe ou une personne en liste d’attente"
HEAD = "vous dirigez l’établissement qui attend ces places"


def facts_of(entry):
    """What every mail about an entry recalls."""
    group, offer = entry.class_group, entry.slot.offer
    rows = [
        ("Nature", OfferKind(offer.kind).label),
        ("Accueil", f"{offer.host_name}, {offer.city}"),
        ("Classe", f"{group.name} ({group.get_level_display()})" if group else ""),
        ("Dates", period_of(entry.slot)),
        ("Effectif", numbers_of(entry)),
    ]
    return [(label, value) for label, value in rows if value]


def page_of(entry, notice):
    """By the link of the mail while it lives, else by the account."""
    link = living_link(notice)
    return link.url if link else absolute(entry.get_absolute_url())


def about(notice, subject, *paragraphs, label="Voir où j’en suis"):
    entry = notice.subject
    named = f"{subject} : {OfferKind(entry.slot.offer.kind).label.lower()}, {period_of(entry.slot)}"
    return MailContent(named, list(paragraphs), facts_of(entry), (label, page_of(entry, notice)))


def seats_of(entry):
    return counted(entry.seats, "place")


def offered(notice):
    entry = notice.subject
    return about(
        notice,
        "Des places se libèrent",
        f"{seats_of(entry)} du créneau que vous attendiez sont tenues pour vous jusqu’au "
        f"{day(entry.held_until)} inclus.",
        "Prenez-les : la demande part avec ce que vous aviez saisi. Laissez-les, ou ne répondez "
        "pas : elles sont proposées à la suivante de la liste.",
        label="Prendre ou laisser ces places",
    )


def expired(notice):
    entry = notice.subject
    return about(
        notice,
        "Places reprises, faute de réponse",
        f"Les places étaient tenues pour vous jusqu’au {day(entry.held_until)}. Elles sont "
        "proposées à la suivante de la liste. Vous pouvez vous inscrire de nouveau.",
    )


def closed(notice):
    entry = notice.subject
    return about(
        notice,
        "Liste d’attente close",
        f"{WaitEnd(entry.end_reason).label} Votre inscription en liste d’attente est close.",
    )


def informed(notice):
    return about(
        notice,
        "Pour information, en liste d’attente",
        "Une classe de votre établissement attend des places sur un créneau complet. Rien ne "
        "part avant qu’elles soient proposées et prises.",
    )


def still_offered(notice):
    entry = notice.subject
    on_time = entry.held_until and notice.told_on <= entry.held_until
    return entry.state == WaitState.OFFERED and on_time


def span(entry):
    return span_of(entry.slot)


for kind in (
    NoticeKind(
        "waiting.offered",
        "Places proposées à la liste d’attente",
        WAITER,
        offered,
        still_offered,
        Topic.ANSWERS,
        happens=span,
    ),
    NoticeKind(
        "waiting.expired",
        "Places reprises, faute de réponse",
        WAITER,
        expired,
        lambda notice: notice.subject.state == WaitState.EXPIRED,
        Topic.ACTS,
    ),
    NoticeKind(
        "waiting.closed",
        "Liste d’attente close",
        WAITER,
        closed,
        lambda notice: notice.subject.state == WaitState.CLOSED,
        Topic.ACTS,
        Immediate.IN_A_WEEK,
        span,
    ),
    NoticeKind(
        "waiting.informed",
        "Classe en liste d’attente, pour information",
        HEAD,
        informed,
        lambda notice: notice.subject.is_open,
        Topic.NEWS,
    ),
):
    register(kind)
