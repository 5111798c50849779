"""The attestation of a placement: frozen, verifiable, archived with its pupil."""

import pytest
from django.urls import reverse

from accounts.models import JournalEntry
from directory.french import full_day
from directory.violations import Refused
from documents import archive
from documents.models import Snapshot, StoredFile
from documents.verification import verify
from placements.attestation import ATTESTATION
from placements.enums import PlacementState
from placements.models import Placement, Pupil
from placements.wording import with_birth
from placements.workflow import erasure, outcomes, presence
from placements.workflow.attestations import issue
from tests.placements.follow_world import FRIDAY, MONDAY, followed, on
from tests.placements.test_erasure import AFTER
from tests.placements.test_erasure_whole import lived

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("sex", "born"), [("F", "née le"), ("M", "né le"), ("", "né(e) le")])
def test_a_pupil_is_named_with_the_birth_date(sex, born):
    pupil = Pupil(first_name="Lina", last_name="Abadie", sex=sex, birth_date=MONDAY)
    assert with_birth(pupil) == f"Lina Abadie, {born} {full_day(MONDAY)}"
    assert with_birth(Pupil(first_name="Lina", last_name="Abadie")) == "Lina Abadie"


def test_the_same_facts_give_the_same_document_and_a_correction_its_next_version():
    world = followed(PlacementState.DONE)
    first = issue(world.teacher, world.placement)
    assert issue(world.company, world.placement) == first
    assert verify(first.sha256).title == "Document authentique"
    entry = JournalEntry.objects.get(verb="a établi l’attestation du stage")
    assert entry.words == f"Empreinte : {first.sha256}"
    there = {MONDAY: ("present", "absent")}
    presence.take(world.teacher, world.placement, there, today=FRIDAY)
    second = issue(world.teacher, world.placement)
    assert (second.version, first.version) == (2, 1)
    assert verify(first.sha256).title == "Document authentique, mais remplacé"
    outcomes.miss(world.teacher, world.placement, "stopped", today=FRIDAY)
    assert verify(second.sha256).title == "Document authentique, mais retiré"


def test_none_before_the_placement_took_place():
    world = followed()
    with pytest.raises(Refused, match="une fois le stage réalisé"):
        issue(world.teacher, world.placement)
    assert not Snapshot.objects.exists()


def test_the_school_and_the_company_are_given_the_same_bytes(client):
    world = followed(PlacementState.DONE)
    with on(FRIDAY):
        client.force_login(world.teacher.user)
        school = client.get(reverse("placements:attestation", args=[world.placement.pk]))
        client.force_login(world.company.user)
        stay = world.placement.stays.get()
        host = client.get(reverse("placements:hosted_attestation", args=[stay.pk]))
    assert b"".join(school) == b"".join(host)
    assert Snapshot.objects.filter(kind=ATTESTATION).count() == 1


def test_it_passes_to_the_archive_with_its_pupil():
    world = lived()
    Placement.objects.update(state=PlacementState.DONE)
    made = issue(world.teacher, world.placement)
    content = made.file.bytes
    assert erasure.erase_due(AFTER) == 1
    stored = StoredFile.objects.get(pk=made.file_id)
    assert stored.is_archived and stored.content is None
    assert archive.content_of(stored) == content
    assert verify(made.sha256).title == "Document authentique"
    with pytest.raises(Refused):
        issue(world.teacher, world.placement)
