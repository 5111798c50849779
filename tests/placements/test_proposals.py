"""What a family proposes, and what becomes of it (R-AG-4, R-AG-5)."""

import datetime as dt
import threading
import uuid

import pytest
from django.db import connection

from accounts import links
from accounts.enums import Role
from accounts.models import JournalEntry, PersonalLink
from directory.violations import Refused
from outbox.models import Notice
from placements.enums import PlacementState, ProposalState, Source
from placements.models import ClassReferent, Placement, PlacementProposal
from placements.rules import proposals as rules
from placements.rules.presence import WeekTable
from placements.workflow import family_links, proposals
from placements.workflow.placements import Found, Hosting
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory
from tests.placements.families import FIRST, LAST, pupil_of, world

TODAY = dt.date(2026, 11, 23)
DAY = ((540, 720), (810, 1020))
TABLE = WeekTable((DAY,) * 5 + ((), ()))


def day(number):
    return TODAY + dt.timedelta(days=number)


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (day(3), day(2), "ends_on"),
        (day(-1), day(3), "starts_on"),
        (day(367), day(368), "starts_on"),
        (day(1), day(33), "ends_on"),
    ],
)
def test_days_that_nobody_could_accept(first, last, field):
    (violation,) = rules.check_days(first, last, TODAY)
    assert violation.field == field


@pytest.mark.parametrize(("first", "last"), [(day(0), day(0)), (day(366), day(397))])
def test_the_last_days_that_pass(first, last):
    assert rules.check_days(first, last, TODAY) == []


def test_a_host_can_be_called():
    assert rules.check_contact("", "")[0].field == "host_phone"
    assert rules.check_contact("a@b.example", "") == rules.check_contact("", "05") == []
    assert rules.check_waiting(2) == []
    assert rules.check_waiting(3)


@pytest.mark.django_db
class TestProposing:
    def test_the_referent_is_told_and_nobody_is_named(self):
        here = world()
        row = here.propose()
        notice = Notice.objects.get(kind="placement.proposed")
        assert notice.recipient_email == here.referent.user.email
        entry = JournalEntry.objects.get(verb="a proposé un stage")
        assert entry.link == PersonalLink.objects.get()
        assert "Maréchal" not in f"{entry.actor_label}{entry.words}{entry.link.holder_name}"
        assert row.state == ProposalState.WAITING

    def test_without_a_referent_the_school_is_told(self):
        here = world()
        actor = here.link_actor()
        ClassReferent.objects.all().delete()
        rbde = actor_for(Role.RBDE, school=here.group.school)
        here.propose(actor)
        notice = Notice.objects.get(kind="placement.proposed")
        assert notice.recipient_email == rbde.user.email

    def test_the_same_form_sent_twice_makes_one(self):
        here, key = world(), uuid.uuid4()
        assert here.propose(key=key) == here.propose(key=key)

    def test_the_same_host_and_days_twice_are_refused(self):
        here = world()
        here.propose()
        with pytest.raises(Refused, match="déjà envoyée"):
            here.propose(host_name="BOULANGERIE PUJOL")

    def test_a_fourth_that_waits_is_refused(self):
        here = world()
        for number in range(rules.MOST_WAITING):
            here.propose(host_name=f"Atelier {number}")
        with pytest.raises(Refused, match="attendent déjà"):
            here.propose(host_name="Atelier de trop")

    def test_a_link_proposes_for_its_own_pupil_only(self):
        here = world()
        with pytest.raises(Refused, match="pas de stage pour cet élève"):
            here.propose(pupil=here.other)
        strange = pupil_of(world().group, "Roux", "Tom")
        with pytest.raises(Refused, match="pas de stage pour cet élève"):
            here.propose(here.link_actor(here.group), pupil=strange)
        assert here.propose(here.link_actor(here.group), pupil=here.other).pupil == here.other

    def test_an_account_does_not_propose(self):
        here = world()
        with pytest.raises(Refused):
            here.propose(here.referent)


