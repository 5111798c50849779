"""Actions of a committee (R-CL-4): their rules, their life, what realises them."""

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import JournalEntry
from clee import realisations
from clee.enums import CommitteeState, Side
from clee.enums.actions import ActionState
from clee.models import Action, ActionDocument, ActionType, Practice
from clee.rules.actions import check_action, check_done
from clee.workflow import action_parts, actions
from directory.calendar import Calendar
from directory.enums import YearState
from directory.violations import Refused
from documents.models import StoredFile
from outbox.models import Notice
from tests.accounts.factories import actor_for
from tests.clee.factories import ActionFactory, CommitteeFactory, MandateFactory, MemberFactory
from tests.directory.factories import (
    ClassGroupFactory,
    CompanyFactory,
    DepartmentFactory,
    SchoolFactory,
    SchoolYearFactory,
)
from tests.events.factories import EventFactory
from tests.partnerships.factories import BookingFactory
from tests.placements.factories import PlacementFactory, PupilFactory

MONDAY = dt.date(2027, 1, 25)
SATURDAY_IN_HOLIDAYS = dt.date(2027, 2, 13)
TUESDAY_IN_HOLIDAYS = dt.date(2027, 2, 16)


def of(levels, starts_on, ends_on=None, **values):
    """An action as the rules see it, without a database."""
    kind = ActionType(label="Visite", needs_label=values.pop("needs_label", False))
    values = {"girls": 0, "boys": 0, "unspecified": 0, "priority": 0, **values}
    return Action(
        type=kind, levels=levels, starts_on=starts_on, ends_on=ends_on or starts_on, **values
    )


def said(action):
    return [(one.field, one.blocking) for one in check_action(action, Calendar())]


@pytest.mark.parametrize(
    ("action", "found"),
    [
        (of(["3e"], MONDAY), []),
        (of(["3e"], TUESDAY_IN_HOLIDAYS), [("starts_on", True)]),
        (of(["3e", "staff"], TUESDAY_IN_HOLIDAYS), [("starts_on", True)]),
        (of(["staff"], TUESDAY_IN_HOLIDAYS), []),
        (of(["public"], TUESDAY_IN_HOLIDAYS), []),
        # A Sunday inside the holidays is one of them, not only a Sunday.
        (of(["3e"], dt.date(2027, 2, 14)), [("starts_on", True)]),
        (of(["3e"], dt.date(2027, 1, 24)), [("starts_on", False)]),
        (of(["3e"], MONDAY, dt.date(2027, 3, 8)), []),
        (of(["3e"], MONDAY, TUESDAY_IN_HOLIDAYS), [("ends_on", True)]),
        (of(["3e"], MONDAY, dt.date(2027, 1, 20)), [("ends_on", True)]),
        (of([], MONDAY), [("levels", True)]),
        (of(["staff"], MONDAY, girls=3), [("levels", True)]),
        (of(["3e"], MONDAY, girls=3, priority=4), [("priority", True)]),
        (of(["3e"], MONDAY, needs_label=True), [("other_label", True)]),
        (of(["3e"], MONDAY, needs_label=True, other_label="Rallye"), []),
    ],
)
def test_what_an_action_must_say_and_when_it_may_be(action, found):
    assert said(action) == found


def test_a_correction_opens_a_day_of_holidays():
    calendar = Calendar({TUESDAY_IN_HOLIDAYS: (True, "rattrapage")})
    assert not check_action(of(["3e"], TUESDAY_IN_HOLIDAYS), calendar)
    closed = Calendar({MONDAY: (False, "pont")})
    assert [one.blocking for one in check_action(of(["3e"], MONDAY), closed)] == [True]


