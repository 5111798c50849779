"""The yearly declaration: who fills in, who signs, who follows; coverage (DOMAIN §7)."""

import datetime as dt

import pytest

from accounts.actor import Actor
from accounts.enums import Act, Role
from accounts.models import Delegation, JournalEntry
from clee.enums import CommitteeKind, Side
from clee.models import Mandate
from directory.violations import Refused
from outbox.kinds import kind_of
from outbox.models import Notice
from partnerships.enums.contract import ContractState
from portal.todos import todos_for
from reminders.planner import plan
from reminders.rules import rule_of
from reports import declarants
from reports.dimensions import DEPARTMENT
from reports.enums.declaration import DeclarantKind
from reports.models import Declaration
from reports.models.declarations import address
from reports.report import Report
from reports.tables import by_origin, coverage, long_rows
from reports.territories import ALL, Territory
from reports.workflow import declarations as workflow
from tests.accounts.factories import RoleAssignmentFactory, UserFactory, actor_for
from tests.clee.factories import CommitteeFactory, MandateFactory
from tests.directory.factories import (
    DepartmentFactory,
    PartnerNetworkFactory,
    SchoolFactory,
    SchoolYearFactory,
)
from tests.reading import read_then_send
from tests.reports.world import ReportWorld

pytestmark = pytest.mark.django_db
JUNE = "2027-06-10 10:00+02:00"
SCHOOL, COMMITTEE, NETWORK = DeclarantKind
EVERYWHERE = Territory(ALL, "Tout mon territoire")


@pytest.fixture
def year(time_machine):
    time_machine.move_to(JUNE)
    return SchoolYearFactory()


@pytest.fixture
def school(year):
    return SchoolFactory()


@pytest.fixture
def head(school):
    return actor_for(Role.HEAD, school=school)


def declared(head, school, answer="exact", words="", counts=None):
    row = workflow.save(head, SCHOOL, school, 2026, answer, words, counts)
    return workflow.sign(head, row)


def test_the_office_fills_in_and_the_head_signs(school, head):
    rbde = actor_for(Role.RBDE, school=school)
    counts = {"forums": (2, 60, 4, ""), "classes": (0, 0, 0, "")}
    row = workflow.save(rbde, SCHOOL, school, 2026, "exact", "", counts)
    with pytest.raises(Refused, match="pas ouverte"):
        workflow.sign(rbde, row)
    row = workflow.sign(head, row)
    assert row.is_signed and row.signed_by == head.label
    assert row.kept["counts"] == [["forums", "Forums, rencontres et tables rondes", 2, 60, 4, ""]]
    assert head.label not in str(row.kept)
    verbs = list(JournalEntry.objects.about(row).values_list("verb", flat=True))
    assert verbs == ["a signé la déclaration", "a rempli la déclaration"]
    with pytest.raises(Refused, match="rouvrez-la"):
        workflow.save(rbde, SCHOOL, school, 2026, "exact")
    again = workflow.save(head, SCHOOL, school, 2026) if workflow.reopen(head, row) else None
    assert not again.counts.exists() and again.kept["answer"] == "exact"


def test_the_supervisor_is_told_which_schools_are_behind(school, time_machine):
    supervisor = actor_for(Role.DEPARTMENT_SUPERVISOR, department=school.department)
    time_machine.move_to("2027-07-01 12:00+02:00")
    plan(rules=[rule_of("declaration.supervisor")])
    notice = Notice.objects.get(kind="declaration.supervisor")
    assert notice.user == supervisor.user
    content = kind_of(notice.kind).render(notice.at(notice.due_at))
    assert content.facts == [("Établissements", f"1 : {school}")]


def test_a_co_lead_of_a_school_is_reminded_on_days_of_class(year, time_machine):
    clee = CommitteeFactory()
    for side in (Side.SCHOOL, Side.ECONOMIC):
        user = UserFactory(email=f"{side}@essai.example")
        MandateFactory(committee=clee, side=side, user=user)
    time_machine.move_to("2027-05-15 07:00+02:00")
    plan(rules=[rule_of("declaration.lead.46")])
    told = Notice.objects.values_list("recipient_email", "rhythm")
    assert dict(told) == {"school@essai.example": "school", "economic@essai.example": "work"}


def test_who_has_the_head_s_signature_signs(school, head):
    teacher = UserFactory()
    RoleAssignmentFactory(user=teacher, role=Role.TEACHER, schools=[school])
    today = dt.date(2027, 6, 10)
    Delegation.objects.create(
        assignment=head.user.role_assignments.get(), holder=teacher, acts=[Act.ENTER],
        starts_on=today, ends_on=today,
    )  # fmt: skip
    assert not declarants.may_sign(Actor.of(teacher), SCHOOL, school, 2026)
    Delegation.objects.update(acts=[Act.SIGN])
    lent = Actor.of(teacher)
    assert declared(lent, school).is_signed
    assert Declaration.objects.visible_to(lent).exists()


