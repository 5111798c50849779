import pytest
from django.core.management import call_command
from django.db.models import Count, F

from directory.calendar import Calendar
from directory.enums import SchoolKind
from directory.identifiers import validate_siret, validate_uai
from directory.models import ClassGroup, Company, School
from outbox.models import Mail, Notice
from partnerships.models import Booking, Contract, Offer, Slot
from placements.models import Campaign, Placement, Pupil, Stay
from portal.scale import directory, insert
from portal.scale.places import COUNTRY

pytestmark = pytest.mark.django_db


@pytest.mark.long
def test_scale_is_deterministic_and_sound(settings, monkeypatch):
    settings.DEBUG = True
    monkeypatch.setattr(insert, "MANY", 60)
    monkeypatch.setattr(directory, "WORDY", 20)
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


def test_the_country_has_its_shapes(settings):
    """Départements by their inhabitants, écoles without classes, hosts of the same place."""
    settings.DEBUG = True
    call_command("seed_scale", verbosity=0, country=True, part=10_000)
    stays = Stay.objects.filter(company__department=F("placement__school__department"))
    assert stays.count() == Stay.objects.count() > 0
    assert not ClassGroup.objects.filter(school__kind=SchoolKind.SCHOOL).exists()
    directory.add_schools(2_000, COUNTRY)
    sizes = dict(School.objects.values_list("department").annotate(Count("pk")))
    assert len(sizes) > 95 and sizes["59"] > 10 * sizes["48"]
    kinds = dict(School.objects.values_list("kind").annotate(Count("pk")))
    assert kinds[SchoolKind.SCHOOL] > 8 * kinds[SchoolKind.COLLEGE]
