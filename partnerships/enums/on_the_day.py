"""The choices of the day itself: what is checked before leaving, who was there."""

from datetime import timedelta

from django.db.models import TextChoices

# Without another demand of the host: a warning, the head decides (R-CEE-3).
PUPILS_PER_ADULT = 15
# The page is there, and the to-do asked, when the day comes near.
PREPARED_DAYS_BEFORE = 14
# Attendance may still be written or corrected after the last day.
ATTENDANCE_OPEN_DAYS = 30


def correctable_until(booking):
    """The last day on which who was there may be written or corrected."""
    return booking.ends_on + timedelta(days=ATTENDANCE_OPEN_DAYS)


class Provider(TextChoices):
    """Through whom staff go into a company (DOMAIN section 3)."""

    EAFC = "eafc", "École académique de la formation continue (EAFC)"
    CMQ = "cmq", "Campus des métiers et des qualifications"
    CLEE = "clee", "Comité local école-entreprise"
    BRANCH = "branch", "Branche professionnelle"
    SCHOOL = "school", "Établissement"
    OTHER = "other", "Autre organisme"


class DepartureItem(TextChoices):
    """What is checked before a group leaves; some the portal knows by itself."""

    CONTRACT = "contract", "Convention signée par tous"
    LIST = "list", "Liste nominative envoyée"
    ADULTS = "adults", "Adultes accompagnateurs"
    LEVEL = "level", "Niveau de la classe"
    AGE = "age", "Âge minimal demandé par la structure d’accueil"
    EQUIPMENT = "equipment", "Tenue et équipements de protection"
    TRANSPORT = "transport", "Transport réservé"
    INSURANCE = "insurance", "Assurances vérifiées"
    MEALS = "meals", "Repas prévus"
    FAMILIES = "families", "Familles informées"

    @property
    def is_known(self):
        """The portal knows whether it is done: nobody ticks it."""
        return self in KNOWN

    @property
    def blocks(self):
        """Nobody leaves without it; the others are advice."""
        return self not in (DepartureItem.MEALS, DepartureItem.FAMILIES)


KNOWN = (
    DepartureItem.CONTRACT,
    DepartureItem.LIST,
    DepartureItem.ADULTS,
    DepartureItem.LEVEL,
)
