"""The choices of the daily work with companies: exchanges, partnerships."""

from django.db.models import TextChoices


class InteractionKind(TextChoices):
    CALL = "call", "Appel"
    MAIL = "mail", "Courriel"
    MEETING = "meeting", "Rendez-vous"
    VISIT = "visit", "Visite sur place"
    EVENT = "event", "Salon ou forum"
    ADVICE = "advice", "Conseil"
    NOTE = "note", "Note interne"

    @property
    def is_contact(self):
        """Whether the two met or spoke: it counts as the last contact, a note does not."""
        return self != self.NOTE


class PartnershipKind(TextChoices):
    HOST = "host", "Accueil d’élèves"
    FRAMEWORK = "framework", "Accord-cadre"
    TAX = "tax", "Taxe d’apprentissage"
    SPONSOR = "sponsor", "Parrainage"
    JURY = "jury", "Participation à des jurys"
    EQUIPMENT = "equipment", "Équipement"


class PartnershipState(TextChoices):
    PREPARATION = "preparation", "En préparation"
    ACTIVE = "active", "En cours"
    ENDED = "ended", "Terminé"
    ABANDONED = "abandoned", "Abandonné"
