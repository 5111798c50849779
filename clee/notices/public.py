"""The mails of the steering desk, of enquiries and of news."""

from accounts.models import PersonalLink
from clee.enums.public import EnquiryKind, EnquiryState, NewsState
from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.rules import Immediate
from outbox.topics import Topic


def letter(notice):
    sent = notice.subject
    return MailContent(
        subject=sent.subject,
        paragraphs=[
            *[part.strip() for part in sent.text.splitlines() if part.strip()],
            f"Message de {sent.sent_by}.",
        ],
    )


def _news(notice, subject, words):
    row = notice.subject
    return MailContent(
        subject=f"{subject} : {row.title}",
        paragraphs=[words, *([f"Motif : « {row.reason} »"] if row.reason else [])],
        facts=[("Au nom de", row.source)],
        action=("Lire l’actualité", absolute(row.get_absolute_url())),
    )


def news_proposed(notice):
    words = "Cette actualité attend que vous la publiiez ou la renvoyiez à corriger."
    return _news(notice, "Actualité à publier", words)


def news_published(notice):
    return _news(notice, "Actualité publiée", "Votre actualité se lit sur le portail.")


def news_sent_back(notice):
    return _news(notice, "Actualité à corriger", "Votre actualité n’est pas encore publiée.")


def news_withdrawn(notice):
    return _news(notice, "Actualité retirée", "Votre actualité ne se lit plus sur le portail.")


def _facts(enquiry):
    return [
        ("Objet", EnquiryKind(enquiry.kind).label),
        ("Pour", enquiry.target),
        *([("Organisme", enquiry.organisation)] if enquiry.organisation else []),
    ]


def enquiry_to_confirm(notice):
    enquiry = notice.subject
    return MailContent(
        subject="Confirmez votre envoi",
        paragraphs=[
            "Quelqu’un, sans doute vous, a écrit sur Passerelle avec cette adresse. Ouvrez le lien "
            "pour que le message parte. Sinon, ne faites rien : il est effacé."
        ],
        facts=_facts(enquiry),
        action=("Confirmer mon envoi", _link(enquiry)),
    )


def _link(enquiry):
    found = PersonalLink.objects.alive().about(enquiry).order_by("-pk").first()
    return found.url if found else absolute("/clee/")


def enquiry_sent(notice):
    enquiry = notice.subject
    who = ", ".join(filter(None, (enquiry.name, enquiry.function)))
    to_answer = (
        "Acceptez-la en faisant ce qui est demandé, ou refusez-la avec un motif."
        if enquiry.is_decided
        else "Répondez à l’adresse indiquée : la vôtre n’a pas été montrée."
    )
    return MailContent(
        subject=f"{EnquiryKind(enquiry.kind).label} : {enquiry.organisation or enquiry.name}",
        paragraphs=[*[line for line in enquiry.words.splitlines() if line.strip()], to_answer],
        facts=[*_facts(enquiry), ("De", who), ("Courriel", enquiry.email)],
        action=("Ouvrir la demande", absolute(enquiry.get_absolute_url())),
    )


def enquiry_accepted(notice):
    enquiry = notice.subject
    action = (f"Voir le {enquiry.outcome}", absolute(enquiry.outcome.get_absolute_url()))
    return MailContent(
        subject=f"Demande acceptée : {EnquiryKind(enquiry.kind).label.lower()}",
        paragraphs=["Votre demande est acceptée.", *_answer(enquiry)],
        facts=_facts(enquiry),
        action=action,
    )


def enquiry_refused(notice):
    enquiry = notice.subject
    return MailContent(
        subject=f"Demande refusée : {EnquiryKind(enquiry.kind).label.lower()}",
        paragraphs=["Votre demande n’est pas acceptée.", *_answer(enquiry)],
        facts=_facts(enquiry),
        action=("Trouver mon interlocuteur", absolute("/mon-interlocuteur/")),
    )


def _answer(enquiry):
    return [f"Réponse : « {enquiry.answer} »"] if enquiry.answer else []


ASKED = "vous avez écrit sur Passerelle"
READS = "vous tenez ce comité, ce bureau des entreprises ou ce territoire"
for kind in (
    NoticeKind(
        "clee.enquiry_to_confirm",
        "Lien qui confirme un message",
        ASKED,
        enquiry_to_confirm,
        is_relevant=lambda notice: notice.subject.state == EnquiryState.TO_CONFIRM,
        topic=Topic.SECURITY,
        immediate=Immediate.ALWAYS,
        to_oneself=True,
    ),
    NoticeKind(
        "clee.enquiry_sent",
        "Message ou demande du public",
        READS,
        enquiry_sent,
        topic=Topic.ANSWERS,
    ),
    NoticeKind(
        "clee.enquiry_accepted",
        "Demande de comité acceptée",
        ASKED,
        enquiry_accepted,
        topic=Topic.ACTS,
    ),
    NoticeKind(
        "clee.enquiry_refused",
        "Demande de comité refusée",
        ASKED,
        enquiry_refused,
        topic=Topic.ACTS,
    ),
):
    register(kind)


WROTE = "vous avez écrit cette actualité"
for kind in (
    NoticeKind(
        "clee.news_proposed",
        "Actualité à publier",
        "vous publiez les actualités de ce territoire",
        news_proposed,
        is_relevant=lambda notice: notice.subject.state == NewsState.PROPOSED,
        topic=Topic.ANSWERS,
    ),
    NoticeKind("clee.news_publish", "Actualité publiée", WROTE, news_published, topic=Topic.NEWS),
    NoticeKind(
        "clee.news_send_back", "Actualité à corriger", WROTE, news_sent_back, topic=Topic.ACTS
    ),
    NoticeKind("clee.news_withdraw", "Actualité retirée", WROTE, news_withdrawn, topic=Topic.ACTS),
):
    register(kind)


register(
    NoticeKind(
        "clee.letter",
        "Message aux copilotes",
        "vous copilotez un comité local école-entreprise",
        letter,
        topic=Topic.ACTS,
    )
)
register(
    NoticeKind(
        "clee.letter_to_network",
        "Message aux référents de réseaux",
        "vous êtes l’interlocuteur d’un réseau partenaire",
        letter,
        topic=Topic.ACTS,
    )
)
