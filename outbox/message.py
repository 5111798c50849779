"""From notices to one message: subject, text, HTML, attachments."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from outbox.kinds import kind_of
from outbox.recipients import one_line

HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def build(mail, notices):
    """The message of `mail` for the notices that are still relevant.

    The first notice gives the subject. Whatever texts hold, no header can be added:
    control characters become spaces, and Django refuses what would be left.
    """
    told = [(kind_of(notice.kind), kind_of(notice.kind).render(notice)) for notice in notices]
    first = told[0][1]
    page = {
        "contents": [content for _, content in told],
        "reasons": list(dict.fromkeys(kind.why for kind, _ in told)),
        "recipient_name": mail.recipient_name,
        "subject": one_line(first.subject),
        "base_url": settings.BASE_URL,
    }
    message = EmailMultiAlternatives(
        subject=page["subject"][:250],
        body=render_to_string("emails/notice.txt", page),
        from_email=settings.DEFAULT_FROM_EMAIL,
        # The bare address: a display name brings nothing but ways to break a header.
        to=[mail.recipient_email],
        headers={**HEADERS, "Message-ID": mail.message_id},
    )
    message.attach_alternative(render_to_string("emails/notice.html", page), "text/html")
    for _, content in told:
        for name, mimetype, body in content.attachments:
            message.attach(one_line(name), body, mimetype)
    return message
