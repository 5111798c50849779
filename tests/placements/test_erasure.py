"""One year after, no table holds anything of pupils and guardians; the counts stay (DOMAIN §8)."""

import datetime as dt
import uuid

import pytest
from django.db import connection

from accounts.models import JournalEntry, PersonalLink
from accounts.reads import note_reads
from directory.history import event_tables
from directory.models import Company
from outbox.models import Notice, Stop
from outbox.topics import Topic
from placements.enums import CancelReason, Source
from placements.models import LegalGuardian, Placement, Pupil
from placements.workflow import erasure, family_links, proposals
from placements.workflow.placements import Found, Hosting, cancel, record_found
from tests.directory.factories import CompanyFactory, MunicipalityFactory
from tests.placements.families import FIRST, LAST, pupil_of, world

pytestmark = pytest.mark.django_db
MARKER = "zyxmarqueur"
AFTER = LAST.replace(year=LAST.year + 1) + dt.timedelta(days=1)
TABLES = """SELECT c.oid::regclass::text FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname = 'public' ORDER BY 1"""


def holding(marker):
    """The tables a row of which, as a plain dump writes it, holds the marker."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        for (table,) in cursor.fetchall():
            cursor.execute(
                f"SELECT 1 FROM {table} t WHERE t::text ILIKE %s LIMIT 1", [f"%{marker}%"]
            )
            if cursor.fetchone():
                found.append(table)
    return found


def lived():
    """A pupil whose every text holds the marker, with all that may be written about them."""
    here = world()
    pupil = here.pupil
    for name in ("last_name", "first_name", "phone", "school_number"):
        setattr(pupil, name, f"{MARKER} {name}"[:20])
    pupil.email, pupil.sex = f"{MARKER}@eleve.example", "F"
    pupil.save()
    pupil.first_name = f"{MARKER} corrigé"
    pupil.save()
    LegalGuardian.objects.update(
        last_name=MARKER, first_name=MARKER, email=f"{MARKER}@famille.example", phone=MARKER
    )
    note_reads(here.referent, [pupil])
    family_links.open_for_all(here.referent, here.group)
    family_links.send(here.referent, here.group)
    Stop.objects.create(email=f"{MARKER}@famille.example", topic=Topic.NEWS)
    row = here.propose(message=MARKER, reply_email=f"{MARKER}@reponse.example", host_name="Garage")
    proposals.decline(here.referent, row, f"{MARKER} habite trop loin")
    hosting = Hosting(CompanyFactory(), FIRST, LAST)
    placed = Found(pupil, (hosting,), Source.ELSEWHERE)
    first = record_found(here.referent, placed, key=uuid.uuid4())
    cancel(here.referent, first, CancelReason.HOST, f"{MARKER} a renoncé")
    record_found(here.referent, placed, key=uuid.uuid4())
    return here


def test_a_plain_dump_holds_none_of_the_markers():
    here = lived()
    before = holding(MARKER)
    assert {"placements_pupil", "placements_legalguardian", "outbox_notice"} <= set(before)

    assert erasure.erase_due(AFTER) == 1
    assert holding(MARKER) == []
    counted = Placement.objects.filter(pupil=None).values_list("level", "sex", "starts_on")
    assert set(counted) == {("3e", "F", FIRST)} and len(counted) == 2
    link = PersonalLink.objects.exclude(revoked_at=None).get()
    assert link.holder_name == erasure.ERASED
    assert Pupil.objects.get() == here.other
    entry = JournalEntry.objects.get(verb="a effacé les données d’élèves")
    assert entry.school == here.group.school and entry.words.startswith("1 élève,")


def test_staff_and_the_other_pupils_mails_stay():
    here = lived()
    LegalGuardian.objects.create(
        pupil=here.other, rank=1, last_name="Autre", email="autre@famille.example"
    )
    family_links.close(here.referent, here.other)
    family_links.open_for_pupil(here.referent, here.other)
    family_links.send(here.referent, here.group, day=FIRST)
    erasure.erase_due(AFTER)
    assert Notice.objects.filter(recipient_email="autre@famille.example").exists()


@pytest.mark.parametrize(
    ("day", "number"),
    [(AFTER - dt.timedelta(days=1), 0), (AFTER, 1), (dt.date(2028, 8, 31), 1)],
)
def test_the_day_itself(day, number):
    """The placement ended on 29 January 2027; a pupil without one waits for the class's year."""
    lived()
    assert erasure.due(day).count() == number


def test_a_pupil_without_a_placement_a_year_after_the_class():
    here = world()
    assert not erasure.due(dt.date(2028, 8, 31)).exists()
    assert set(erasure.due(dt.date(2028, 9, 1))) == {here.pupil, here.other}


def test_a_pupil_who_is_still_in_a_class_stays():
    here = lived()
    year = type(here.group.school_year).objects.create(start_year=2027)
    next_class = type(here.group).objects.create(
        school=here.group.school, school_year=year, name="2de 1", level="2de"
    )
    Pupil.objects.filter(pk=here.pupil.pk).update(class_group=next_class)
    assert here.pupil not in erasure.due(AFTER)
    pupil_of(next_class, "Nouveau", "Luc")
    assert erasure.erase_due(AFTER) == 0


def test_where_a_pupil_lives_is_erased_first_and_the_distance_stays():
    """Once the school year of the class is over, former values included (DOMAIN §8)."""
    here = lived()
    MunicipalityFactory(insee_code="31555", latitude=43.60, longitude=1.44)
    Company.objects.update(latitude=43.60, longitude=1.56)
    for code in ("31555", "31149", "31555"):
        here.pupil.municipality_code = code
        here.pupil.save()
    assert erasure.forget_homes(dt.date(2027, 8, 31)) == 0
    assert erasure.forget_homes(dt.date(2027, 9, 1)) == 1
    here.pupil.refresh_from_db()
    assert here.pupil.municipality_code == "" and here.pupil.last_name
    events = event_tables()[Pupil].objects.filter(pgh_obj=here.pupil.pk)
    assert set(events.values_list("municipality_code", flat=True)) == {""}
    entry = JournalEntry.objects.get(verb="a effacé la commune d’élèves")
    assert entry.words == "1 élève, l’année scolaire finie"
    assert erasure.forget_homes(dt.date(2027, 9, 1)) == 0
    assert erasure.erase_due(AFTER) == 1
    assert set(Placement.objects.values_list("distance_km", flat=True)) == {10}
