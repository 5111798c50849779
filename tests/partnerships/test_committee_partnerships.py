"""A committee holds partnerships: who writes them, who sees them, and a merge of committees."""

import dataclasses
import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.enums import Role
from accounts.models import JournalEntry
from clee import figures
from clee.models import Committee
from clee.workflow import committees
from directory.violations import Refused
from documents.enums import RoundState
from partnerships.enums.relation import PartnershipKind, PartnershipState
from partnerships.models import Partnership
from partnerships.todo.relation import relation_todos
from partnerships.workflow import partnership_signing as signing
from partnerships.workflow import partnerships as workflow
from reminders.rules import rule_of
from tests.accounts.factories import actor_for
from tests.clee.factories import CommitteeFactory, MandateFactory
from tests.directory.factories import CompanyFactory, DepartmentFactory

pytestmark = pytest.mark.django_db
S = PartnershipState
START, END = dt.date(2027, 1, 4), dt.date(2027, 12, 31)


@pytest.fixture
def gard():
    return DepartmentFactory(code="30")


@pytest.fixture
def committee(gard):
    return CommitteeFactory(name="CLEE d’Alès", departments=[gard])


@pytest.fixture
def co_lead(committee):
    actor = actor_for(Role.CO_LEAD)
    MandateFactory(committee=committee, user=actor.user)
    return actor


@pytest.fixture
def supervisor(gard):
    return actor_for(Role.DEPARTMENT_SUPERVISOR, department=gard)


def terms(committee, **words):
    made = workflow.Terms(
        CompanyFactory(), PartnershipKind.FRAMEWORK, "Robotique", START, END, committee=committee
    )
    return dataclasses.replace(made, **words)


def prepared(actor, committee, **words):
    return workflow.prepare(actor, terms(committee, **words), key=uuid.uuid4())


def test_who_keeps_the_committee_holds_its_partnerships(committee, co_lead, supervisor, gard):
    row = prepared(co_lead, committee)
    assert (row.holder_name, row.owner) == ("CLEE d’Alès", co_lead.user)
    entry = JournalEntry.objects.get(verb="a préparé un partenariat")
    assert (entry.committee_id, entry.school, entry.company) == (committee.pk, None, None)
    office = actor_for(Role.DEPARTMENT_OFFICE, department=gard)
    for actor in (supervisor, office):
        assert prepared(actor, committee).committee == committee
        assert workflow.by_holder(row, actor)
    another = actor_for(Role.CO_LEAD)
    MandateFactory(user=another.user)
    elsewhere = actor_for(Role.DEPARTMENT_SUPERVISOR, department=DepartmentFactory(code="34"))
    for actor in (another, elsewhere, actor_for(Role.RBDE)):
        with pytest.raises(Refused, match="ne tenez pas ce comité"):
            prepared(actor, committee)
        with pytest.raises(Refused, match="ne vous est pas ouverte"):
            workflow.start(actor, row)


def test_who_sees_it(committee, co_lead, supervisor, gard):
    row = workflow.start(co_lead, prepared(co_lead, committee))
    seen = {
        co_lead: True,
        supervisor: True,
        actor_for(Role.MISSION_OFFICER, department=gard): True,
        actor_for(Role.COMPANY_REPRESENTATIVE, company=row.company): True,
        actor_for(Role.CO_LEAD): False,
        actor_for(Role.RBDE): False,
        actor_for(Role.DEPARTMENT_SUPERVISOR, department=DepartmentFactory(code="34")): False,
    }
    for actor, sees in seen.items():
        assert Partnership.objects.visible_to(actor).filter(pk=row.pk).exists() is sees, actor


def test_a_term_that_is_over_holds_nothing(committee, co_lead, supervisor):
    row = workflow.start(co_lead, prepared(co_lead, committee))
    committee.mandates.update(ends_on=dt.date(2026, 1, 1))
    assert not Partnership.objects.visible_to(co_lead).exists()
    assert workflow.take_up(supervisor, row).owner == supervisor.user
    with pytest.raises(Refused, match="ne vous est pas ouverte"):
        workflow.end(co_lead, row, "Fin")


def test_one_holder_and_the_table_holds_it(committee, co_lead):
    row = prepared(co_lead, committee)
    with pytest.raises(IntegrityError), transaction.atomic():
        Partnership.objects.filter(pk=row.pk).update(office="30")


def test_a_renewal_keeps_the_holder_whoever_renews(committee, co_lead, supervisor):
    row = workflow.start(co_lead, prepared(co_lead, committee))
    following = workflow.renew(supervisor, row, END + dt.timedelta(days=1), None)
    assert (following.committee, following.office) == (committee, None)


