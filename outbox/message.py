"""From notices to one message: subject, text, HTML, attachments."""

import logging

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from directory import french
from outbox import stops
from outbox.enums import Urgency
from outbox.kinds import kind_of
from outbox.recipients import one_line

HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
LONGEST_SUBJECT = 250

logger = logging.getLogger(__name__)


def written(notices):
    """([(kind, content)], [(notice, defect)]): what each notice says, in the order of a
    digest: what waits for its reader first, then by due date."""
    told, broken = [], []
    ranked = sorted(notices, key=_rank)
    for notice in ranked:
        kind = kind_of(notice.kind)
        try:
            told.append((kind, kind.render(notice)))
        except Exception as defect:  # a defect of a kind must not hold up the others
            logger.exception("The notice %s cannot be written", notice.pk)
            broken.append((notice, defect))
    return told, broken


def _rank(notice):
    """That it could wait says nothing of what it is about."""
    return min(notice.urgency, Urgency.ROUTINE), kind_of(notice.kind).topic.rank


def subject_of(told):
    """That of the only content; else what matters, and how many wait."""
    first = one_line(told[0][1].subject)
    if len(told) == 1:
        return first
    waiting = sum(kind.topic.awaits for kind, _ in told)
    if waiting > 1:
        return f"{waiting} choses vous attendent : {first}"
    others = len(told) - 1
    return f"{first} (et {others} autre{'s' * (others > 1)} message{'s' * (others > 1)})"


def build(mail, notices):
    """The message of `mail` for these notices; raises what keeps one from being written."""
    told, broken = written(notices)
    if broken:
        raise broken[0][1]
    return compose(mail, told)


def compose(mail, told):
    """The message of `mail` for [(kind, content)].

    Whatever texts hold, no header can be added: control characters become spaces, and
    Django refuses what would be left.
    """
    stoppable = any(kind.topic.may_stop for kind, _ in told)
    page = {
        "contents": [
            {"content": content, "why": french.because(kind.why)} for kind, content in told
        ],
        "alone": len(told) == 1,
        "recipient_name": mail.recipient_name,
        "subject": subject_of(told),
        "base_url": settings.BASE_URL,
        "choices_url": stops.page_of(mail),
        "stoppable": stoppable,
    }
    headers = {**HEADERS, "Message-ID": mail.message_id}
    message = EmailMultiAlternatives(
        subject=page["subject"][:LONGEST_SUBJECT],
        body=render_to_string("emails/notice.txt", page),
        from_email=settings.DEFAULT_FROM_EMAIL,
        # The bare address: a display name brings nothing but ways to break a header.
        to=[mail.recipient_email],
        headers=headers | (stops.headers_of(mail) if stoppable else {}),
    )
    message.attach_alternative(render_to_string("emails/notice.html", page), "text/html")
    for _, content in told:
        for name, mimetype, body in content.attachments:
            message.attach(one_line(name), body, mimetype)
    return message
