"""Two years after, committees name nobody who was invited, who validated, who left (DOMAIN §8)."""

import datetime as dt

import pytest
from django.contrib.contenttypes.models import ContentType

from accounts.actor import Actor
from accounts.enums import Role
from accounts.erasure import ERASED
from accounts.models import JournalEntry, PersonalLink
from clee import minutes, tasks
from clee.enums import Side
from clee.enums.meetings import Attendance
from clee.models import Decision, Invitation, Meeting, Member, ReviewVersion
from clee.review.document import PDF_KIND
from clee.workflow import erasure, guests
from directory.history import event_tables
from documents.models import Snapshot
from documents.snapshots import freeze
from outbox.models import Notice
from outbox.recipients import Recipient
from outbox.workflow import notify
from tests.accounts.factories import actor_for
from tests.clee.factories import (
    CommitteeFactory,
    MandateFactory,
    MemberFactory,
    ReviewFactory,
    ReviewVersionFactory,
)
from tests.clee.factories_meetings import DecisionFactory, InvitationFactory, MeetingFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 26)
LONG_AGO = dt.datetime(2024, 11, 20, 17, tzinfo=dt.UTC)
MARKER = "zyxmarqueur"
PDF = {"mimetype": "application/pdf", "name": "c.pdf"}
SYSTEM = Actor.system("essai")


def holding(model):
    """Whether a row, or a former value of it, still says the marker."""
    tables = [model, event_tables()[model]]
    return any(MARKER in str(row) for table in tables for row in table.objects.values())


@pytest.fixture
def committee():
    return CommitteeFactory()


def held(committee, at):
    meeting = MeetingFactory(committee=committee, state="reported", starts_at=at)
    email = f"{MARKER}@essai.example"
    row = Invitation(meeting=meeting, name=MARKER, organisation=MARKER, email=email)
    guests.add(SYSTEM, meeting, [row])
    Invitation.objects.filter(pk=row.pk).update(attendance=Attendance.PRESENT)
    DecisionFactory(meeting=meeting, owner=MARKER)
    notify("clee.invited", row, Recipient(email, MARKER), by=SYSTEM)
    freeze(SYSTEM, minutes.KIND, meeting, b"%PDF- " + MARKER.encode(), **PDF)
    return meeting


def test_guests_and_owners_leave_and_the_meeting_stays(client, committee):
    old = held(committee, LONG_AGO)
    recent = InvitationFactory(meeting=MeetingFactory(committee=committee))
    assert erasure.erase_due(TODAY) == 1 and erasure.erase_due(TODAY) == 0
    assert not holding(Invitation) and not holding(Decision) and not holding(PersonalLink)
    assert not Notice.objects.filter(subject_id=str(old.invitations.get().pk)).exists()
    row = old.invitations.get()
    assert (row.name, row.attendance) == (ERASED, Attendance.PRESENT)
    recent.refresh_from_db()
    assert recent.email
    kept = Snapshot.objects.about(old, minutes.KIND).get()
    assert kept.file.is_archived
    assert ("Présents", "une personne") in minutes.layout_data(old, 1)["facts"]
    assert JournalEntry.objects.filter(verb="a effacé les noms de personnes").count() == 1
    lead = actor_for(Role.CO_LEAD)
    MandateFactory(committee=committee, side=Side.ECONOMIC, user=lead.user)
    client.force_login(lead.user)
    assert client.get(f"/clee/reunions/{old.pk}/compte-rendu/").status_code == 200


def test_the_contact_of_a_member_who_left_and_who_validated(committee):
    email = f"{MARKER}@essai.example"
    MemberFactory(
        committee=committee,
        contact_name=MARKER,
        contact_email=email,
        left_on=LONG_AGO.date(),
        joined_on=LONG_AGO.date(),
    )
    present = MemberFactory(committee=committee, contact_email="la@essai.example")
    review = ReviewFactory(committee=committee, state="validated")
    version = ReviewVersionFactory(
        review=review, validated=[["côté École", MARKER]], outcome_by=MARKER
    )
    version.document = freeze(SYSTEM, PDF_KIND, review, b"%PDF- " + MARKER.encode(), **PDF)
    version.save()
    type(review).objects.filter(pk=review.pk).update(updated_at=LONG_AGO)
    assert erasure.erase_due(TODAY) == 2 and erasure.erase_due(TODAY) == 0
    assert not holding(Member) and not holding(ReviewVersion)
    present.refresh_from_db()
    version.refresh_from_db()
    assert present.contact_email and (version.validated, version.outcome_by) == ([], ERASED)
    assert version.document.file.is_archived


def test_the_tick_erases(committee):
    held(committee, LONG_AGO)
    tasks.tick()
    assert not holding(Invitation)
    kind = ContentType.objects.get_for_model(Meeting)
    assert not JournalEntry.objects.filter(subject_type=kind).exclude(words="").exists()
