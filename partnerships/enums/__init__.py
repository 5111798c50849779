"""The choices of the domain, each with the facts that rules and pages read from it."""

from django.db.models import TextChoices

# R-VI-1: an information visit lasts at most two days; R-CEE-2: an immersion exactly three.
CLASS_IMMERSION_DAYS = 3
VISIT_MAX_DAYS = 2
# R-CEE-3: no limit but the slot's; outside of these a warning is shown.
USUAL_SIZES = range(8, 37)
# R-CEE-6
MAX_PENDING_REQUESTS = 3
# A request that a company leaves unanswered expires (working days of the company).
ANSWER_DAYS = 10
# Seats are held while the head's visa is awaited, but not for ever.
VISA_SCHOOL_DAYS = 5
# Seats that come free are held for who waits: their own days (of class for a school).
WAITING_OFFER_DAYS = 3
# Both sides of a match that a branch proposes answer within these working days.
MATCH_DAYS = 10


class OfferKind(TextChoices):
    CLASS_IMMERSION = "class_immersion", "Classe en entreprise"
    VISIT = "visit", "Visite d’information"
    TEACHER_IMMERSION = "teacher_immersion", "Immersion d’enseignants"
    SPEAKER = "speaker", "Intervention en classe"
    INTERVIEW_TRAINING = "interview_training", "Simulation d’entretiens"
    SCHOOL_VISIT = "school_visit", "Visite d’un établissement scolaire"

    @property
    def summary(self):
        """What it is, in the words that search and publication pages show."""
        return {
            self.CLASS_IMMERSION: "Trois jours consécutifs d’une classe dans l’entreprise.",
            self.VISIT: "Un groupe découvre l’entreprise, un ou deux jours.",
            self.TEACHER_IMMERSION: "Des personnels de l’Éducation nationale découvrent "
            "l’entreprise.",
            self.SPEAKER: "Un professionnel vient témoigner dans l’établissement.",
            self.INTERVIEW_TRAINING: "Des professionnels font passer des entretiens blancs.",
            self.SCHOOL_VISIT: "Un établissement ouvre ses ateliers aux responsables d’entreprise.",
        }[self]

    @property
    def needs_class_group(self):
        """Pupils take part: a class group, its numbers, levels and R-CEE-6 apply."""
        return self not in (self.TEACHER_IMMERSION, self.SCHOOL_VISIT)

    @property
    def moves_pupils(self):
        """Pupils are present at the host's: R-ID-9 forbids the day, R-VI-2 applies."""
        return self in (self.CLASS_IMMERSION, self.VISIT)

    @property
    def is_at_host(self):
        """The guests go to the host; else the host's people come to the class."""
        return self not in (self.SPEAKER, self.INTERVIEW_TRAINING)

    @property
    def booked_by_company(self):
        """The guest is a company, the host a school."""
        return self == self.SCHOOL_VISIT

    @property
    def shortest_and_longest(self):
        """Days, both ends counted; None when nothing limits it."""
        return {
            self.CLASS_IMMERSION: (CLASS_IMMERSION_DAYS, CLASS_IMMERSION_DAYS),
            self.VISIT: (1, VISIT_MAX_DAYS),
            self.TEACHER_IMMERSION: (1, None),
        }.get(self, (1, 1))

    @property
    def seats_are(self):
        return "élèves" if self.needs_class_group else "personnes"

    @classmethod
    def with_class_group(cls):
        return [kind for kind in cls if kind.needs_class_group]


class OfferState(TextChoices):
    DRAFT = "draft", "Brouillon"
    TO_CONFIRM = "to_confirm", "À confirmer par l’entreprise"
    PUBLISHED = "published", "Publiée"
    CLOSED = "closed", "Fermée"


class SlotMode(TextChoices):
    FIRST_COME = "first_come", "Premier arrivé, premier servi"
    SELECTION = "selection", "Sur sélection"


class SlotState(TextChoices):
    OPEN = "open", "Ouvert"
    # R-IM-1: added to a published offer, for its company.
    TO_CONFIRM = "to_confirm", "À confirmer par l’entreprise"
    CLOSED = "closed", "Fermé"
    CANCELLED = "cancelled", "Annulé"


class BookingState(TextChoices):
    AWAITING_VISA = "awaiting_visa", "En attente du visa du chef d’établissement"
    SENT = "sent", "Envoyée"
    ACCEPTED = "accepted", "Acceptée"
    REFUSED = "refused", "Refusée"
    CANCELLED = "cancelled", "Annulée"
    EXPIRED = "expired", "Sans réponse"
    WITHDRAWN = "withdrawn", "Retirée"
    DONE = "done", "Réalisée"
    MISSED = "missed", "Non réalisée"

    @property
    def is_pending(self):
        return self in PENDING