@pytest.mark.django_db
class TestDeciding:
    def found(self, here, company=None, **changes):
        hosting = Hosting(company or CompanyFactory(), FIRST, LAST, TABLE)
        return Found(changes.get("pupil", here.pupil), (hosting,), Source.FAMILY)

    def test_accepted_it_is_a_placement_once(self):
        here = world()
        row, found = here.propose(reply_email="mere@famille.example"), self.found(here)
        placement = proposals.accept(here.referent, row, found, key=uuid.uuid4())
        again = proposals.accept(here.referent, row, found, key=uuid.uuid4())
        assert placement == again == Placement.objects.get()
        assert (placement.state, placement.source) == (PlacementState.FOUND, Source.FAMILY)
        notice = Notice.objects.get(kind="placement.proposal_accepted")
        assert notice.recipient_email == "mere@famille.example"

    def test_a_refused_placement_leaves_the_proposal_waiting(self):
        here = world()
        row = here.propose()
        company = CompanyFactory(agreement_forbidden_reason="Inspection du travail")
        found = self.found(here, company)
        if not company.forbids_agreement(FIRST):
            found = self.found(here, pupil=here.other)
        with pytest.raises(Refused):
            proposals.accept(here.referent, row, found, key=uuid.uuid4())
        row.refresh_from_db()
        assert row.state == ProposalState.WAITING
        assert not Placement.objects.exists()

    def test_another_pupils_placement_does_not_accept_it(self):
        here = world()
        with pytest.raises(Refused, match="autre élève"):
            proposals.accept(
                here.referent, here.propose(), self.found(here, pupil=here.other), key=uuid.uuid4()
            )

    def test_declined_the_family_reads_why(self):
        here = world()
        row = proposals.decline(here.referent, here.propose(), "  Trop loin. ")
        assert (row.state, row.reason) == (ProposalState.DECLINED, "Trop loin.")
        notice = Notice.objects.get(kind="placement.proposal_declined")
        assert notice.recipient_email == "parent@famille.example"

    def test_a_reason_must_be_given(self):
        here = world()
        with pytest.raises(Refused, match="pourquoi"):
            proposals.decline(here.referent, here.propose(), "  ")

    def test_a_stranger_of_the_class_decides_nothing(self):
        here = world()
        row, stranger = here.propose(), actor_for(Role.TEACHER, school=here.group.school)
        with pytest.raises(Refused, match="ne suivez pas"):
            proposals.decline(stranger, row, "Non")
        with pytest.raises(Refused, match="ne suivez pas"):
            proposals.accept(stranger, row, self.found(here), key=uuid.uuid4())

    @pytest.mark.parametrize("state", [s for s in ProposalState if s != ProposalState.WAITING])
    def test_what_is_decided_stays(self, state):
        here = world()
        row, actor = here.propose(), here.link_actor()
        PlacementProposal.objects.update(state=state, reason="Trop loin")
        for act in (
            lambda: proposals.decline(here.referent, row, "Non"),
            lambda: proposals.accept(here.referent, row, self.found(here), key=uuid.uuid4()),
            lambda: proposals.withdraw(actor, row),
        ):
            with pytest.raises(Refused, match="n’attend plus"):
                act()

    def test_only_the_pupils_own_link_takes_it_back(self):
        here = world()
        row = here.propose()
        for actor in (here.referent, here.link_actor(here.group), here.link_actor(here.other)):
            with pytest.raises(Refused, match="ne retire pas"):
                proposals.withdraw(actor, row)
        assert proposals.withdraw(here.link_actor(), row).state == ProposalState.WITHDRAWN

    def test_it_is_seen_by_who_reads_the_name(self):
        here = world()
        here.propose()
        stranger = actor_for(Role.TEACHER, school=here.group.school)
        seen = PlacementProposal.objects.visible_to
        assert seen(here.referent).count() == 1
        assert not seen(stranger).exists()
        assert not seen(actor_for(Role.HEAD)).exists()


@pytest.mark.django_db
class TestLinks:
    def test_a_class_has_one_link_and_a_pupil_one(self):
        here = world()
        first = family_links.open_for_class(here.referent, here.group)
        assert family_links.open_for_class(here.referent, here.group) == first
        mine = family_links.open_for_pupil(here.referent, here.pupil)
        assert family_links.open_for_all(here.referent, here.group) == 1
        assert family_links.open_for_pupil(here.referent, here.pupil) == mine
        assert mine.holder_email == "parent@famille.example"

    def test_it_lives_until_the_placement_ends(self):
        here = world()
        assert family_links.open_for_class(here.referent, here.group).valid_until == links.end_of(
            LAST
        )

    def test_closed_it_is_dead_and_may_be_opened_anew(self):
        here = world()
        first = family_links.open_for_pupil(here.referent, here.pupil)
        family_links.close(here.referent, here.pupil)
        first.refresh_from_db()
        assert first.state == "revoked"
        assert family_links.open_for_pupil(here.referent, here.pupil) != first

    def test_mails_leave_once_a_day_to_who_has_an_address(self):
        here = world()
        family_links.open_for_all(here.referent, here.group)
        assert family_links.send(here.referent, here.group) == 1
        assert family_links.send(here.referent, here.group) == 0
        assert family_links.send(here.referent, here.group, day=TODAY + dt.timedelta(days=1)) == 1

    def test_a_stranger_of_the_class_opens_nothing(self):
        here = world()
        stranger = actor_for(Role.TEACHER, school=here.group.school)
        for act, subject in (
            (family_links.open_for_class, here.group),
            (family_links.open_for_all, here.group),
            (family_links.send, here.group),
            (family_links.close, here.group),
            (family_links.open_for_pupil, here.pupil),
        ):
            with pytest.raises(Refused, match="ne suivez pas"):
                act(stranger, subject)

    def test_the_pupil_is_named_exactly_or_not_at_all(self):
        here, born = world(), dt.date(2012, 5, 4)
        named = family_links.pupil_named
        assert named(here.group, "marechal", "ZOE", born) == here.pupil
        assert named(here.group, "Maréchal", "Zoé", dt.date(2012, 5, 5)) is None
        assert named(here.group, "Maréchal", "Zo", born) is None
        pupil_of(here.group, "Marechal", "Zoe")
        assert named(here.group, "Maréchal", "Zoé", born) is None


def at_once(act):
    """What `act` gives to two people at the same moment, or why not."""
    gate, made = threading.Barrier(2), []

    def run():
        gate.wait()
        try:
            made.append(act())
        except Refused as refused:
            made.append(refused.message)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return made


@pytest.mark.django_db(transaction=True)
def test_two_referents_who_accept_at_once_make_one_placement():
    here = world()
    row = here.propose()
    found = Found(here.pupil, (Hosting(CompanyFactory(), FIRST, LAST, TABLE),), Source.FAMILY)
    made = at_once(lambda: proposals.accept(here.referent, row, found, key=uuid.uuid4()).pk)
    assert set(made) == {Placement.objects.get().pk} and len(made) == 2


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_link():
    here = world()
    made = at_once(lambda: family_links.open_for_class(here.referent, here.group).pk)
    assert len(set(made)) == 1 and len(made) == 2
