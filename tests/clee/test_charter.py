"""The charter: asked, signed by link, recorded on paper (R-CL-2)."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Role
from clee.enums import Side
from clee.enums.charter import CharterState
from clee.workflow import charter, committees, members
from directory.violations import Refused
from documents import rounds
from documents.enums import RoundState
from outbox.models import Notice
from tests.accounts.factories import actor_for
from tests.clee.factories import CommitteeFactory, MandateFactory, MemberFactory
from tests.directory.factories import DepartmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def committee():
    return CommitteeFactory(departments=[DepartmentFactory(code="30")])


@pytest.fixture
def co_lead(committee):
    actor = actor_for(Role.CO_LEAD)
    MandateFactory(committee=committee, side=Side.ECONOMIC, user=actor.user)
    return actor


@pytest.fixture
def member(committee):
    return MemberFactory(
        committee=committee, contact_name="Paul Roux", contact_email="paul@essai.example"
    )


def signatory_of(member):
    return charter.current_round(member).signatories.get()


def test_a_member_without_account_signs_by_link(member, co_lead):
    assert charter.ask(co_lead, [member]) == 1
    assert charter.ask(co_lead, [member]) == 0  # a second click
    asked = Notice.objects.get(kind="documents.signature_asked")
    assert asked.recipient_email == "paul@essai.example"

    signatory = signatory_of(member)
    rounds.give(Actor.of_link(signatory.current_link), signatory, "127.0.0.1")
    member.refresh_from_db()
    assert member.charter == CharterState.SIGNED
    assert (member.charter_on, member.charter_version) == (timezone.localdate(), 1)
    assert charter.current_round(member).state == RoundState.SEALED
    with pytest.raises(Refused, match="déjà signé"):
        charter.record_paper(co_lead, member, dt.date(2025, 1, 1))


def test_an_address_is_needed_and_many_at_once_are_refused(committee, member, co_lead):
    silent = MemberFactory(committee=committee)
    with pytest.raises(Refused, match="Indiquez d’abord l’adresse"):
        charter.ask(co_lead, [member, silent])
    member.refresh_from_db()
    assert member.charter == CharterState.NONE
    with pytest.raises(Refused, match="50 membres au plus"):
        charter.ask(co_lead, [member] * 51)


def test_a_paper_voids_what_was_asked(member, co_lead):
    charter.ask(co_lead, [member])
    with pytest.raises(Refused, match="futur"):
        charter.record_paper(co_lead, member, dt.date(2030, 1, 1))
    charter.record_paper(co_lead, member, dt.date(2024, 9, 12))
    member.refresh_from_db()
    assert (member.charter, member.charter_on) == (CharterState.PAPER, dt.date(2024, 9, 12))
    assert charter.current_round(member).state == RoundState.VOIDED


def test_dated_paper_adhesions_are_taken_over(committee, member, co_lead):
    other = MemberFactory(committee=committee, joined_on=dt.date(2023, 10, 2))
    charter.ask(co_lead, [member])
    assert charter.take_over(co_lead, committee) == 1
    assert charter.take_over(co_lead, committee) == 0
    other.refresh_from_db()
    member.refresh_from_db()
    assert (other.charter, other.charter_on) == (CharterState.PAPER, dt.date(2023, 10, 2))
    assert member.charter == CharterState.ASKED


def test_who_leaves_is_asked_no_more(member, co_lead):
    charter.ask(co_lead, [member])
    members.leave(co_lead, member)
    assert charter.current_round(member).state == RoundState.VOIDED


def test_a_merge_keeps_what_was_signed_and_asks_the_rest_again(committee, member, co_lead):
    office = actor_for(Role.DEPARTMENT_OFFICE, department=committee.departments.get())
    charter.ask(co_lead, [member])
    signed = MemberFactory(committee=committee)
    charter.record_paper(co_lead, signed, dt.date(2024, 9, 12))
    into = CommitteeFactory(departments=[committee.departments.get()])
    committees.merge(office, committee, into, "Un seul bassin")
    states = dict(into.members.values_list("other_name", "charter"))
    assert states == {member.other_name: "none", signed.other_name: "paper"}


def test_the_board_of_adhesions(client, committee, member, co_lead):
    client.force_login(co_lead.user)
    path = f"/clee/{committee.pk}/charte/"
    assert "1 membre n’a pas encore signé" in client.get(path).content.decode()
    client.post(path, {"membre": [member.pk, "x"]})
    page = client.get(path).content.decode()
    assert "signature demandée" in page.lower() and "Voir la signature" in page
    paper = f"/clee/membres/{member.pk}/charte/"
    assert client.post(paper, {"signed_on": "2024-09-12"}).status_code == 302
    assert "Tous les membres ont signé" in client.get(path).content.decode()
    assert client.get(paper).status_code == 404


def test_others_find_no_charter(client, committee, member):
    another = actor_for(Role.CO_LEAD)
    MandateFactory(user=another.user)
    for actor in (another, actor_for(Role.HEAD)):
        client.force_login(actor.user)
        for path in (f"/clee/{committee.pk}/charte/", f"/clee/membres/{member.pk}/charte/"):
            assert client.get(path).status_code == client.post(path).status_code == 404
        with pytest.raises(Refused, match="pas ouverte"):
            charter.ask(actor, [member])


def test_whom_to_write_to_is_changed_by_who_keeps_the_committee(client, member, co_lead):
    path = f"/clee/membres/{member.pk}/modifier/"
    data = {"contact_name": "Léa Blanc", "contact_email": "lea@essai.example"}
    client.force_login(actor_for(Role.HEAD).user)
    assert client.get(path).status_code == client.post(path, data).status_code == 404
    client.force_login(co_lead.user)
    assert "paul@essai.example" in client.get(path).content.decode()
    assert client.post(path, data).status_code == 302
    member.refresh_from_db()
    assert (member.contact_name, member.contact_email) == ("Léa Blanc", "lea@essai.example")