def test_a_committee_is_signed_by_a_co_lead_and_a_network_by_its_people(year):
    clee = CommitteeFactory()
    user = UserFactory()
    RoleAssignmentFactory(user=user, role=Role.CO_LEAD)
    Mandate.objects.create(
        committee=clee, side=Side.ECONOMIC, user=user, starts_on=dt.date(2026, 9, 1)
    )
    lead = Actor.of(user)
    row = workflow.sign(lead, workflow.save(lead, COMMITTEE, clee, 2026, "nothing"))
    assert row.subject == clee and row.get_absolute_url() == address("comite", clee.pk, 2026)
    club = PartnerNetworkFactory()
    officer = actor_for(Role.MISSION_OFFICER, network=club)
    counts = {"other": (1, 0, 30, "Un petit-déjeuner")}
    row = workflow.sign(officer, workflow.save(officer, NETWORK, club, 2026, "exact", "", counts))
    assert row.kind == NETWORK
    rbdes = CommitteeFactory(kind=CommitteeKind.RBDE)
    supervisor = actor_for(Role.DEPARTMENT_SUPERVISOR, departments=list(rbdes.departments.all()))
    assert workflow.save(supervisor, COMMITTEE, rbdes, 2026, "exact")
    for actor, kind, subject in ((lead, NETWORK, club), (officer, COMMITTEE, clee)):
        with pytest.raises(Refused, match="pas ouverte"):
            workflow.save(actor, kind, subject, 2026, "exact")


def test_refusals_are_in_words(school, head):
    with pytest.raises(Refused, match="ouvre le 15/05/2028"):
        workflow.save(head, SCHOOL, school, 2027, "exact")
    row = workflow.save(head, SCHOOL, school, 2026, "to_correct")
    with pytest.raises(Refused, match="ce qui est à corriger"):
        workflow.sign(head, row)
    row.refresh_from_db()
    assert not row.is_signed


def test_nothing_is_refused_where_the_portal_has_rows(time_machine):
    time_machine.move_to(JUNE)
    world = ReportWorld()
    world.immersion(ContractState.COMPLETED)
    head = actor_for(Role.HEAD, school=world.school)
    with pytest.raises(Refused, match="Le portail a des chiffres"):
        declared(head, world.school, "nothing")
    kept = declared(head, world.school).kept
    assert ["Classes en entreprise", 1, 0] in kept["known"][0]["rows"]


def test_what_is_to_correct_reaches_the_office_and_a_return_the_head(school, head):
    rbde = actor_for(Role.RBDE, school=school)
    row = declared(head, school, "to_correct", "Une classe manque")
    told = Notice.objects.get(kind="declaration.to_correct")
    assert told.user_id == rbde.user.pk
    supervisor = actor_for(Role.DEPARTMENT_SUPERVISOR, department=school.department)
    with pytest.raises(Refused, match="à reprendre"):
        workflow.send_back(supervisor, row, " ")
    row = workflow.send_back(supervisor, row, "Les visites de mars")
    assert not row.is_signed and row.return_reason == "Les visites de mars"
    assert Notice.objects.get(kind="declaration.sent_back").user_id == head.user.pk
    elsewhere = actor_for(Role.DEPARTMENT_SUPERVISOR, department=DepartmentFactory(code="34"))
    with pytest.raises(Refused, match="pas ouverte"):
        workflow.send_back(elsewhere, declared(head, school), "Non")


def test_the_pages(client, school, head):
    client.force_login(head.user)
    url = address(SCHOOL, school.pk, 2026)
    page = client.get(url).content.decode()
    # The Enter key presses the first button: it never signs.
    assert 0 < page.index("Enregistrer sans signer") < page.index("Signer la déclaration")
    page = client.post(url, {"answer": "to_correct", "signer": "1"}).content.decode()
    assert "Dites ce qui est à corriger." in page and not Declaration.objects.exists()
    sent = {"answer": "exact", "speakers_count": "3", "speakers_pupils": "75", "signer": "1"}
    assert client.post(url, sent).url == url
    page = client.get(url).content.decode()
    assert "Interventions de professionnels en classe" in page and "Rouvrir" in page
    row = Declaration.objects.get()
    assert client.post(f"/rapports/declarations/{row.pk}/acte/reopen/").url == url
    back = f"/rapports/declarations/{row.pk}/acte/send_back/"
    assert client.get(back).status_code == 404
    foreign = actor_for(Role.HEAD, school=SchoolFactory())
    client.force_login(foreign.user)
    assert client.get(url).status_code == client.post(url, sent).status_code == 404
    assert client.get(f"/rapports/declarations/{row.pk}/acte/reopen/").status_code == 404
    for path in ("inconnu/1/2026", f"comite/{10**20}/2026", f"etablissement/{school.pk}/1"):
        assert client.get(f"/rapports/declarations/{path}/").status_code == 404
    client.force_login(actor_for(Role.TEACHER, school=school).user)
    assert client.get("/rapports/declarations/").status_code == 404


