"""Why a sign-in by ProConnect does not succeed, in words for the page."""

from enum import Enum


class Failure(Enum):
    """(status, title, text): each page offers the other means of sign-in."""

    UNAVAILABLE = (
        503,
        "ProConnect ne répond pas",
        "Réessayez dans quelques minutes, ou connectez-vous par un autre moyen.",
    )
    STALE = (
        400,
        "Cette connexion n’est plus valable",
        "Elle a déjà servi, elle a trop attendu, ou elle a été commencée dans un autre "
        "navigateur. Recommencez depuis la page de connexion.",
    )
    CANCELLED = (
        403,
        "La connexion par ProConnect n’a pas abouti",
        "Elle a été annulée, ou votre fournisseur d’identité l’a refusée.",
    )
    LEVEL = (
        403,
        "Cette identification n’est pas assez sûre",
        "Passerelle demande un niveau de garantie que votre fournisseur d’identité n’a pas donné. "
        "Connectez-vous par un autre moyen.",
    )
    REJECTED = (
        403,
        "La réponse de ProConnect est refusée",
        "Elle n’a pas pu être vérifiée. Recommencez ; si cela se répète, connectez-vous par un "
        "autre moyen et prévenez-nous.",
    )
    CONFLICT = (
        409,
        "Cette identité est celle de quelqu’un d’autre",
        "L’identité ProConnect utilisée correspond au compte d’une autre personne : rien n’a été "
        "relié. Déconnectez-vous de ProConnect et de Passerelle, puis recommencez avec votre "
        "propre identité.",
    )
    TOO_MANY = (
        429,
        "Trop de demandes",
        "Patientez quelques minutes avant de réessayer.",
    )

    @property
    def status(self):
        return self.value[0]

    @property
    def title(self):
        return self.value[1]

    @property
    def text(self):
        return self.value[2]


class SignInFailed(Exception):
    """Ends a sign-in; `detail` is for the log, never for the page, and holds no secret."""

    def __init__(self, failure, detail=""):
        self.failure = failure
        super().__init__(f"{failure.name}: {detail}")
