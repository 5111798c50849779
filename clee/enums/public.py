"""States and kinds of what the public reads and sends: news, enquiries."""

from django.db import models


class NewsState(models.TextChoices):
    DRAFT = "draft", "brouillon"
    PROPOSED = "proposed", "à publier"
    PUBLISHED = "published", "publiée"
    WITHDRAWN = "withdrawn", "retirée"


class EnquiryKind(models.TextChoices):
    """What somebody writes for, with or without an account."""

    CONTACT = "contact", "Message"
    CREATE = "create", "Créer un comité"
    JOIN = "join", "Rejoindre un comité"
    REVIVE = "revive", "Relancer un comité"

    @property
    def is_decided(self):
        """Whether it waits for a yes or a no; a message is relayed, that is all."""
        return self != EnquiryKind.CONTACT


class EnquiryState(models.TextChoices):
    TO_CONFIRM = "to_confirm", "à confirmer"
    SENT = "sent", "transmise"
    ACCEPTED = "accepted", "acceptée"
    REFUSED = "refused", "refusée"