def test_what_is_to_be_corrected_is_read_before_it_leaves(client, school, head):
    actor_for(Role.RBDE, school=school)
    client.force_login(head.user)
    url = address(SCHOOL, school.pk, 2026)
    said = {"answer": "to_correct", "words": "Deux visites manquent", "signer": "1"}
    shown = client.post(url, said | {"step": "preview"}).content.decode()
    assert "Lignes à corriger" in shown and "Deux visites manquent" in shown
    assert not Declaration.objects.exists()
    assert client.post(url, said | {"step": "act"}).url == url
    row = Declaration.objects.get()
    supervisor = actor_for(Role.DEPARTMENT_SUPERVISOR, department=school.department)
    client.force_login(supervisor.user)
    back = f"/rapports/declarations/{row.pk}/acte/send_back/"
    read_then_send(client, back, {"reason": "Les visites de mars"}, "Les visites de mars")


def test_the_board_counts_who_answered(client, school, head, django_assert_max_num_queries):
    others = SchoolFactory.create_batch(3, department=school.department)
    declared(head, school)
    supervisor = actor_for(Role.DEPARTMENT_SUPERVISOR, department=school.department)
    client.force_login(supervisor.user)
    with django_assert_max_num_queries(16):
        page = client.get("/rapports/declarations/")
    assert page.context["departments"] == [(str(school.department), 1, 4)]
    waiting = client.get("/rapports/declarations/?etat=attendues").context["rows"]
    assert len(waiting) == len(others)
    assert len(client.get("/rapports/declarations/?etat=signees").context["rows"]) == 1
    file = client.get("/rapports/declarations/?etat=attendues&format=csv")
    lines = b"".join(file).decode("utf-8-sig").splitlines()
    assert lines[0] == "Qui;UAI ou nature;Déclaration;Signée le" and len(lines) == 1 + len(others)
    assert all(one.uai in str(lines) for one in others)
    assert JournalEntry.objects.get(verb__contains="exporté")
    for query in ("annee=x", "annee=99999", "type=x", "etat=x", "format=exe"):
        assert client.get(f"/rapports/declarations/?{query}").status_code == 404


def test_the_to_dos_of_who_signs_and_of_who_calls(school, head, year, time_machine):
    supervisor = actor_for(Role.DEPARTMENT_SUPERVISOR, department=school.department)

    def titles(actor):
        return [one.title for one in todos_for(actor, year) if "déclaration" in one.title]

    assert titles(head) == ["Signer la déclaration de l’année"]
    assert titles(supervisor) == []
    time_machine.move_to("2027-07-02 10:00+02:00")
    assert titles(supervisor) == ["Relancer un établissement sans déclaration"]
    declared(head, school)
    assert titles(supervisor) == titles(head) == []


def test_reminders_until_it_is_signed_then_the_supervisor(school, head, year, time_machine):
    supervisor = actor_for(Role.DEPARTMENT_SUPERVISOR, department=school.department)
    RoleAssignmentFactory(role=Role.HEAD, schools=[SchoolFactory(is_open=False)])

    def planned():
        plan()
        rows = Notice.objects.filter(kind__startswith="declaration.", state="planned")
        return sorted(rows.values_list("kind", "user_id"))

    found = planned()
    assert ("declaration.head.3", head.user.pk) in found
    assert ("declaration.supervisor", supervisor.user.pk) in found
    assert {user for _, user in found} == {head.user.pk, supervisor.user.pk}
    declared(head, school)
    assert planned() == []


def test_coverage_and_declared_counts_stand_apart(time_machine):
    time_machine.move_to(JUNE)
    world = ReportWorld()
    world.immersion(ContractState.COMPLETED)
    annex = SchoolFactory(parent=world.school, department=world.haute_garonne)
    SchoolFactory(department=world.herault, is_open=False, missing_since=dt.date(2027, 2, 1))
    SchoolFactory(department=world.herault, is_open=False, missing_since=dt.date(2026, 2, 1))
    head = actor_for(Role.HEAD, school=world.other_school)
    row = workflow.save(
        head, SCHOOL, world.other_school, 2026, "exact", "", {"classes": (3, 70, 2, "")}
    )
    assert Report(2026, EVERYWHERE).figure("declared_classes").now == 0
    workflow.sign(head, row)
    report = Report(2026, EVERYWHERE)
    values = {code: report.figure(code).now for code in
              ("schools_concerned", "schools_recorded", "schools_declared", "coverage",
               "classes", "declared_classes", "declared_pupils")}  # fmt: skip
    assert values == {
        "schools_concerned": 3, "schools_recorded": 1, "schools_declared": 1, "coverage": 67,
        "classes": 1, "declared_classes": 3, "declared_pupils": 70,
    }  # fmt: skip
    assert annex.parent_id and report.figure("schools_concerned", DEPARTMENT, "34").before == 3
    assert by_origin(report).rows[0] == ["Classes en entreprise", 1, 0, 3, 0]
    words = "2 établissements sur 3 ont saisi ou déclaré (67 %), dont 1 par une déclaration signée."
    assert ("Couverture", words) in coverage(report)
    columns, rows = long_rows(report)
    origin = columns.index("origine")
    by_code = {one[5]: one[origin] for one in rows}
    assert (by_code["classes"], by_code["declared_classes"]) == ("constaté", "déclaré")
    assert Report(2030, EVERYWHERE).is_empty()
