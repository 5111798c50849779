"""The choices of the agreement of a placement, with their facts."""

from django.db import models

from directory.enums import Rhythm
from placements.enums import PlacementKind


class AgreementState(models.TextChoices):
    """Where an agreement stands; `workflow` alone changes it."""

    DRAFT = "draft", "À envoyer à l’accueillant"
    ASKED = "asked", "Chez l’accueillant"
    TO_REVIEW = "to_review", "À relire"
    SIGNING = "signing", "À la signature"
    SIGNED = "signed", "Signée par tous"
    CANCELLED = "cancelled", "Annulée"


# What the school and the hosts still fill.
FILLING = (AgreementState.DRAFT, AgreementState.ASKED, AgreementState.TO_REVIEW)


class HealthPlan(models.TextChoices):
    """Whether there is one and who brings the kit: never what for (DOMAIN §4)."""

    NONE = "none", "Non"
    PUPIL = "pupil", "Oui, l’élève apporte la trousse"
    GUARDIAN = "guardian", "Oui, un responsable légal remet la trousse"


class Party(models.TextChoices):
    """The functions whose signature is asked (R-AG-1); `host` and `tutor` are followed
    by their part."""

    HOST = "host", "L’accueillant"
    HEAD = "head", "Le chef d’établissement"
    GUARDIAN = "guardian", "Le responsable légal"
    PUPIL = "pupil", "L’élève majeur"
    REFERENT = "referent", "Le référent de l’établissement"
    TUTOR = "tutor", "Le tuteur"


# On which days they are written to: a family reads on Sundays too.
RHYTHMS: dict[str, Rhythm] = {
    Party.HEAD: Rhythm.SCHOOL,
    Party.REFERENT: Rhythm.SCHOOL,
    Party.GUARDIAN: Rhythm.EVERY_DAY,
    Party.PUPIL: Rhythm.EVERY_DAY,
}


# What documents calls them: kinds of signature rounds, one wording each (R-PL-9).
ROUND_KINDS = {
    PlacementKind.OBSERVATION: "observation-agreement",
    PlacementKind.INITIATION: "initiation-agreement",
    PlacementKind.PFMP: "pfmp-agreement",
    PlacementKind.TECHNOLOGICAL: "technological-agreement",
}

# What an agreement may also be written in: several hosts (R-PL-8), 3e rather than 4e (R-PL-9).
SEVERAL_HOSTS = "several-hosts-agreement"
APPLICATION = "application-agreement"
# Of a pupil who is of age (R-PF-4, R-PF-6).
PFMP_ADULT = "pfmp-adult-agreement"

# Code du travail, D4153-15 to D4153-37, in the portal's own words (R-PL-5).
FORBIDDEN_WORKS = (
    "Actes ou représentations à caractère pornographique ou violent",
    "Agents chimiques dangereux, amiante, agents biologiques des groupes 3 et 4",
    "Vibrations mécaniques au-delà des valeurs d’action",
    "Rayonnements ionisants ; rayonnements optiques artificiels au-delà des valeurs limites",
    "Milieu hyperbare, milieu confiné",
    "Pièces nues sous tension, opérations électriques",
    "Démolition, tranchées, travaux comportant un risque d’effondrement ou d’ensevelissement",
    "Conduite d’engins, d’appareils de levage, de tracteurs ou de quadricycles",
    "Machines dangereuses, et leur entretien en marche",
    "Travail en hauteur sans protection collective, échafaudages, travaux dans les arbres",
    "Appareils sous pression",
    "Verre ou métal en fusion, températures extrêmes",
    "Abattage, euthanasie et équarrissage ; contact d’animaux féroces ou venimeux",
)
