"""Meetings: convened once, postponed, cancelled, held, told (R-CL-3)."""

import datetime as dt
import uuid

import icalendar
import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import JournalEntry, PersonalLink
from clee.enums import MemberKind, Side
from clee.enums.meetings import Answer, MeetingState
from clee.models import Invitation, Meeting
from clee.rules.meetings import agenda_lines, check_answer, check_convening, check_times
from clee.todo import meetings as todo_meetings
from clee.workflow import guests, mandates, meetings
from directory.french import unbroken
from directory.violations import Refused
from outbox.kinds import kind_of
from outbox.models import Notice
from tests.accounts.factories import UserFactory, actor_for
from tests.clee.factories import CommitteeFactory, MandateFactory, MemberFactory
from tests.clee.factories_meetings import SOON, MeetingFactory
from tests.clee.meeting_steps import NOW, convened, member, told
from tests.directory.factories import CompanyFactory, DepartmentFactory, SchoolFactory

pytestmark = pytest.mark.django_db
S = MeetingState


@pytest.fixture
def committee():
    return CommitteeFactory(departments=[DepartmentFactory(code="30")])


@pytest.fixture
def co_lead(committee):
    actor = actor_for(Role.CO_LEAD)
    MandateFactory(committee=committee, side=Side.ECONOMIC, user=actor.user)
    return actor


def entry_of(notice):
    """The calendar entry that a mail carries."""
    content = kind_of(notice.kind).render(notice)
    ((_, _, data),) = content.attachments
    return icalendar.Calendar.from_ical(data).walk("VEVENT")[0]


# --- the table ----------------------------------------------------------------------------

LEADS_TO = {
    (S.PLANNED, "invite"): S.INVITED,
    (S.PLANNED, "hold"): S.HELD,
    (S.PLANNED, "cancel"): S.CANCELLED,
    (S.INVITED, "hold"): S.HELD,
    (S.INVITED, "invite"): S.INVITED,
    (S.INVITED, "postpone"): S.INVITED,
    (S.INVITED, "defer"): S.DEFERRED,
    (S.INVITED, "cancel"): S.CANCELLED,
    (S.DEFERRED, "postpone"): S.INVITED,
    (S.DEFERRED, "cancel"): S.CANCELLED,
    (S.HELD, "report"): S.REPORTED,
    (S.REPORTED, "report"): S.REPORTED,
}


@pytest.mark.parametrize("state", list(S))
def test_the_table_is_whole(state, committee, co_lead):
    stranger = actor_for(Role.CO_LEAD)
    for event in meetings.TABLE.events:
        meeting = MeetingFactory.build(committee=committee, state=state)
        assert not meetings.TABLE.can(meeting, event, stranger)
        if (state, event) in LEADS_TO:
            assert meetings.TABLE.apply(meeting, event, co_lead) == LEADS_TO[state, event]
        else:
            with pytest.raises(Refused, match="n’est plus possible"):
                meetings.TABLE.apply(meeting, event, co_lead)


# --- read before it leaves ------------------------------------------------------------------


@pytest.mark.parametrize(
    "event, data, word",
    [
        ("invite", {}, "Ordre du jour"),
        ("cancel", {"reason": "Salle inondée"}, "Salle inondée"),
        ("defer", {"reason": "Grève des trains"}, "Grève des trains"),
    ],
)
def test_the_mail_is_read_before_it_leaves(event, data, word, committee, co_lead, client):
    member(committee)
    if event == "invite":
        meeting = MeetingFactory(committee=committee)
        meeting.agenda.create(position=1, title="Bilan")
    else:
        meeting = convened(co_lead, committee)
    before = Meeting.objects.values("state", "sequence").get(pk=meeting.pk)
    sent = Notice.objects.count()
    client.force_login(co_lead.user)
    path = reverse("clee:meeting_act", args=[meeting.pk, event])
    data |= {"form_key": str(uuid.uuid4())}

    page = client.post(path, data | {"step": "preview"})

    shown = [mail.subject for mail in page.context["form"].reading.mails]
    assert len(shown) == 1 and str(meeting) in shown[0]
    assert word in page.text and unbroken(shown[0]) in page.text
    assert Notice.objects.count() == sent and not page.context["form"].errors
    assert Meeting.objects.values("state", "sequence").get(pk=meeting.pk) == before

    assert client.post(path, data | {"step": "act"}).status_code == 302
    assert Notice.objects.count() == sent + 1


