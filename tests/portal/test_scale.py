from collections import Counter

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count, F

from directory.calendar import Calendar
from directory.enums import SchoolKind
from directory.identifiers import validate_siret, validate_uai
from directory.models import (
    BranchOrganisation,
    ClassGroup,
    Company,
    School,
    Sector,
    TrainingBasin,
    Word,
)
from directory.search import fold
from directory.sql import column_list, execute, quote, row, rows
from outbox.models import Mail, Notice
from partnerships.models import Booking, Contract, Offer, Slot
from placements.models import Campaign, Placement, Pupil, Stay
from portal.scale import directory, insert, words
from portal.scale.places import COUNTRY
from tests.partnerships.conftest import TODAY

pytestmark = pytest.mark.django_db
SIZES = {"schools": 40, "companies": 60, "slots": 180, "placements": 50, "years": 2}
SIZES |= {"lived": 400, "letters": 30}
FILLED = (Booking, BranchOrganisation, Campaign, ClassGroup, Company, Contract, Mail, Notice, Offer,
          Placement, Pupil, School, Sector, Slot, Stay, TrainingBasin, Word)  # fmt: skip


@pytest.mark.long
def test_scale_is_sound(settings, monkeypatch):
    settings.DEBUG = True
    monkeypatch.setattr(insert, "MANY", 60)
    call_command("seed_scale", verbosity=0, **SIZES)
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
    names = " ".join(f"{name} {city}" for name, city in Company.objects.values_list("name", "city"))
    found = set(Word.objects.values_list("word", flat=True))
    assert found == {word for word in fold(names).split() if len(word) > 3}
    calendar = Calendar.load()
    assert all(calendar.is_school_day(slot.ends_on) for slot in Slot.objects.all())
    call_command("seed_scale", verbosity=0, schools=40, companies=60, slots=0)
    assert (School.objects.count(), Company.objects.count()) == (40, 60)


@pytest.mark.long
def test_the_same_arguments_give_the_same_rows(settings, time_machine):
    """In whatever way PostgreSQL joins them."""
    settings.DEBUG = True
    time_machine.move_to(TODAY, tick=False)
    digests = seeded(hash_joins="on")
    assert None not in digests.values() and digests == seeded(hash_joins="off")


def seeded(hash_joins):
    """The digest of each table, filled from its first key on."""
    tables = [model._meta.db_table for model in FILLED]
    with transaction.atomic():
        execute(f"SET LOCAL enable_hashjoin = {hash_joins}; SET CONSTRAINTS ALL IMMEDIATE")
        execute(f"TRUNCATE accounts_user, {column_list(tables)} RESTART IDENTITY CASCADE")
        call_command("seed_scale", verbosity=0, **SIZES)
        digest = "SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM"
        found = {table: row(f"{digest} {quote(table)} AS t")[0] for table in tables}
        transaction.set_rollback(True)
    return found


def test_names_have_few_frequent_words_and_many_rare_ones():
    names = f"SELECT {words.company('n')} FROM generate_series(1, 20000) AS n"
    counts = Counter(word for (name,) in rows(names) for word in name.split())
    assert 1_600 < counts["SARL"] < 2_000 and 240 < counts["Boulangerie"] < 400
    assert 30 < counts["Martin"] < 120 and 0 < counts["Fonderie"] < 20
    assert sum(count == 1 for count in counts.values()) > len(counts) / 2


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
