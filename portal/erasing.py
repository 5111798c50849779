"""All that falls due to be erased, on whatever floor (DOMAIN §8)."""

from django.utils import timezone

from accounts.workflow import erasure as accounts
from clee.workflow import enquiries
from clee.workflow import erasure as committees
from documents import archive
from events.workflow import registration_erasure as registrations
from partnerships.workflow import contact_erasure
from partnerships.workflow import erasure as partnerships
from placements.workflow import erasure as placements


def erase_expired(now=None):
    """{what, in words: how many rows}. Idempotent, some hundreds of each kind at a time."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    return {
        "communes d’élèves": placements.forget_homes(today),
        "élèves": placements.erase_due(today),
        "immersions et partenariats": partnerships.erase_due(today),
        "réunions, membres et bilans des comités": committees.erase_due(today),
        "personnes de contact": contact_erasure.advance(today),
        "comptes": accounts.advance(today),
        "inscriptions aux événements": registrations.erase_due(now),
        "messages du public": enquiries.purge(now),
        "documents archivés": archive.destroy_due(now),
    }
