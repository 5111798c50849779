"""The choices of discovery tracks, with their facts."""

from django.db import models


class TrackState(models.TextChoices):
    """Where a track stands; `workflow.tracks` alone changes it."""

    DRAFT = "draft", "En préparation"
    OPEN = "open", "Ouvert aux propositions"
    CLOSED = "closed", "À affecter"
    PUBLISHING = "publishing", "Publication en cours"
    PUBLISHED = "published", "Affecté"
    CANCELLED = "cancelled", "Annulé"


# What schools read.
SHOWN = (
    TrackState.OPEN,
    TrackState.CLOSED,
    TrackState.PUBLISHING,
    TrackState.PUBLISHED,
)
# The allocation is decided, its placements are being made or are there.
DECIDED = (TrackState.PUBLISHING, TrackState.PUBLISHED)


class CandidateState(models.TextChoices):
    """What became of a pupil whom a school proposed."""

    PROPOSED = "proposed", "Proposé"
    RETAINED = "retained", "Retenu, à publier"
    PLACED = "placed", "Affecté"
    WAITING = "waiting", "Liste d’attente"
    ELSEWHERE = "elsewhere", "Affecté à un autre vœu"
    DECLINED = "declined", "Non retenu"
    WITHDRAWN = "withdrawn", "Retiré"


# One seat each, on the counter of the track.
SEATED = (CandidateState.RETAINED, CandidateState.PLACED)
# What the solver may still move.
TO_ALLOCATE = (CandidateState.PROPOSED, CandidateState.RETAINED)
# What a school may still take back.
PENDING = (*TO_ALLOCATE, CandidateState.WAITING, CandidateState.PLACED)


class Decision(models.TextChoices):
    """What the officer has decided by hand: a new computation respects it."""

    FREE = "", "Aucune"
    KEPT = "kept", "Gardé"
    ASIDE = "aside", "Écarté"
