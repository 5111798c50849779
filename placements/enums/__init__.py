"""The choices of the placement floor, with their facts."""

from django.db import models


class Sex(models.TextChoices):
    """As the school's file says it; for counts only."""

    FEMALE = "F", "Fille"
    MALE = "M", "Garçon"
    UNSPECIFIED = "", "Non précisé"


class PlacementKind(models.TextChoices):
    """What a placement is to the rules: its limits, its template, who signs."""

    OBSERVATION = "observation", "Stage d’observation"
    INITIATION = "initiation", "Stage d’initiation ou d’application"
    PFMP = "pfmp", "PFMP"
    TECHNOLOGICAL = "techno", "Stage de BTS ou technologique"

    @property
    def is_observation_only(self):
        """R-PL-5, but R-PL-9: light work is allowed in SEGPA and prépa-métiers."""
        return self == self.OBSERVATION

    @property
    def is_vocational(self):
        """R-PF-6: PFMP, BTS and other technological placements are one object; they belong
        to a period of a class that prepares a diploma."""
        return self in VOCATIONAL


VOCATIONAL = (PlacementKind.PFMP, PlacementKind.TECHNOLOGICAL)


class Source(models.TextChoices):
    """How the host was found: most are found by the family (R-AG-5)."""

    FAMILY = "family", "Trouvé par la famille"
    SCHOOL = "school", "Trouvé par l’établissement"
    OFFER = "offer", "Offre du portail"
    TRACK = "track", "Parcours de découverte"
    ELSEWHERE = "elsewhere", "Convention signée hors du portail"


# Those that are typed, and may be corrected: the others say which workflow made it.
TYPED_SOURCES = (Source.FAMILY, Source.SCHOOL, Source.ELSEWHERE)


class PlacementState(models.TextChoices):
    """Where a placement stands; `workflow` alone changes it."""

    FOUND = "found", "Stage trouvé"
    SIGNING = "signing", "Convention à signer"
    SIGNED = "signed", "Convention signée"
    DONE = "done", "Réalisé"
    MISSED = "missed", "Non réalisé"
    UNCOVERED = "uncovered", "Non couvert"
    CANCELLED = "cancelled", "Annulé"


# The pupil has a host: these never overlap for one pupil (R-PL-7).
HELD = (
    PlacementState.FOUND,
    PlacementState.SIGNING,
    PlacementState.SIGNED,
    PlacementState.DONE,
    PlacementState.UNCOVERED,
)
# What the board of a class and the host's own list show.
SHOWN = (*HELD, PlacementState.MISSED)
# What may still be changed, signed or called off.
OPEN = (PlacementState.FOUND, PlacementState.SIGNING, PlacementState.SIGNED)


class CancelReason(models.TextChoices):
    HOST = "host", "L’accueillant se retire"
    PUPIL = "pupil", "L’élève renonce"
    OTHER_HOST = "other_host", "L’élève a trouvé un autre accueillant"
    SCHOOL = "school", "Décision de l’établissement"
    MISTAKE = "mistake", "Saisi par erreur"
    TRACK = "track", "Le parcours de découverte est annulé"

    @classmethod
    def of_school(cls):
        """Those that a school chooses from: the last one is said by who runs the track."""
        return [pair for pair in cls.choices if pair[0] != cls.TRACK]


class PupilStatus(models.TextChoices):
    """Where a pupil's search stands: read from the placements, never stored."""

    SEARCHING = "searching", "Cherche encore"
    APPLIED = "sent", "Candidature envoyée"
    ACCEPTED = "accepted", "Stage à confirmer"
    PROPOSED = "proposed", "Proposition à examiner"
    FOUND = "found", "Stage trouvé"
    SIGNING = "signing", "Convention à signer"
    SIGNED = "signed", "Convention signée"
    PRESENT = "present", "En entreprise"
    DONE = "done", "Réalisé"
    EVALUATED = "evaluated", "Évalué"
    MISSED = "missed", "Non réalisé"
    UNCOVERED = "uncovered", "Non couvert"


class FamilyMember(models.TextChoices):
    """Who types a proposal: they have no account."""

    PUPIL = "pupil", "L’élève"
    GUARDIAN = "guardian", "Un responsable légal"


class ProposalState(models.TextChoices):
    """What became of a host that a family proposed."""

    WAITING = "waiting", "En attente de réponse"
    ACCEPTED = "accepted", "Acceptée"
    DECLINED = "declined", "Écartée"
    WITHDRAWN = "withdrawn", "Retirée par la famille"


class SoftLimit(models.TextChoices):
    """The limits of presence that the authority may turn into warnings: never the hours of
    the day (R-PL-3, no derogation)."""

    DAY = "day", "la durée par jour"
    WEEK = "week", "la durée par semaine"
    YOUNG_WEEK = "young_week", "la durée par semaine d’un élève jeune"
    STRETCH = "stretch", "la durée d’affilée"
    REST_IN_DAY = "rest_in_day", "la pause dans la journée"
    NIGHT = "night", "le repos d’un jour à l’autre"