@pytest.mark.django_db
class TestLife:
    @pytest.fixture
    def committee(self):
        return CommitteeFactory(departments=[DepartmentFactory(code="30")])

    @pytest.fixture
    def lead(self, committee):
        actor = actor_for(Role.CO_LEAD)
        MandateFactory(committee=committee, side=Side.ECONOMIC, user=actor.user)
        return actor

    def test_the_table_says_all(self, committee, lead):
        """Every state × event: what the table holds, and a refusal for the rest."""
        allowed = {key: found.to for key, found in actions.TABLE.transitions.items()}
        assert allowed == {
            ("planned", "do"): "done",
            ("planned", "postpone"): "postponed",
            ("planned", "cancel"): "cancelled",
            ("postponed", "replan"): "planned",
            ("postponed", "cancel"): "cancelled",
            ("cancelled", "replan"): "planned",
            ("done", "undo"): "planned",
        }
        stranger = actor_for(Role.CO_LEAD)
        for state in ActionState:
            for event in actions.TABLE.events:
                values = {"reason": "Pluie"}
                if event == "replan":
                    values |= {"starts_on": MONDAY, "ends_on": MONDAY}
                action = ActionFactory(committee=committee, state=state, state_reason="x")
                with pytest.raises(Refused):
                    actions.act(stranger, action, event, **values)
                if event == "do":
                    Action.objects.filter(pk=action.pk).update(starts_on=dt.date(2026, 11, 16))
                if (state, event) in allowed:
                    made = actions.act(lead, action, event, **values)
                    assert made.state == allowed[state, event]
                    assert JournalEntry.objects.about(action).count() == 1
                else:
                    with pytest.raises(Refused, match="plus possible"):
                        actions.act(lead, action, event, **values)

    def test_a_postponement_has_a_reason_and_the_other_co_lead_is_told(self, committee, lead):
        other = actor_for(Role.CO_LEAD)
        MandateFactory(committee=committee, user=other.user)
        action = ActionFactory(committee=committee)
        with pytest.raises(Refused, match="motif"):
            actions.act(lead, action, "postpone", reason=" ")
        actions.act(lead, action, "postpone", reason="Salle prise")
        told = Notice.objects.get(kind="clee.action_changed")
        assert told.user_id == other.user.pk
        with pytest.raises(Refused, match="vacances scolaires"):
            actions.act(lead, action, "replan", starts_on=TUESDAY_IN_HOLIDAYS,
                        ends_on=TUESDAY_IN_HOLIDAYS)  # fmt: skip

    def test_what_is_to_come_is_not_done(self, client, committee, lead):
        action = ActionFactory(committee=committee, starts_on=dt.date(2099, 1, 26),
                               ends_on=dt.date(2099, 1, 26))  # fmt: skip
        with pytest.raises(Refused, match="à venir"):
            actions.act(lead, action, "do")
        assert not check_done(action, dt.date(2099, 1, 26))
        client.force_login(lead.user)
        page = client.get(reverse("clee:action_new", args=[committee.pk])).content.decode()
        assert f'value="{timezone.localdate()}"' in page

    def test_a_committee_asleep_plans_nothing(self, committee, lead):
        committee.state = CommitteeState.DORMANT
        committee.save()
        action = ActionFactory.build(committee=committee, type=ActionType.objects.first())
        with pytest.raises(Refused, match="Relancez"):
            actions.record(lead, action, key=uuid.uuid4())

    def test_nothing_is_noted_in_a_closed_year(self, committee, lead):
        SchoolYearFactory(start_year=2025, state=YearState.CLOSED)
        monday = dt.date(2026, 3, 16)
        values = {"starts_on": monday, "ends_on": monday}
        past = ActionFactory.build(committee=committee, type=ActionType.objects.first(), **values)
        with pytest.raises(Refused, match="est close"):
            actions.record(lead, past, key=uuid.uuid4(), is_done=True)
        with pytest.raises(Refused, match="est close"):
            actions.act(lead, ActionFactory(committee=committee, state="postponed",
                                            state_reason="x"), "replan", **values)  # fmt: skip

    def test_only_who_keeps_the_committee_finds_its_actions(self, client, committee, lead):
        school = SchoolFactory()
        action = ActionFactory(committee=committee)
        action.schools.add(school)
        elsewhere = actor_for(Role.DEPARTMENT_OFFICE, department=DepartmentFactory(code="34"))
        head = actor_for(Role.HEAD, school=school)
        pages = [reverse("clee:actions", args=[committee.pk]), action.get_absolute_url(),
                 reverse("clee:action_edit", args=[action.pk]),
                 reverse("clee:action_act", args=[action.pk, "do"])]  # fmt: skip
        for actor, answers in (
            (elsewhere, [404, 404, 404, 404]),
            (head, [404, 200, 404, 404]),
            (lead, [200, 200, 200, 200]),
        ):
            client.force_login(actor.user)
            assert [client.get(page).status_code for page in pages] == answers

    def test_the_whole_form_keeps_partners(self, client, committee, lead):
        school, company = SchoolFactory(), CompanyFactory()
        MemberFactory(committee=committee, kind="company", other_name="", company=company)
        action = ActionFactory(committee=committee)
        client.force_login(lead.user)
        url = reverse("clee:action_edit", args=[action.pk])
        data = {
            "type": action.type_id, "title": "Forum", "starts_on": "2027-01-25",
            "ends_on": "2027-01-26", "levels": ["3e"], "girls": "10", "boys": "12",
            "priority": "5", "priorities": ["REP"], "other_schools": school.uai.lower(),
            "companies": [company.pk], "cost": "120.50", "satisfaction": "4",
        }  # fmt: skip
        page = client.post(url, data | {"priority": "99"}).content.decode()
        assert "publics prioritaires sont comptés parmi" in page
        page = client.post(url, data | {"other_schools": "0311687Z"}).content.decode()
        assert "Aucun établissement ouvert n’a cet UAI\N{NO-BREAK SPACE}: 0311687Z." in page
        assert client.post(url, data).status_code == 302
        action.refresh_from_db()
        assert (list(action.schools.all()), list(action.companies.all())) == ([school], [company])
        assert (action.girls, action.priority, str(action.cost)) == (10, 5, "120.50")

    def test_the_list_is_filtered_and_exported(self, client, committee, lead):
        ActionFactory(committee=committee, title="Rencontre A", is_avenir=True)
        ActionFactory(committee=committee, title="Rencontre B", state="done")
        client.force_login(lead.user)
        url = reverse("clee:actions", args=[committee.pk])
        page = client.get(url, {"etat": "done"}).content.decode()
        assert "Rencontre B" in page and "Rencontre A" not in page
        answer = client.get(url, {"avenir": "on", "format": "csv"})
        text = b"".join(answer.streaming_content).decode()
        assert "Rencontre A" in text and "Rencontre B" not in text
        entry = JournalEntry.objects.get(verb="a exporté les actions du comité")
        assert entry.committee_id == committee.pk
        assert entry.words == "Parcours Avenir = True, 1 ligne"

    def test_the_list_asks_few_queries(
        self, client, committee, lead, django_assert_max_num_queries
    ):
        for _ in range(3):
            ActionFactory(committee=committee)
        client.force_login(lead.user)
        url = reverse("clee:actions", args=[committee.pk])
        client.get(url)
        # Three of them open the session.
        with django_assert_max_num_queries(3 + 10):
            client.get(url)

    def test_a_document_keeps_its_consent_and_goes_with_its_bytes(self, client, committee, lead):
        action = ActionFactory(committee=committee)
        client.force_login(lead.user)
        url = reverse("clee:action_document_add", args=[action.pk])
        content = b"\x89PNG\r\n\x1a\n" + b"image"

        def picture():
            return SimpleUploadedFile("photo.png", content)

        data = {"title": "Photo", "shows_people": "on", "scan": picture()}
        page = client.post(url, data).content.decode()
        assert "où sont gardés les accords" in page
        data |= {"scan": SimpleUploadedFile("x.png", b"<html>"), "consent": "Secrétariat"}
        assert "Envoyez un PDF ou une photo" in client.post(url, data).content.decode()
        data["scan"] = picture()
        assert client.post(url, data).status_code == 302
        document = ActionDocument.objects.get()
        taken = client.get(reverse("clee:action_document", args=[document.pk]))
        assert taken.content == content
        assert client.post(reverse("clee:action_document_remove", args=[document.pk])).url
        assert not StoredFile.objects.exists()

    def test_a_practice_is_shared_and_taken_up(self, client, committee, lead):
        action = ActionFactory(committee=committee, state="done", girls=12, objective="Découvrir")
        with pytest.raises(Refused, match="réalisée"):
            action_parts.share(lead, ActionFactory(committee=committee), "x")
        practice = action_parts.share(lead, action, "Prévenir trois semaines avant.")
        assert action_parts.share(lead, action, "Prévenir un mois avant.") == practice
        other = CommitteeFactory(departments=[DepartmentFactory(code="34")])
        elsewhere = actor_for(Role.DEPARTMENT_OFFICE, department=DepartmentFactory(code="34"))
        client.force_login(elsewhere.user)
        assert action.title in client.get(reverse("clee:practices")).content.decode()
        data = {"form_key": str(uuid.uuid4()), "committee": committee.pk, "starts_on": "2027-01-25"}
        page = client.post(practice.get_absolute_url(), data)
        assert page.status_code == 200 and Action.objects.filter(committee=other).count() == 0
        data["committee"] = other.pk
        assert client.post(practice.get_absolute_url(), data).status_code == 302
        made = Action.objects.get(committee=other)
        assert (made.state, made.girls) == ("planned", 0)
        assert "Prévenir un mois avant." in made.objective
        assert client.post(reverse("clee:practice_withdraw", args=[practice.pk])).status_code == 404
        action_parts.withdraw(lead, practice)
        assert not Practice.objects.published().exists()
        assert client.get(practice.get_absolute_url()).status_code == 404


