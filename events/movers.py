"""What events hold for a committee that joins another."""

from accounts import journal
from clee import merging
from events.models import Event


def follow_committee(actor, committee, into, reason):
    """Its events are the other's from then on; the name that was printed stays."""
    for event in Event.objects.filter(committee=committee).order_by("pk"):
        event.committee = into
        event.save(update_fields=["committee", "updated_at"])
        journal.note(
            actor, f"a repris un événement du comité {committee}", event,
            committee_id=into.pk, reason=reason, words=event.title,
        )  # fmt: skip


merging.register(follow_committee)
