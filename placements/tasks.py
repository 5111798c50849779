"""The tick that lets time act on placements and on the pupils' data."""

from celery import shared_task

from documents.archive import destroy_due
from placements.workflow import bank_time, track_publication
from placements.workflow.agreement_time import advance
from placements.workflow.erasure import erase_due, forget_homes


@shared_task(name="placements.tasks.advance")
def tick():
    """Every few minutes by beat; what it finds is decided by dates in the tables."""
    advance()
    bank_time.advance()
    forget_homes()
    erase_due()
    destroy_due()


@shared_task(name="placements.tasks.work_on_tracks", time_limit=120)
def work_on_tracks():
    """Every minute by beat: the placements of a track that is being published, or ended."""
    track_publication.advance_all()
