import pytest
from django.core.management import call_command

from directory.calendar import Calendar
from directory.identifiers import validate_siret, validate_uai
from directory.models import Company, School
from outbox.models import Mail, Notice
from partnerships.models import Booking, Contract, Offer, Slot
from placements.models import Campaign, Placement, Pupil, Stay

pytestmark = pytest.mark.django_db


def test_scale_is_deterministic_and_sound(settings):
    settings.DEBUG = True
    sizes = {"schools": 40, "companies": 60, "slots": 180, "placements": 50, "years": 2}
    sizes |= {"lived": 400, "letters": 30}
    call_command("seed_scale", verbosity=0, **sizes)
    assert (School.objects.count(), Company.objects.count()) == (40, 60)
    assert (Offer.objects.count(), Slot.objects.count()) == (60, 180)
    assert (Booking.objects.count(), Campaign.objects.count()) == (90, 50)
    assert Contract.objects.count() == 90
    assert (Placement.objects.count(), Stay.objects.count()) == (400, 400)
    assert Placement.objects.exclude(pupil=None).count() == Pupil.objects.count() == 200
    assert (Mail.objects.count(), Notice.objects.filter(mail__state="sent").count()) == (30, 30)
    for uai in School.objects.values_list("uai", flat=True):
        validate_uai(uai)
    for siret in Company.objects.values_list("siret", flat=True):
        validate_siret(siret)
    calendar = Calendar.load()
    assert all(calendar.is_school_day(slot.ends_on) for slot in Slot.objects.all())
    call_command("seed_scale", verbosity=0, schools=40, companies=60, slots=0)
    assert (School.objects.count(), Company.objects.count()) == (40, 60)
