"""Brevo as the relay: its log of events is asked over HTTPS.

    GET /v3/smtp/statistics/events?messageId=<…>&limit=1     header `api-key`
    → {"events": [{"event": "requests", "messageId": "<…>", "email": …, "date": …}]}

An empty answer has no list. Reference: developers.brevo.com/reference/get-email-event-report.
"""

import logging

import requests
from django.conf import settings

PATH = "/smtp/statistics/events"
TIMEOUT = 3, 7  # seconds to connect, to answer

logger = logging.getLogger(__name__)


class BrevoRelay:
    """Needs BREVO_API_KEY. The provider keeps its events for at least 30 days, more than any
    mail waits, so that what it does not know it did not take."""

    def __init__(self):
        self.is_silent = False
        self.session = requests.Session()
        self.session.headers.update(
            {"api-key": settings.BREVO_API_KEY, "Accept": "application/json"}
        )

    def took(self, message_id, since):
        """Whether any event bears this Message-ID; None when the provider does not answer,
        and then for the rest of the run."""
        if self.is_silent:
            return None
        try:
            asked = {"messageId": message_id, "limit": 1}
            response = self.session.get(
                f"{settings.BREVO_API_URL}{PATH}",
                params=asked,
                timeout=TIMEOUT,
                allow_redirects=False,
            )
            if response.status_code != requests.codes.ok:
                raise ValueError(f"status {response.status_code}")
            events = response.json().get("events", [])
            return any(event["messageId"] == message_id for event in events)
        except (
            requests.RequestException,
            ValueError,
            AttributeError,
            TypeError,
            KeyError,
        ) as error:
            # Its words may hold the address of the question, hence only the kind of failure.
            logger.warning("Brevo cannot tell what it took: %s", type(error).__name__)
            self.is_silent = True
            return None