@pytest.mark.django_db
class TestRealised:
    """What upper floors count for an action is added and shown apart."""

    @pytest.fixture
    def world(self):
        committee = CommitteeFactory(departments=[DepartmentFactory(code="31")])
        group = ClassGroupFactory(special_kind="SEGPA")
        MemberFactory(committee=committee, kind="school", other_name="", school=group.school)
        lead = actor_for(Role.CO_LEAD)
        MandateFactory(committee=committee, side=Side.ECONOMIC, user=lead.user)
        action = ActionFactory(committee=committee, girls=2)
        return committee, group, lead, action

    def test_an_immersion_is_counted_once(self, client, world):
        _, group, lead, action = world
        booking = BookingFactory(elsewhere=True, class_group=group, girls=12, boys=8, unspecified=0,
                                 starts_on=action.starts_on, ends_on=action.ends_on)  # fmt: skip
        BookingFactory(elsewhere=True, starts_on=action.starts_on, ends_on=action.ends_on)
        (line,) = realisations.offered(action)
        assert line.key == f"immersion:{booking.pk}" and line.counts.pupils == 20
        action_parts.link(lead, action, line.key)
        assert realisations.offered(action) == []
        counts = realisations.totals(Action.objects.all())[action.pk]
        assert (counts.girls, counts.boys, counts.priority) == (12, 8, 20)
        assert counts == realisations.total(realisations.linked(action))
        second = ActionFactory(committee=action.committee)
        with pytest.raises(Refused, match="plus dans la liste"):
            action_parts.link(lead, second, line.key)
        client.force_login(lead.user)
        page = client.get(action.get_absolute_url()).content.decode()
        assert "Comptés par le portail" in page and group.name in page
        assert booking.teacher.last_name not in page
        listing = client.get(reverse("clee:actions", args=[action.committee_id])).content.decode()
        assert "2 + 20 comptés" in listing
        action_parts.unlink(lead, action, line.key)
        assert realisations.totals(Action.objects.all()) == {}

    def test_placements_of_a_class_are_one_line_without_a_name(self, world):
        _, group, lead, action = world
        for sex in ("F", "F", "M"):
            pupil = PupilFactory(class_group=group)
            PlacementFactory(pupil=pupil, sex=sex, audience="SEGPA")
        (line,) = realisations.offered(action)
        counts = line.counts
        assert (counts.girls, counts.boys, counts.priority) == (2, 1, 3)
        assert "Élève" not in line.what
        action_parts.link(lead, action, line.key)
        assert realisations.totals(Action.objects.all())[action.pk] == counts
        for key in ("stages:x", "stages:1_observation_2027-01-01_zz", "autre:1", ""):
            with pytest.raises(Refused):
                action_parts.link(lead, action, key)

    def test_an_event_says_that_it_took_place(self, world):
        _, _, lead, action = world
        at = dt.datetime(2027, 1, 25, 9, tzinfo=dt.UTC)
        event = EventFactory(
            starts_at=at, ends_at=at + dt.timedelta(hours=2), state="published",
            department=DepartmentFactory(code="31"),
        )  # fmt: skip
        (line,) = realisations.offered(action)
        action_parts.link(lead, action, line.key)
        event.refresh_from_db()
        assert event.committee_action == action and line.counts == realisations.NONE

    def test_nobody_else_links(self, world):
        action = world[3]
        other = actor_for(Role.DEPARTMENT_OFFICE, department=DepartmentFactory(code="34"))
        with pytest.raises(Refused, match="pas ouverte"):
            action_parts.link(other, action, "immersion:1")
        action.state, action.state_reason = "cancelled", "Pluie"
        action.save()
        with pytest.raises(Refused, match="annulée"):
            action_parts.link(world[2], action, "immersion:1")
