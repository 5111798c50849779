"""Reports that mail servers send back: delivery status (RFC 3464), complaint (RFC 5965).

Each is a `multipart/report`: words for people, a part for machines, and the mail in question
or its headers, where our Message-ID stands.
"""

from datetime import UTC
from email import message_from_bytes, policy
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any

from django.utils import timezone

from outbox.enums import Feedback
from outbox.failures import is_of_the_address
from outbox.feedback import Told

COMPLAINTS = frozenset({"abuse", "fraud", "virus"})


def parse(raw):
    """What a report tells, a list of Told; empty when the mail is no report that we know."""
    # The older policy: the newer one corrects broken headers of strangers by raising.
    report = message_from_bytes(raw, policy=policy.compat32)
    blocks: Any = report.get_payload()
    if report.get_content_type() != "multipart/report" or not isinstance(blocks, list):
        return []
    parts = {part.get_content_type(): part for part in reversed(blocks)}
    original = _original(parts)
    message_id = str(original.get("Message-ID", "")).strip() if original else ""
    if not message_id:
        return []
    at = _moment(report)
    if "message/delivery-status" in parts:
        found = _statuses(parts["message/delivery-status"])
    elif "message/feedback-report" in parts:
        found = _complaints(parts["message/feedback-report"], original)
    else:
        found = []
    return [
        Told(f"report:{message_id}:{kind}", kind, message_id, email, at, words)
        for kind, email, words in found
    ]


def _original(parts):
    """The headers of the mail that is reported on."""
    if "message/rfc822" in parts:
        payload = parts["message/rfc822"].get_payload()
        return payload[0] if isinstance(payload, list) and payload else None
    if "text/rfc822-headers" in parts:
        return message_from_bytes(parts["text/rfc822-headers"].get_payload(decode=True) or b"")
    return None


def _moment(report):
    """When the report was written; now when it does not say, or says a moment to come."""
    now = timezone.now()
    try:
        at = parsedate_to_datetime(str(report["Date"]))
    except (TypeError, ValueError):
        return now
    return min(at if at.tzinfo else at.replace(tzinfo=UTC), now)


def _statuses(part):
    """(kind, address, words) for each recipient of a delivery report."""
    blocks = part.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        recipient = block.get("Original-Recipient") or block.get("Final-Recipient")
        kind = _kind(block)
        if recipient and kind:
            words = block.get("Diagnostic-Code") or block.get("Status") or ""
            yield kind, _address(recipient), _typed(words)


def _kind(block):
    action = str(block.get("Action", "")).strip().lower()
    if action == "delivered":
        return Feedback.DELIVERED
    if action != "failed":  # delayed, relayed, expanded: nothing is decided
        return None
    status = str(block.get("Status", "")).strip()
    return Feedback.HARD if is_of_the_address(status) else Feedback.SOFT


def _complaints(part, original):
    """(kind, address, words) of a complaint; the address is often left out: then that of the
    mail's own header."""
    payload = part.get_payload()
    fields = payload[0] if isinstance(payload, list) and payload else part
    if str(fields.get("Feedback-Type", "")).strip().lower() in COMPLAINTS:
        recipient = fields.get("Original-Rcpt-To") or original.get("To", "")
        yield Feedback.COMPLAINT, _address(recipient), ""


def _typed(value):
    """The value of a field of the form `type; value`."""
    return " ".join(str(value).split(";", 1)[-1].split())


def _address(value):
    return parseaddr(_typed(value))[1]
