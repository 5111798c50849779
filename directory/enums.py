"""Choices of the directory, with the facts that the rules need."""

from django.db import models


class Level(models.TextChoices):
    """School levels, in their order."""

    SIXIEME = "6e", "6e"
    CINQUIEME = "5e", "5e"
    QUATRIEME = "4e", "4e"
    TROISIEME = "3e", "3e"
    SECONDE = "2de", "2de"
    PREMIERE = "1re", "1re"
    TERMINALE = "terminale", "Terminale"
    CAP1 = "CAP1", "CAP 1re année"
    CAP2 = "CAP2", "CAP 2e année"
    BTS1 = "BTS1", "BTS 1re année"
    BTS2 = "BTS2", "BTS 2e année"
    CPGE = "CPGE", "Classe préparatoire"

    @property
    def order(self):
        """Rank from 0 (6e), for "from … to …"."""
        return _RANKS[self.value]

    @property
    def allows_class_immersion(self):
        """R-CEE-1: 4e, 3e, 2de, 1re, terminale and CAP."""
        return Level.QUATRIEME.order <= self.order <= Level.CAP2.order

    @property
    def usual_age(self):
        """The age that its pupils reach in the calendar year of the rentrée, none of them
        having repeated a year."""
        return _USUAL_AGES[self.value]

    @classmethod
    def between(cls, lowest, highest):
        """The levels from `lowest` to `highest`, both included."""
        levels = list(cls)
        return levels[cls(lowest).order : cls(highest).order + 1]


_RANKS = {level.value: rank for rank, level in enumerate(Level)}
_USUAL_AGES = {
    **{"6e": 11, "5e": 12, "4e": 13, "3e": 14, "2de": 15, "1re": 16, "terminale": 17},
    **{"CAP1": 15, "CAP2": 16, "BTS1": 18, "BTS2": 19, "CPGE": 18},
}


class Rhythm(models.TextChoices):
    """Whose days are counted, and on which of them one writes to somebody (R-ID-9)."""

    SCHOOL = "school", "jours de classe"
    WORK = "work", "jours ouvrés"
    EVERY_DAY = "every", "tous les jours"

    @classmethod
    def of(cls, at_school):
        """That of who acts for a school, or for a company or another office."""
        return cls.SCHOOL if at_school else cls.WORK


class SchoolKind(models.TextChoices):
    COLLEGE = "college", "Collège"
    LYCEE_GT = "lycee_gt", "Lycée général et technologique"
    LYCEE_PRO = "lycee_pro", "Lycée professionnel"
    LYCEE_POLYVALENT = "lycee_polyvalent", "Lycée polyvalent"
    SEGPA = "segpa", "SEGPA"
    VOCATIONAL_SECTION = "sep", "Section d’enseignement professionnel"
    GENERAL_SECTION = "sgt", "Section d’enseignement général et technologique"
    EREA = "erea", "EREA"
    POST_BAC = "post_bac", "Établissement post-bac"
    CFA = "cfa", "CFA"
    SCHOOL = "ecole", "École"
    OTHER = "autre", "Autre établissement"


class SchoolStatus(models.TextChoices):
    PUBLIC = "public", "Public"
    PRIVATE = "private", "Privé"


class PriorityEducation(models.TextChoices):
    NONE = "", "Hors éducation prioritaire"
    REP = "REP", "REP"
    REP_PLUS = "REP+", "REP+"


class Qpv(models.TextChoices):
    """R-ID-7: where the school stands to a priority district."""

    UNKNOWN = "", "Non renseigné"
    INSIDE = "inside", "Dans un QPV"
    NEAR = "near", "À moins de 300 m d’un QPV"
    OUTSIDE = "outside", "Hors QPV"


class SpecialKind(models.TextChoices):
    """R-ID-7: priority audience as an attribute of the class group."""

    NONE = "", "Ordinaire"
    SEGPA = "SEGPA", "SEGPA"
    ULIS = "ULIS", "ULIS"
    UPE2A = "UPE2A", "UPE2A"
    PREPA_METIERS = "PREPA_METIERS", "Prépa-métiers"
    MLDS = "MLDS", "MLDS"


class LegalKind(models.TextChoices):
    PRIVATE = "private", "Entreprise privée"
    PUBLIC = "public", "Organisme public"
    ASSOCIATION = "association", "Association"


class NafNomenclature(models.TextChoices):
    """R-ID-4: a code means nothing without its nomenclature."""

    REV2 = "NAFRev2", "NAF rév. 2"
    NAF25 = "NAF2025", "NAF 2025"


class StaffBand(models.TextChoices):
    """INSEE's *tranche d'effectifs*."""

    UNKNOWN = "", "Non renseigné"
    NONE = "NN", "Non employeur"
    ZERO = "00", "0 salarié"
    FROM_1 = "01", "1 ou 2 salariés"
    FROM_3 = "02", "3 à 5 salariés"
    FROM_6 = "03", "6 à 9 salariés"
    FROM_10 = "11", "10 à 19 salariés"
    FROM_20 = "12", "20 à 49 salariés"
    FROM_50 = "21", "50 à 99 salariés"
    FROM_100 = "22", "100 à 199 salariés"
    FROM_200 = "31", "200 à 249 salariés"
    FROM_250 = "32", "250 à 499 salariés"
    FROM_500 = "41", "500 à 999 salariés"
    FROM_1000 = "42", "1 000 à 1 999 salariés"
    FROM_2000 = "51", "2 000 à 4 999 salariés"
    FROM_5000 = "52", "5 000 à 9 999 salariés"
    FROM_10000 = "53", "10 000 salariés et plus"


class NetworkKind(models.TextChoices):
    CMQ = "CMQ", "Campus des métiers et des qualifications"
    PFT = "PFT", "Plateforme technologique"
    CLUB = "club", "Club école-entreprise"
    OPCO = "OPCO", "OPCO"
    GRETA = "GRETA", "GRETA"
    CFA = "CFA", "CFA"
    CCI = "CCI", "Chambre de commerce et d’industrie"
    CMA = "CMA", "Chambre de métiers et de l’artisanat"
    CHAMBRE_AGRICULTURE = "CA", "Chambre d’agriculture"
    MEDEF = "MEDEF", "MEDEF"
    CPME = "CPME", "CPME"
    PREFECTURE = "prefecture", "Préfecture"
    REGION = "region", "Région"
    FRANCE_TRAVAIL = "france_travail", "France Travail"
    MISSION_LOCALE = "mission_locale", "Mission locale"
    CIO = "CIO", "CIO"
    INSPECTION = "inspection", "Inspection"
    ASSOCIATION = "association", "Association"
    OTHER = "autre", "Autre"

    @property
    def gathers_companies(self):
        """Whether companies meet there: those that a school asks to find it a host."""
        return self in (
            self.CMQ,
            self.PFT,
            self.CLUB,
            self.OPCO,
            self.CCI,
            self.CMA,
            self.CHAMBRE_AGRICULTURE,
            self.MEDEF,
            self.CPME,
            self.ASSOCIATION,
        )


class YearState(models.TextChoices):
    """R-ID-8."""

    PREPARATION = "preparation", "En préparation"
    CURRENT = "current", "En cours"
    CLOSED = "closed", "Close"


class InformedHow(models.TextChoices):
    """How a person of a company learnt that the portal keeps their details (GDPR, art. 14)."""

    MAIL = "mail", "par courriel"
    PHONE = "phone", "par téléphone"
    MEETING = "meeting", "de vive voix"
    HERSELF = "herself", "a donné elle-même ses coordonnées"