def test_a_cancellation_without_its_reason_is_not_shown(committee, co_lead, client):
    meeting = convened(co_lead, committee)
    client.force_login(co_lead.user)
    path = reverse("clee:meeting_act", args=[meeting.pk, "cancel"])
    page = client.post(path, {"reason": "", "step": "preview"})
    assert page.context["form"].errors and page.context["form"].reading is None


# --- invitations ----------------------------------------------------------------------------


def test_one_row_one_link_and_one_mail_per_person(committee, co_lead):
    member(committee)
    member(committee, kind=MemberKind.COMPANY, other_name="", company=CompanyFactory())
    silent = MemberFactory(committee=committee)
    meeting = convened(co_lead, committee)

    rows = {row.name: row for row in meeting.invitations.all()}
    assert len(rows) == 3 and rows[silent.name].email == ""
    lead = meeting.invitations.get(user=co_lead.user)
    assert lead.mandate.committee == committee
    (mail,) = told("invited")  # not to who convenes, nor twice to the contact of two members
    assert mail.recipient_email == "paul@essai.example"
    link = PersonalLink.objects.about(rows["Paul Roux"]).get()
    assert link.state == "valid" and guests.link_of(rows["Paul Roux"]).url == link.url

    newcomer = member(committee, contact_email="lea@essai.example")
    meetings.invite(co_lead, meeting)
    meetings.invite(co_lead, meeting)
    assert [mail.recipient_email for mail in told("invited")][1:] == [newcomer.contact_email]
    assert meeting.invitations.count() == 4


def test_who_has_no_contact_is_found_in_the_directory(committee, co_lead):
    head = actor_for(Role.HEAD, school=SchoolFactory(email="ce.un@essai.example"))
    (led,) = head.school_ids
    alone = SchoolFactory(email="ce.deux@essai.example")
    company = CompanyFactory(email="accueil@essai.example")
    for values in (
        {"kind": MemberKind.SCHOOL, "school_id": led},
        {"kind": MemberKind.SCHOOL, "school": alone},
        {"kind": MemberKind.COMPANY, "company": company},
    ):
        MemberFactory(committee=committee, other_name="", **values)
    meeting = convened(co_lead, committee)
    told = {row.email for row in meeting.invitations.filter(mandate=None)}
    assert told == {head.user.email, alone.email, company.email}


@pytest.mark.long
def test_four_hundred_members_get_one_mail_each(committee, co_lead):
    for number in range(400):
        member(committee, contact_email=f"membre{number}@essai.example")
    meeting = convened(co_lead, committee)
    meetings.invite(co_lead, meeting)
    mails = [mail.recipient_email for mail in told("invited")]
    assert len(mails) == len(set(mails)) == 400


def test_the_guests_of_many_members_are_a_few_queries(
    committee, co_lead, django_assert_max_num_queries
):
    for number in range(40):
        member(committee, contact_email=f"membre{number}@essai.example")
    meeting = MeetingFactory(committee=committee)
    with django_assert_max_num_queries(12):
        guests.add(co_lead, meeting, guests.missing(meeting))
    assert meeting.invitations.count() == 41


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"has_agenda": False}, "au moins un point"),
        ({"guests": 0}, "Personne n’est à inviter"),
        ({"starts_at": NOW}, "est passée"),
    ],
)
def test_what_a_convening_needs(values, said):
    good = {"starts_at": SOON, "has_agenda": True, "guests": 3, "now": NOW}
    assert check_convening(**good) == []
    assert said in check_convening(**(good | values))[0].message


def test_bad_hours_and_answers_have_their_sentence():
    hour = dt.timedelta(hours=1)
    assert "précède" in check_times(SOON, SOON, NOW)[0].message
    assert "une journée" in check_times(SOON, SOON + 13 * hour, NOW)[0].message
    assert (
        "trop ancienne"
        in check_times(SOON - 500 * 24 * hour, SOON - 499.9 * 24 * hour, NOW)[0].message
    )
    assert check_answer("represented", " ")[0].field == "represented_by"
    assert check_answer("awaited", "")[0].field == "answer"
    assert agenda_lines(" Bilan \n\nProjets\nBilan") == ["Bilan", "Projets"]


