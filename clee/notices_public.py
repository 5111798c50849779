"""The mails of the steering desk, of enquiries and of news."""

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


register(
    NoticeKind(
        "clee.letter",
        "Message aux copilotes",
        "vous copilotez un comité local école-entreprise",
        letter,
        topic=Topic.ACTS,
    )
)
