"""The states of a notice and of a mail, and how urgent a notice is (RELIABILITY §2)."""

from django.db.models import IntegerChoices, TextChoices


class Urgency(IntegerChoices):
    """The order in which due mails leave; what is routine waits for the morning's digest, what
    is unhurried for one that leaves anyway."""

    CODE = 0, "code ou lien demandé"
    IMMEDIATE = 1, "immédiat"
    ROUTINE = 2, "courrier du matin"
    UNHURRIED = 3, "avec un prochain courrier du matin"


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
    """Where a mail stands; `outbox.states` says what may follow what."""

    PENDING = "pending", "en attente"
    CLAIMED = "claimed", "envoi en cours"
    SENT = "sent", "envoyé"
    DELIVERED = "delivered", "remis"
    BOUNCED = "bounced", "revenu"
    COMPLAINED = "complained", "signalé indésirable"
    UNKNOWN = "unknown", "sans réponse du relais"
    CANCELLED = "cancelled", "annulé"
    EXPIRED = "expired", "trop tard"
    FAILED = "failed", "échec"
    SUPPRESSED = "suppressed", "retenu"


class Feedback(TextChoices):
    """What became of a mail after the relay took it, as told by a webhook or a report.

    `soft`: not delivered, for a reason that may pass (4.x.x, a full mailbox, a policy);
    `hard`: the address does not exist or takes no mail.
    """

    DELIVERED = "delivered", "remis"
    SOFT = "soft", "revenu, cause passagère"
    HARD = "hard", "revenu, adresse en cause"
    COMPLAINT = "complaint", "signalé comme indésirable"


class Barring(TextChoices):
    """Why nothing is sent to an address any more."""

    HARD_BOUNCE = "hard", "L’adresse n’existe pas ou ne reçoit plus de courriel."
    SOFT_BOUNCES = "soft", "Trop de courriels sont revenus ces derniers temps."
    COMPLAINT = "complaint", "Un courriel a été signalé comme indésirable."
    BY_HAND = "by_hand", "L’administrateur a demandé de ne plus y écrire."


# The address itself is in order, its holder does not want our mail; but a code was just
# asked for, by that person, to enter: keeping it back would only lock the person out. To
# an address that does not exist, or was ruled out by a person, no code can be of use.
BARRING_LETS_CODES = frozenset({Barring.COMPLAINT})


class Cause(TextChoices):
    """Why a mail did not arrive, for whoever must do something about it."""

    SILENT = "silent", "Le relais n’a pas dit s’il a pris le courriel."
    BARRED = "barred", "L’adresse est écartée : rien n’y est envoyé."
    BOUNCED = "bounced", "La messagerie du destinataire l’a renvoyé."
    ADDRESS = "address", "Le relais ne connaît pas cette adresse."
    REFUSED = "refused", "Le relais l’a refusé."
    EXHAUSTED = "exhausted", "Aucune des tentatives n’a abouti."
    DEFECT = "defect", "Le texte n’a pas pu être écrit : erreur du portail."

    @property
    def advice(self):
        """What to do about it, a sentence."""
        return ADVICE[self]


ADVICE = {
    Cause.SILENT: "Renvoyez-le si son lecteur peut le recevoir deux fois.",
    Cause.BARRED: "Faites corriger l’adresse, ou rétablissez-la, puis renvoyez.",
    Cause.BOUNCED: "Faites corriger l’adresse ; s’il s’agit d’une panne passée, renvoyez.",
    Cause.ADDRESS: "Faites corriger l’adresse, puis renvoyez à la nouvelle.",
    Cause.REFUSED: "Lisez la réponse du relais avec l’hébergeur du courrier, puis renvoyez.",
    Cause.EXHAUSTED: "Vérifiez que le relais répond, puis renvoyez.",
    Cause.DEFECT: "Signalez-le à l’équipe technique, et renvoyez après la correction.",
}