def test_the_calendar_entry_is_the_same_for_ever(committee, co_lead):
    member(committee)
    meeting = convened(co_lead, committee)
    later = SOON + dt.timedelta(days=7)
    meetings.postpone(co_lead, meeting, later, later + dt.timedelta(hours=2), "Salle occupée")
    (moved,) = told("meeting_moved")
    entry = entry_of(moved)
    assert entry["uid"] == f"clee-meeting-{meeting.pk}@passerelle" and entry["sequence"] == 1
    assert entry["dtstart"].dt == later
    assert "Salle occupée" in str(kind_of(moved.kind).render(moved).facts)

    meetings.cancel(co_lead, meeting, "Grève")
    (gone,) = told("meeting_cancelled")
    entry = entry_of(gone)
    assert (entry["uid"], entry["sequence"], entry["status"]) == (
        f"clee-meeting-{meeting.pk}@passerelle", 2, "CANCELLED"
    )  # fmt: skip
    assert not kind_of("clee.invited").still_relevant(told("invited")[0])
    assert not kind_of("clee.meeting_moved").still_relevant(told("meeting_moved")[0])


def test_a_postponement_asks_everybody_again(committee, co_lead):
    member(committee)
    meeting = convened(co_lead, committee)
    meeting.invitations.update(answer=Answer.EXCUSED)
    with pytest.raises(Refused, match="motif"):
        meetings.postpone(co_lead, meeting, SOON + dt.timedelta(1), SOON + dt.timedelta(1.1), " ")
    with pytest.raises(Refused, match="autre date"):
        meetings.postpone(co_lead, meeting, SOON, SOON + dt.timedelta(hours=1), "Salle")
    yesterday = NOW - dt.timedelta(days=5)
    with pytest.raises(Refused, match="est passée"):
        meetings.postpone(co_lead, meeting, yesterday, yesterday + dt.timedelta(hours=1), "Salle")
    later = SOON + dt.timedelta(days=7)
    meetings.postpone(co_lead, meeting, later, later + dt.timedelta(hours=1), "Salle")
    assert set(meeting.invitations.values_list("answer", flat=True)) == {Answer.AWAITED}


def test_a_meeting_is_put_off_until_its_day_is_known(client, committee, co_lead):
    member(committee)
    meeting = convened(co_lead, committee)
    meeting.invitations.update(answer=Answer.PRESENT)
    with pytest.raises(Refused, match="motif"):
        meetings.defer(co_lead, meeting, " ")
    client.force_login(co_lead.user)
    client.post(reverse("clee:meeting_act", args=[meeting.pk, "defer"]), {"reason": "Grève"})
    meeting.refresh_from_db()
    assert (meeting.state, meeting.sequence) == (S.DEFERRED, 1)
    mail = kind_of("clee.meeting_deferred").render(notice := told("meeting_deferred")[0])
    ((_, _, content),) = mail.attachments
    assert b"CANCELLED" in content and "à fixer (elle était prévue" in str(mail.facts)
    assert kind_of("clee.meeting_deferred").still_relevant(notice)
    assert not kind_of("clee.invited").still_relevant(told("invited")[0])

    row = meeting.invitations.by_mail().get(email="paul@essai.example")
    page = client.get(guests.link_of(row).path).content.decode()
    assert "nouvelle date vous sera envoyée" in page and 'name="answer"' not in page
    with pytest.raises(Refused, match="plus possible"):
        guests.answer(actor_of(row), row, "excused")
    todos = {todo.url: todo.title for todo in todo_meetings.kept([committee], NOW.date())}
    assert "Fixer la nouvelle date" in todos[meeting.get_absolute_url()]

    # The day that was given up may be chosen again; everybody answers for it.
    meetings.postpone(co_lead, meeting, SOON, SOON + dt.timedelta(hours=1), "Salle rendue")
    meeting.refresh_from_db()
    assert (meeting.state, meeting.sequence) == (S.INVITED, 2)
    assert set(meeting.invitations.values_list("answer", flat=True)) == {Answer.AWAITED}
    assert not kind_of("clee.meeting_deferred").still_relevant(told("meeting_deferred")[0])