# Waiting for an answer; R-CEE-6 counts these.
PENDING = (BookingState.AWAITING_VISA, BookingState.SENT)
# The group is (or was) really there: no other immersion may overlap (R-CEE-6).
TAKEN = (BookingState.ACCEPTED, BookingState.DONE)


class Origin(TextChoices):
    REQUEST = "request", "Demande sur un créneau"
    ELSEWHERE = "elsewhere", "Accord pris hors du portail"


class AgreedBy(TextChoices):
    """R-IM-1: how an immersion agreed elsewhere was arranged."""

    PHONE = "phone", "par téléphone"
    MEETING = "meeting", "en rendez-vous"
    MAIL = "mail", "par courriel"
    ANSWER = "answer", "en réponse à un appel"
    MATCH = "match", "par une mise en relation de la branche"

    @classmethod
    def typed(cls):
        """Those that a person tells; the portal writes the others."""
        return [(one.value, one.label) for one in cls if one not in (cls.ANSWER, cls.MATCH)]


class RefusalReason(TextChoices):
    DATES = "dates", "Les dates ne conviennent plus"
    FULL = "full", "Plus de place à ces dates"
    LEVEL = "level", "Le niveau de la classe ne correspond pas"
    STAFF = "staff", "Pas assez de personnel pour accueillir"
    SAFETY = "safety", "Contraintes de sécurité ou de travaux"
    OTHER_CHOSEN = "other_chosen", "Une autre classe a été retenue"
    OTHER = "other", "Autre raison"


class CancelReason(TextChoices):
    SCHOOL_CALENDAR = "school_calendar", "Emploi du temps de la classe"
    TRANSPORT = "transport", "Transport ou financement"
    STAFF = "staff", "Absence d’un responsable"
    ACTIVITY = "activity", "Activité de l’entreprise"
    SAFETY = "safety", "Sécurité ou événement grave"
    MISTAKE = "mistake", "Erreur de saisie"
    VISA_REFUSED = "visa_refused", "Visa refusé par le chef d’établissement"
    OFFER_CLOSED = "offer_closed", "Créneau retiré par la structure d’accueil"
    OTHER = "other", "Autre raison"


class Side(TextChoices):
    """Who of the two parties acted."""

    GUEST = "guest", "le demandeur"
    HOST = "host", "la structure d’accueil"


class MoveState(TextChoices):
    """What became of a proposed change of date (R-CEE-5)."""

    PROPOSED = "proposed", "Proposée"
    ACCEPTED = "accepted", "Acceptée"
    DECLINED = "declined", "Refusée"
    WITHDRAWN = "withdrawn", "Retirée"
    EXPIRED = "expired", "Sans réponse"


# A host that is asked, and both sides of what was agreed, may propose other days.
MOVABLE = (BookingState.SENT, BookingState.ACCEPTED)


class WaitState(TextChoices):
    """Where an entry of a waiting list stands."""

    WAITING = "waiting", "En liste d’attente"
    OFFERED = "offered", "Places proposées"
    ACCEPTED = "accepted", "Places prises"
    DECLINED = "declined", "Places laissées"
    EXPIRED = "expired", "Sans réponse"
    LEFT = "left", "Retirée de la liste"
    CLOSED = "closed", "Liste close"


class MatchState(TextChoices):
    """What became of a class and a company that a branch proposed to each other."""

    PROPOSED = "proposed", "Proposée"
    AGREED = "agreed", "Conclue"
    REFUSED = "refused", "Refusée"
    WITHDRAWN = "withdrawn", "Retirée"
    EXPIRED = "expired", "Sans réponse"
    CLOSED = "closed", "Sans objet"


# Still in the list: nothing was decided.
WAITS = (WaitState.WAITING, WaitState.OFFERED)


class WaitEnd(TextChoices):
    """Why the portal closed an entry."""

    SLOT = "slot", "Le créneau n’est plus proposé."
    BEGUN = "begun", "Le créneau a commencé sans qu’une place se libère."
    ELSEWHERE = "elsewhere", "La classe est accueillie ailleurs."


class ListEnding(TextChoices):
    """Why a nominative list was destroyed."""

    OVER = "over", "Lendemain de l’immersion"
    CANCELLED = "cancelled", "Immersion annulée"
    REPLACED = "replaced", "Remplacée"
    WITHDRAWN = "withdrawn", "Retirée"
