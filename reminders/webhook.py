"""What became of our mails, told by the relay: a signed JSON by POST (docs/operations.md).

X-Passerelle-Timestamp: 1795680000
X-Passerelle-Signature: hex of HMAC-SHA256(secret, timestamp + "." + body)

{"events": [{"id": "…", "event": "delivered|soft|hard|complaint", "message_id": "<…>",
             "email": "…", "at": "2026-11-23T08:00:00Z", "words": "550 5.1.1 …"}]}
"""

import hashlib
import hmac
import json
import logging
import time
from collections import Counter
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from accounts.access import public
from accounts.limits import allowed, client_address
from outbox.enums import Feedback
from outbox.feedback import Told, Verdict, take

LARGEST = 256 * 1024  # bytes
EVENTS = 500
PER_MINUTE = 300  # of one sender, before its signature is looked at

logger = logging.getLogger(__name__)


def signature(secret, timestamp, body):
    """What the sender must write: hex of HMAC-SHA256 over the timestamp, a dot, the body."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def is_signed(request, body):
    """Whether the body is from who shares our secret."""
    timestamp = request.headers.get("X-Passerelle-Timestamp", "")
    given = request.headers.get("X-Passerelle-Signature", "")
    expected = signature(settings.MAIL_WEBHOOK_SECRET, timestamp, body)
    return hmac.compare_digest(given.encode(), expected.encode())


def is_timely(request):
    """Whether it was signed just now: what was overheard cannot be sent again later."""
    timestamp = request.headers.get("X-Passerelle-Timestamp", "")
    if not timestamp.isdecimal() or len(timestamp) > 12:
        return False
    return abs(time.time() - int(timestamp)) <= settings.MAIL_WEBHOOK_TOLERANCE


def read(body):
    """The Told of a body; ValueError when it is not as the page above says."""
    try:
        events = json.loads(body)["events"]
        if not isinstance(events, list) or len(events) > EVENTS:
            raise ValueError("events")
        return [_told(event) for event in events]
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("events") from error


def _told(event):
    texts = {name: event[name] for name in ("id", "message_id", "email", "at")}
    words = event.get("words", "")
    if not all(isinstance(text, str) and text and "\0" not in text for text in texts.values()):
        raise ValueError("event")
    if not isinstance(words, str):
        raise ValueError("words")
    at = datetime.fromisoformat(texts["at"])
    if timezone.is_naive(at):
        raise ValueError("at")
    return Told(
        f"webhook:{texts['id']}",
        Feedback(event["event"]),
        texts["message_id"],
        texts["email"],
        min(at, timezone.now()),
        words.replace("\0", ""),
    )


@method_decorator([csrf_exempt, never_cache], name="dispatch")
@public
class Webhook(View):
    """Closed (404) without a secret. 403: not signed by it; 400: late, or not as agreed; 503:
    about a mail that is still being sent, to be told again. Nothing changes but at 200."""

    http_method_names = ["post"]

    def post(self, request):
        if not settings.MAIL_WEBHOOK_SECRET:
            raise Http404
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
            return HttpResponse(status=413)
        if not allowed("mail webhook", client_address(request), PER_MINUTE, 60):
            return HttpResponse(status=429)
        if not is_signed(request, request.body):
            return HttpResponse(status=403)
        if not is_timely(request):
            return HttpResponse(status=400)
        try:
            told = read(request.body)
        except ValueError:
            logger.warning("The webhook got a signed body that it cannot read")
            return HttpResponse(status=400)
        return self._apply(told)

    def _apply(self, told):
        """All or nothing: the sender tells again what was too early, and the rest with it."""
        with transaction.atomic():
            counted = Counter(take(one) for one in told)
            is_early = counted[Verdict.EARLY] > 0
            transaction.set_rollback(is_early)
        if is_early:
            return HttpResponse(status=503, headers={"Retry-After": "60"})
        return JsonResponse({verdict.value: number for verdict, number in counted.items()})
