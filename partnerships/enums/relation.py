"""The choices of the daily work with companies: exchanges, partnerships."""

from django.db.models import TextChoices

from directory.enums import Rhythm


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

    @property
    def document(self):
        """What its agreement is called."""
        return {
            PartnershipKind.HOST: "Convention de partenariat : accueil d’élèves",
            PartnershipKind.FRAMEWORK: "Accord-cadre de partenariat",
            PartnershipKind.TAX: "Convention de partenariat : taxe d’apprentissage",
            PartnershipKind.SPONSOR: "Convention de parrainage",
            PartnershipKind.JURY: "Convention de participation à des jurys",
            PartnershipKind.EQUIPMENT: "Convention d’équipement",
        }[self]

    @property
    def round_kind(self):
        """What `documents` calls it: each kind has its wording."""
        return f"partnership-{self.value}"

    @property
    def third(self):
        """The other party that may sign with the two, when it is named; "" for none."""
        return {
            PartnershipKind.FRAMEWORK: "l’autorité académique",
            PartnershipKind.EQUIPMENT: "la collectivité de rattachement",
        }.get(self, "")


class PartnershipFunction(TextChoices):
    """Whose signature is asked (R-AG-1)."""

    PARTNER = "partner", "Partenaire"
    HEAD = "head", "Chef d’établissement"
    HOLDER = "holder", "Structure qui tient le partenariat"
    THIRD = "third", "Autre partie"


# On which days they are written to, if not on working days.
PARTNERSHIP_RHYTHMS: dict[str, Rhythm] = {PartnershipFunction.HEAD: Rhythm.SCHOOL}


class PartnershipState(TextChoices):
    PREPARATION = "preparation", "En préparation"
    SIGNING = "signing", "À la signature"
    ACTIVE = "active", "En cours"
    ENDED = "ended", "Terminé"
    ABANDONED = "abandoned", "Abandonné"
