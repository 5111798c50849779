"""The desk of a branch: its territory's classes, where each stands, what is late, the file."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.urls import reverse

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import JournalEntry, PersonalLink
from directory.enums import YearState
from directory.french import unbroken
from directory.violations import Refused
from outbox.models import Notice
from partnerships import branch_desk
from partnerships.enums import BookingState
from partnerships.enums.contract import ContractKind, ContractState, Funder
from partnerships.models import Booking, BranchCall, BranchCallHost, Contract, FundingLine
from partnerships.reminders.branch import (
    ask_company,
    ask_school,
    remind_host,
    remind_school,
    to_companies,
    to_schools,
    unanswered,
)
from partnerships.workflow import branch_call_hosts, branch_calls
from partnerships.workflow.branch_call_hosts import Reply
from partnerships.workflow.branch_calls import CallPlan
from reminders.rules import rule_of
from tests.accounts.factories import actor_for
from tests.directory.factories import (
    BranchOrganisationFactory,
    CompanyFactory,
    DepartmentFactory,
    SchoolYearFactory,
)
from tests.partnerships.conftest import TODAY
from tests.partnerships.factories import BookingFactory, OfferFactory, SlotFactory

DAY = dt.timedelta(days=1)


@pytest.fixture
def branch(db):
    branch = BranchOrganisationFactory()
    branch.departments.add(DepartmentFactory())
    return branch


@pytest.fixture
def board(branch):
    """A request, a signed class with its funding, and one of another territory."""
    asked = BookingFactory(expires_on=TODAY + dt.timedelta(days=1))
    done = BookingFactory(state=BookingState.DONE)
    contract = Contract.objects.create(
        booking=done,
        school_year_id=done.school_year_id,
        kind=ContractKind.CLASS_IMMERSION,
        state=ContractState.COMPLETED,
        branch=branch,
        signed_at=dt.datetime(2026, 12, 1, tzinfo=dt.UTC),
        supporters="Lions Club",
    )
    FundingLine.objects.create(
        contract=contract, funder=Funder.REGION, asked=Decimal(400), granted=Decimal(300), paid=250
    )
    far = CompanyFactory(department=DepartmentFactory(code="34", name="Hérault"))
    offer = OfferFactory(host_company=far, department=far.department)
    elsewhere = BookingFactory(slot=SlotFactory(offer=offer))
    return actor_for(Role.BRANCH_OFFICER, branch=branch), asked, done, elsewhere


def test_each_class_of_the_territory_with_its_steps(board):
    actor, asked, done, elsewhere = board
    rows = branch_desk.classes(actor, asked.school_year)
    assert elsewhere not in rows
    found = {line.booking: line for line in branch_desk.lines(rows, dt.date(2027, 2, 1))}
    assert found.keys() == {asked, done}
    assert found[done].steps[2:5] == ["oui", "1er décembre 2026", "oui"]
    assert found[done].funding == {"Région": [Decimal(400), Decimal(300), 250]}
    (line,) = branch_desk.lines([asked], TODAY)
    assert line.late == "réponse attendue le 24 novembre 2026" and not any(line.steps[1:])
    assert list(rows.filter(branch_desk.late(TODAY))) == [asked]
    assert dict(branch_desk.summary(rows, dt.date(2027, 2, 1)))["Réalisées"] == 1


def test_an_upper_floor_adds_a_column(board, monkeypatch):
    _, asked, done, _ = board
    monkeypatch.setattr(branch_desk, "_columns", [])
    branch_desk.register(branch_desk.Column("Entrée en finale", lambda rows: {done.pk: "équipe 4"}))
    assert branch_desk.columns()[-1] == "Entrée en finale"
    assert [line.steps[-1] for line in branch_desk.lines([asked, done], TODAY)] == ["", "équipe 4"]


def test_the_page_and_its_file(client, board, django_assert_max_num_queries):
    actor, asked, done, elsewhere = board
    client.force_login(actor.user)
    with django_assert_max_num_queries(24):
        page = client.get(reverse("partnerships:branch_desk")).content.decode()
    assert str(asked.school) in page and "Lions Club" in page
    assert "400,00&nbsp;€ demandés, 300,00&nbsp;€ accordés, 250,00&nbsp;€ versés" in page
    assert str(elsewhere.company) not in page
    late = client.get(reverse("partnerships:branch_desk"), {"retard": "1"}).content.decode()
    assert done.contract.get_absolute_url() not in late
    assert asked.get_absolute_url() in late
    url = reverse("partnerships:branch_desk_file")
    text = b"".join(client.get(url, {"format": "csv"}).streaming_content).decode()
    assert done.company.siret in text and "300,00" in text and str(done.teacher) not in text
    assert client.get(url, {"format": "xlsx"}).content.startswith(b"PK")
    assert client.get(url, {"format": "exe"}).status_code == 404
    assert JournalEntry.objects.filter(verb__contains="suivi des classes").count() == 2


def test_only_branches_have_it(client, board):
    for role in (Role.COMPANY_REPRESENTATIVE, Role.RBDE):
        client.force_login(actor_for(role).user)
        for name in ("branch_desk", "branch_desk_file"):
            assert client.get(reverse(f"partnerships:{name}")).status_code == 403


def test_another_branch_reads_nothing_of_it(board):
    far = BranchOrganisationFactory(departments=[DepartmentFactory(code="34", name="Hérault")])
    other = actor_for(Role.BRANCH_OFFICER, branch=far)
    year = Booking.objects.first().school_year
    assert [row.company.department_id for row in branch_desk.classes(other, year)] == ["34"]


# The yearly call

PLAN = CallPlan(dt.date(2026, 12, 31), dt.date(2027, 1, 31), "Venez nombreux")


def readers(code, subjects):
    rule = rule_of(code)
    return sorted(row[2] for to in rule.recipients for row in rule.candidates(to, subjects))


def test_no_call_is_launched_for_a_closed_year(board, branch):
    year = SchoolYearFactory(start_year=2025, state=YearState.CLOSED)
    with pytest.raises(Refused, match="est close"):
        branch_calls.call(board[0], branch, year, PLAN, TODAY)


def test_the_call_reaches_schools_companies_and_past_hosts(board, branch):
    actor, asked, _, elsewhere = board
    head = actor_for(Role.HEAD, school=asked.school).user.email
    actor_for(Role.TEACHER, school=asked.school)
    rep = actor_for(Role.COMPANY_REPRESENTATIVE, company=asked.company).user.email
    refusing = CompanyFactory(contact_refused=True, contact_refused_reason="trop de demandes")
    OfferFactory(host_company=refusing)
    call = branch_calls.call(actor, branch, asked.school_year, PLAN, TODAY)
    assert readers("branch.call.schools", to_schools()) == [head]
    assert readers("branch.call.schools.last", to_schools()) == [head]
    assert readers("branch.call.companies", to_companies()) == [rep]
    notice = SimpleNamespace(subject=call)
    for render in (ask_school, remind_school, ask_company):
        assert "« Venez nombreux »" in render(notice).paragraphs
    # Who has an account reads it once; who refuses, or is elsewhere, never.
    called = set(branch_call_hosts.to_call(call, TODAY))
    assert called and not called & {asked.company, refusing, elsewhere.company}


def test_a_past_host_without_an_account_replies_by_its_link(client, board, branch):
    actor, asked, done, _ = board
    call = branch_calls.call(actor, branch, asked.school_year, PLAN, TODAY)
    count = branch_call_hosts.advance(TODAY)
    assert count == BranchCallHost.objects.count() > 0 and branch_call_hosts.advance(TODAY) == 0
    row = BranchCallHost.objects.get(company=done.company)
    assert row in unanswered() and not branch_call_hosts.advance(PLAN.offers_until + DAY)
    told = Notice.objects.filter(kind="branch.call.host", subject_id=str(row.pk)).get()
    link = PersonalLink.objects.about(row).get()
    assert told.context["link"] == link.pk and told.recipient_email == link.holder_email
    page = client.get(link.url).content.decode()
    assert str(branch) in page and "Venez nombreux" in page
    wrong = client.post(link.url, {"says_yes": "yes", "starts_on": "2027-03-01"}).content.decode()
    assert "le premier et le dernier jour possibles" in wrong
    yes = {"says_yes": "yes", "starts_on": "2027-03-08", "ends_on": "2027-03-19", "seats": "28"}
    assert client.post(link.url, yes | {"message": "Atelier neuf"}).status_code == 302
    assert "28 élèves au plus" in client.get(link.url).content.decode()
    assert Notice.objects.filter(kind="branch.call.replied").count() == 1
    client.force_login(actor.user)
    board_page = client.get(reverse("partnerships:branch_desk")).content.decode()
    assert "Atelier neuf" in board_page and link.holder_email in board_page
    notice = SimpleNamespace(
        subject=row,
        told_at=dt.datetime(2026, 12, 24, 8, tzinfo=dt.UTC),
        recipient_email=link.holder_email,
    )
    assert remind_host(notice).action == ("Répondre à l’appel", link.url)
    client.logout()
    client.post(link.url, {"says_yes": "no"})
    row.refresh_from_db()
    assert row.says_yes is False and row.seats is None
    BranchCall.objects.filter(pk=call.pk).update(offers_until=TODAY - DAY, sent_on=TODAY - 2 * DAY)
    assert "Cet appel est terminé" in client.get(link.url).content.decode()
    with pytest.raises(Refused, match="terminé"):
        branch_call_hosts.reply(Actor.of_link(link), row, Reply(False))
    with pytest.raises(Refused, match="pas ouverte"):
        branch_call_hosts.reply(actor, row, Reply(False))


def test_once_a_year_then_its_deadlines_move(board, branch):
    actor, asked, *_ = board
    year = asked.school_year
    first = branch_calls.call(actor, branch, year, PLAN, TODAY)
    later = CallPlan(dt.date(2027, 1, 8), dt.date(2027, 2, 8))
    again = branch_calls.call(actor, branch, year, later, TODAY + dt.timedelta(9))
    assert again.pk == first.pk and again.sent_on == TODAY
    assert again.requests_until == later.requests_until
    with pytest.raises(Refused, match="au moins un jour"):
        branch_calls.call(actor, branch, year, CallPlan(TODAY, TODAY), TODAY)
    with pytest.raises(Refused, match="après que les entreprises ont offert"):
        branch_calls.call(actor, branch, year, CallPlan(later.requests_until, TODAY), TODAY)
    with pytest.raises(Refused, match="Seule la branche"):
        branch_calls.call(actor_for(Role.RBDE), branch, year, PLAN, TODAY)
    with pytest.raises(Refused, match="Seule la branche"):
        branch_calls.call(actor, BranchOrganisationFactory(), year, PLAN, TODAY)


def test_the_page_launches_it(client, board):
    actor, *_ = board
    client.force_login(actor.user)
    url = reverse("partnerships:branch_call")
    wrong = client.post(url, {"offers_until": "2026-12-31", "requests_until": "2026-12-01"})
    assert "après que les entreprises ont offert" in wrong.content.decode()
    asked = {"offers_until": "2026-12-31", "requests_until": "2027-01-31", "words": "Osez"}
    read = client.post(url, asked | {"step": "preview"}).content.decode()
    assert read.count(unbroken("« Osez »")) == read.count("ps-preview") == 2
    assert "les entreprises industrielles du territoire" in read
    assert not BranchCall.objects.filter(branch__in=actor.branch_ids).exists()
    client.post(url, asked | {"step": "act"})
    page = client.get(reverse("partnerships:branch_desk")).content.decode()
    assert "les établissements demandent jusqu’au 31 janvier 2027" in page
    assert "Osez" in client.get(url).content.decode()
