from django.db.models import TextChoices


class ProgrammeState(TextChoices):
    DRAFT = "draft", "en préparation"
    PUBLISHED = "published", "publié"
    ARCHIVED = "archived", "archivé"


class EntryState(TextChoices):
    """What became of the proposal of an event or a slot to a programme."""

    PROPOSED = "proposed", "proposé"
    ACCEPTED = "accepted", "accepté"
    REFUSED = "refused", "refusé"
    WITHDRAWN = "withdrawn", "retiré"


# What counts once per programme.
STANDING = (EntryState.PROPOSED, EntryState.ACCEPTED)
