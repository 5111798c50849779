"""The mails of the steering desk, of enquiries and of news."""

from clee.enums_public import NewsState
from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
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