def test_the_links_of_a_meeting_put_off_wait_a_year(committee, co_lead, time_machine):
    member(committee)
    meeting = convened(co_lead, committee)
    meetings.defer(co_lead, meeting, "Grève")
    time_machine.move_to(NOW + dt.timedelta(days=300))
    row = meeting.invitations.get(email="paul@essai.example")
    assert guests.link_of(row) is not None


def test_a_cancelled_preparation_writes_to_nobody(committee, co_lead):
    member(committee)
    meetings.cancel(co_lead, MeetingFactory(committee=committee), "Plus d’objet")
    assert not Notice.objects.exists()


# --- answers --------------------------------------------------------------------------------


def answered(client, row, **data):
    return client.post(guests.link_of(row).path, data)


def test_a_member_without_account_answers_by_link(client, committee, co_lead):
    member(committee)
    meeting = convened(co_lead, committee)
    row = meeting.invitations.get(email="paul@essai.example")
    path = guests.link_of(row).path
    assert "Bilan des immersions" in client.get(path).content.decode()
    page = answered(client, row, answer="represented").content.decode()
    assert "Indiquez qui vous représente." in page
    assert answered(client, row, answer="represented", represented_by="Léa").status_code == 302
    row.refresh_from_db()
    assert (row.answer, row.represented_by) == (Answer.REPRESENTED, "Léa")
    answered(client, row, answer="present", represented_by="Léa")
    row.refresh_from_db()
    assert (row.answer, row.represented_by) == (Answer.PRESENT, "")
    assert JournalEntry.objects.filter(verb="a répondu à une invitation").count() == 2

    meetings.cancel(co_lead, meeting, "Grève")
    page = client.get(path).content.decode()
    assert "La réunion est annulée" in page and "<form" not in page.split("<h1>")[1]
    with pytest.raises(Refused, match="plus possible"):
        guests.answer(actor_of(row), row, "excused")


def actor_of(row):
    """The actor of its holder."""
    return actor_for(Role.TEACHER, user=row.user or user_of(row))


def user_of(row):
    row.user = UserFactory()
    row.save()
    return row.user


def test_a_person_with_an_account_answers_there_and_nobody_else(client, committee, co_lead):
    person = actor_for(Role.TEACHER)
    member(committee, contact_email=person.user.email.upper())
    meeting = convened(co_lead, committee)
    row = meeting.invitations.get(user=person.user)
    client.force_login(person.user)
    assert client.post(row.get_absolute_url(), {"answer": "excused"}).status_code == 302
    row.refresh_from_db()
    assert row.answer == Answer.EXCUSED
    for other in (actor_for(Role.TEACHER), co_lead):
        client.force_login(other.user)
        assert client.get(row.get_absolute_url()).status_code == 404
        with pytest.raises(Refused, match="autre personne"):
            guests.answer(other, row, "present")


# --- who may --------------------------------------------------------------------------------


def test_only_who_keeps_the_committee_opens_its_meetings(client, committee, co_lead):
    meeting = convened(co_lead, committee)
    another = actor_for(Role.CO_LEAD)
    MandateFactory(user=another.user)
    elsewhere = actor_for(Role.DEPARTMENT_OFFICE, department=DepartmentFactory(code="34"))
    paths = [
        f"/clee/{committee.pk}/reunions/",
        f"/clee/{committee.pk}/reunions/preparer/",
        f"/clee/{committee.pk}/calendrier/",
        *(f"/clee/reunions/{meeting.pk}/{end}" for end in ("", "modifier/", "cancel/")),
    ]
    for actor in (another, elsewhere, actor_for(Role.HEAD)):
        client.force_login(actor.user)
        for path in paths:
            assert client.get(path).status_code == client.post(path).status_code == 404, path
    client.force_login(co_lead.user)
    for path in paths:
        assert client.get(path).status_code == 200, path


def test_a_co_lead_who_left_keeps_nothing(committee, co_lead):
    meeting = convened(co_lead, committee)
    mandate = committee.mandates.get(user=co_lead.user)
    mandates.end(co_lead, mandate, dt.date(2026, 11, 20), "Mutation")
    for act in (meetings.hold, lambda *of: meetings.cancel(*of, "Parti")):
        with pytest.raises(Refused, match="pas ouverte"):
            act(co_lead, meeting)
    assert not Meeting.objects.visible_to(co_lead)
    # Nor is the person reminded of a meeting after the term.
    assert not Invitation.objects.standing().filter(user=co_lead.user)