def test_it_is_signed_for_the_committee_and_told_to_its_keepers(committee, co_lead):
    row = prepared(co_lead, committee)
    assert "Nommez qui signe\N{NO-BREAK SPACE}: Pour CLEE d’Alès." in [
        one.message for one in signing.check(row)
    ]
    for function in ("partner", "holder"):
        row.parties.create(function=function, name="Anne Roc", email=f"{function}@roc.example")
    signing.send(co_lead, row)
    Partnership.objects.filter(pk=row.pk).update(
        state=S.ACTIVE, starts_on=dt.date(2026, 1, 5), ends_on=dt.date(2026, 12, 31)
    )
    assert [todo.title for todo in relation_todos(co_lead)] == ["Renouveler un partenariat"]


def told(code, row):
    """Who is reminded by this rule of the end of a partnership."""
    rule = rule_of(f"partnership.renewal.{code}")
    (to,) = rule.recipients
    found = rule.candidates(to, rule.subjects().filter(pk=row.pk))
    return {email for _, _, email, *_ in found}


def test_the_end_is_told_to_who_keeps_the_committee_on_that_day(
    committee, co_lead, supervisor, gard
):
    office = actor_for(Role.DEPARTMENT_OFFICE, department=gard)
    row = workflow.start(co_lead, prepared(co_lead, committee))
    assert told("committee.91", row) == {co_lead.user.email}
    committee.mandates.update(ends_on=END - dt.timedelta(days=60))
    assert told("committee.91", row) == {co_lead.user.email}  # their term runs on that day
    assert told("committee.30", row) == told("30", row) == set()
    assert (told("office.91", row), told("office.30", row)) == (set(), {office.user.email})
    later = actor_for(Role.CO_LEAD)
    MandateFactory(committee=committee, user=later.user, starts_on=END - dt.timedelta(days=59))
    assert told("committee.30", row) == {later.user.email}
    assert told("office.30", row) == set()
    row = workflow.take_up(supervisor, row)
    assert told("30", row) == {supervisor.user.email}


def test_a_merge_takes_all_along(committee, supervisor, co_lead, gard):
    into = CommitteeFactory(name="CLEE du Gard", departments=[gard])
    active = workflow.start(co_lead, prepared(co_lead, committee))
    ended = workflow.end(co_lead, workflow.start(co_lead, prepared(co_lead, committee)), "Fini")
    out = prepared(co_lead, committee)
    for function in ("partner", "holder"):
        out.parties.create(function=function, name="Anne Roc", email=f"{function}@roc.example")
    signing.send(co_lead, out)
    committees.merge(supervisor, committee, into, "Regroupement")
    for row, state in ((active, S.ACTIVE), (ended, S.ENDED), (out, S.PREPARATION)):
        row.refresh_from_db()
        assert (row.committee, row.state) == (into, state)
    assert signing.current_round(out).state == RoundState.VOIDED
    told = JournalEntry.objects.filter(verb="a repris un partenariat du comité CLEE d’Alès")
    assert set(told.values_list("committee_id", "reason")) == {(into.pk, "Regroupement")}
    with pytest.raises(Refused, match="a fusionné avec le CLEE du Gard"):
        prepared(supervisor, committee)


def test_the_desk_counts_those_in_force(committee, co_lead):
    workflow.start(co_lead, prepared(co_lead, committee))
    prepared(co_lead, committee)
    (figure,) = [one for one in figures.ALL if one.key == "held_partnerships"]
    row = Committee.objects.annotate(count=figure.expression(START)).get(pk=committee.pk)
    assert (row.count, figure.words(row.count, START)) == (1, "1")
    CommitteeFactory()
    assert figure.words(0, START) == "aucun"


def test_from_the_form_of_a_co_lead(client, committee, co_lead):
    client.force_login(co_lead.user)
    new = reverse("partnerships:partnership_new")
    page = client.get(f"{new}?comite={committee.pk}")
    form = page.context["form"]
    assert [label for _, label in form.fields["committee"].choices] == ["CLEE d’Alès"]
    sent = {
        "company": str(CompanyFactory().pk), "kind": "sponsor", "title": "Parrainage",
        "starts_on": "2027-01-04", "ends_on": "", "form_key": form["form_key"].value(),
    }  # fmt: skip
    foreign = CommitteeFactory()
    refused = client.post(new, sent | {"committee": str(foreign.pk)})
    assert "Sélectionnez un choix valide" in refused.content.decode()
    assert client.get(f"{new}?comite={foreign.pk}").status_code == 404
    made = client.post(new, sent | {"committee": str(committee.pk)}, follow=True)
    assert "CLEE d’Alès" in made.content.decode()
    listing = reverse("partnerships:partnerships")
    shown = client.get(f"{listing}?comite={committee.pk}&etat=preparation").content.decode()
    assert "Parrainage" in shown
    assert (
        "Aucun partenariat avec ces filtres" in client.get(f"{listing}?etat=ended").content.decode()
    )
    client.force_login(actor_for(Role.CO_LEAD).user)
    assert client.get(Partnership.objects.get().get_absolute_url()).status_code == 404


def test_a_school_keeps_its_own_and_is_not_asked(client):
    client.force_login(actor_for(Role.RBDE).user)
    form = client.get(reverse("partnerships:partnership_new")).context["form"]
    assert "committee" not in form.fields
