"""The states of a notice and of a mail, and how urgent a notice is (RELIABILITY §2)."""

from django.db.models import IntegerChoices, TextChoices


class Urgency(IntegerChoices):
    """The order in which due mails leave; what is routine waits for the morning's digest."""

    CODE = 0, "code ou lien demandé"
    IMMEDIATE = 1, "immédiat"
    ROUTINE = 2, "courrier du matin"


class NoticeState(TextChoices):
    """A notice waits for its hour, then follows its mail; or is dropped on the way."""

    PLANNED = "planned", "prévu"
    QUEUED = "queued", "confié à un courriel"
    CANCELLED = "cancelled", "annulé"
    EXPIRED = "expired", "trop tard"
    DECLINED = "declined", "arrêté par le destinataire"


class Missed(TextChoices):
    """Why a notice that was worth sending never left: nothing disappears without a word."""

    CLOSED = "closed", "aucun jour ouvert avant sa fin"
    OUTAGE = "outage", "envoi interrompu jusqu’après sa fin"


class MailState(TextChoices):
    """pending → claimed → sent; claimed → pending (known failure) or unknown (no answer)."""

    PENDING = "pending", "en attente"
    CLAIMED = "claimed", "envoi en cours"
    SENT = "sent", "envoyé"
    UNKNOWN = "unknown", "sans réponse du relais"
    CANCELLED = "cancelled", "annulé"
    EXPIRED = "expired", "trop tard"
    FAILED = "failed", "échec"
