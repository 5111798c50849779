"""The year of a committee, its hub, and the network of RBDE (R-CL-3)."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from accounts.enums import Role
from clee import figures, periods
from clee.enums import CommitteeKind, MemberKind, Side
from clee.enums.cycle import StepKind
from clee.figures.meetings import FIGURES, overdue_steps
from clee.models import Committee, CycleStep
from clee.reminders.cycle import last_terms, to_do
from clee.todo import todos
from clee.workflow import cycle, guests, meetings, networks, who
from directory.models import Company, SchoolYear
from directory.violations import Refused
from outbox.kinds import kind_of
from outbox.models import Notice
from outbox.recipients import Recipient
from tests.accounts.factories import actor_for
from tests.clee.factories import CommitteeFactory, MandateFactory, MemberFactory
from tests.clee.factories_meetings import DecisionFactory, InvitationFactory, MeetingFactory
from tests.directory.factories import CompanyFactory, DepartmentFactory, SchoolFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 26)
LINES = [["Semaine du", "Établissement"], [dt.date(2027, 1, 11), "Collège Diderot"]]


@pytest.fixture
def gard():
    return DepartmentFactory(code="30")


@pytest.fixture
def committee(gard):
    return CommitteeFactory(departments=[gard])


@pytest.fixture
def co_lead(committee):
    actor = actor_for(Role.CO_LEAD)
    MandateFactory(committee=committee, side=Side.ECONOMIC, user=actor.user)
    return actor


@pytest.fixture
def known(monkeypatch):
    """What the upper floor says of the periods; a test may change it."""
    said = {"lines": LINES}
    monkeypatch.setattr(periods, "_sources", [lambda codes, year: said["lines"]])
    SchoolYear.objects.get_or_create(start_year=2026)
    return said


@pytest.fixture
def steps(committee):
    SchoolYear.objects.get_or_create(start_year=2026)
    cycle.open_year(2026)
    return {step.kind: step for step in committee.steps.all()}


def test_the_usual_days_of_a_year(steps):
    days = [step.due_on for step in sorted(steps.values(), key=lambda step: step.due_on)]
    assert days == [
        dt.date(2026, 9, 30),
        dt.date(2026, 12, 15),
        dt.date(2027, 3, 31),
        dt.date(2027, 5, 31),
        dt.date(2027, 6, 30),
    ]


def test_no_year_for_what_sleeps_nor_for_a_network(gard, committee):
    SchoolYear.objects.get_or_create(start_year=2026)
    CommitteeFactory(departments=[gard], state="dormant")
    CommitteeFactory(departments=[gard], kind=CommitteeKind.RBDE)
    cycle.open_year(2026)
    assert set(CycleStep.objects.values_list("committee", flat=True)) == {committee.pk}
    assert cycle.open_year(1999) == 0


def test_a_step_moves_within_its_year(client, steps, co_lead):
    step = steps["autumn"]
    client.force_login(co_lead.user)
    path = f"/clee/etapes/{step.pk}/"
    page = client.post(path, {"due_on": "2027-09-01"}).content.decode()
    assert "L’échéance est dans l’année scolaire" in page
    assert client.post(path, {"due_on": "2027-01-20"}).status_code == 302
    step.refresh_from_db()
    assert step.due_on == dt.date(2027, 1, 20)
    client.force_login(actor_for(Role.HEAD).user)
    assert client.get(path).status_code == 404


def employer(committee, email="pdg@essai.example", **values):
    values = {"kind": MemberKind.COMPANY} | values
    return MemberFactory(committee=committee, contact_email=email, **values)


def test_the_calendar_goes_to_member_companies_once(committee, co_lead, known):
    employer(committee)
    employer(committee, "parti@essai.example", left_on=TODAY)
    employer(committee, "asso@essai.example", kind=MemberKind.ASSOCIATION)
    with time_machine.travel(dt.datetime(2027, 6, 10, 8, tzinfo=dt.UTC)):
        SchoolYear.objects.get_or_create(start_year=2027)
        cycle.send_calendar(co_lead, committee)
        with pytest.raises(Refused, match="déjà été envoyé"):
            cycle.send_calendar(co_lead, committee)
    mail = Notice.objects.get(kind="clee.calendar")
    assert mail.recipient_email == "pdg@essai.example"
    ((name, _, content),) = kind_of("clee.calendar").render(mail).attachments
    assert name == "periodes-de-stage-2027.csv" and "Collège Diderot" in content.decode()
    step = committee.steps.get(kind=StepKind.CALENDAR, school_year=2026)
    assert step.done_on == dt.date(2027, 6, 10)

    known["lines"] = [*LINES, [dt.date(2027, 1, 18), "Collège Voltaire"]]
    with time_machine.travel(dt.datetime(2027, 6, 12, 8, tzinfo=dt.UTC)):
        cycle.send_calendar(co_lead, committee)
    assert Notice.objects.filter(kind="clee.calendar").count() == 2


def test_hosts_of_the_territory_get_it_once_beside_the_members(
    committee, co_lead, known, gard, monkeypatch
):
    """The same file of two committees is one mail; a member is not written to twice."""
    employer(committee)
    one, member = CompanyFactory(), CompanyFactory()
    readers = [(one, Recipient("atelier@essai.example")), (member, Recipient("pdg@essai.example"))]
    monkeypatch.setattr(periods, "_readers", [lambda codes, day: readers if codes else []])
    assert cycle.hosts(committee, TODAY) == readers[:1]
    cycle.send_calendar(co_lead, committee)
    assert not Notice.objects.filter(kind="clee.calendar_host").exists()
    cycle.send_calendar(co_lead, committee, to_hosts=True)
    with pytest.raises(Refused, match="déjà été envoyé"):
        cycle.send_calendar(co_lead, committee, to_hosts=True)
    second = CommitteeFactory(departments=[gard])
    MandateFactory(committee=second, side=Side.ECONOMIC, user=co_lead.user)
    with pytest.raises(Refused, match="déjà été envoyé"):
        cycle.send_calendar(co_lead, second, to_hosts=True)
    mail = Notice.objects.get(kind="clee.calendar_host")
    assert mail.subject == one
    content = kind_of(mail.kind).render(mail)
    assert committee.name in content.subject and content.attachments
    assert kind_of(mail.kind).is_relevant(mail.at(timezone.now()))
    Company.objects.filter(pk=one.pk).update(is_active=False)
    mail = Notice.objects.get(pk=mail.pk)
    assert not kind_of(mail.kind).is_relevant(mail.at(timezone.now()))


def test_nothing_to_send_and_nobody_to_send_it_to(committee, co_lead, known):
    with pytest.raises(Refused, match="Aucune entreprise membre"):
        cycle.send_calendar(co_lead, committee)
    known["lines"] = LINES[:1]
    employer(committee)
    with pytest.raises(Refused, match="Aucune période"):
        cycle.send_calendar(co_lead, committee)
    with pytest.raises(Refused, match="pas ouverte"):
        cycle.send_calendar(actor_for(Role.CO_LEAD), committee)


def test_the_pages_of_the_year(client, committee, co_lead, steps, known):
    client.force_login(co_lead.user)
    page = client.get(f"/clee/{committee.pk}/calendrier/").content.decode()
    assert "En retard" in page and "?nature=plenary" in page
    employer(committee)
    path = f"/clee/{committee.pk}/calendrier/envoyer/"
    page = client.get(path).content.decode()
    assert "1 ligne," in page and "1 membre du comité" in page
    key = "0f0e0d0c-0b0a-4908-8706-050403020103"
    for _ in range(2):
        assert client.post(path, {"form_key": key}).status_code == 302
    assert Notice.objects.filter(kind="clee.calendar").count() == 1


def test_figures_of_the_desk(committee, steps, co_lead):
    labels = [figure.label for figure in figures.ALL]
    assert {"Dernière réunion", "Année"} <= set(labels)
    past = dt.datetime(2026, 9, 20, 16, tzinfo=dt.UTC)
    meeting = MeetingFactory(committee=committee, kind="plenary", starts_at=past)
    last, year = FIGURES

    def told():
        rows = Committee.objects.annotate(last=last.expression(TODAY), year=year.expression(TODAY))
        row = rows.get(pk=committee.pk)
        return last.words(row.last, TODAY), year.words(row.year, TODAY)

    assert told() == ("aucune", "1 étape en retard")
    assert last.is_late(None, TODAY) and year.is_late(1, TODAY)
    meetings.hold(co_lead, meeting)
    assert told() == ("20/09/2026", "à jour")
    assert overdue_steps(TODAY) is not None


def test_reminders_of_steps_and_of_terms_stop_by_themselves(committee, steps, co_lead):
    assert set(to_do()) == set(steps.values())
    ending = MandateFactory(committee=committee, ends_on=dt.date(2027, 1, 31))
    assert list(last_terms()) == [ending]
    MandateFactory(committee=committee, person_name="Suite", starts_on=dt.date(2027, 2, 1))
    assert not last_terms()
    CycleStep.objects.update(done_on=TODAY)
    assert not to_do()


def test_the_hub_says_what_waits(client, committee, steps, co_lead):
    past = dt.datetime(2026, 11, 20, 16, tzinfo=dt.UTC)
    meeting = MeetingFactory(committee=committee, starts_at=past, state="held")
    DecisionFactory(meeting=meeting, due_on=dt.date(2026, 11, 22))
    MemberFactory(committee=committee)
    titles = [line.title for line in todos(co_lead, None)]
    assert titles == [
        "Pourvoir un siège vacant",
        f"Réunion plénière de rentrée : {committee}",
        f"Comité de pilotage d’automne : {committee}",
        "Diffuser le compte rendu : Comité de pilotage",
        "Suivre une décision en retard",
        "Faire signer la charte à un membre",
    ]
    client.force_login(co_lead.user)
    page = client.get(f"/clee/{committee.pk}/tenir/").content.decode()
    assert "Diffuser le compte rendu" in page and "1 membre sans adresse" in page
    for what in ("membres", "reunions"):
        answer = client.get(f"/clee/{committee.pk}/export/{what}/?format=csv")
        assert ";" in answer.getvalue().decode()
    assert client.get(f"/clee/{committee.pk}/export/autre/").status_code == 404
    client.force_login(actor_for(Role.HEAD).user)
    assert client.get(f"/clee/{committee.pk}/export/membres/").status_code == 404


def test_an_invitation_waits_for_its_guest():
    teacher = actor_for(Role.TEACHER)
    row = InvitationFactory(user=teacher.user, meeting=MeetingFactory(state="invited"))
    (line,) = todos(teacher, None)
    assert line.url == row.get_absolute_url()


def test_a_committee_of_four_hundred_members_and_ten_years(
    client, committee, co_lead, django_assert_max_num_queries
):
    for number in range(400):
        MemberFactory(committee=committee, other_name=f"Membre {number}")
    for number in range(60):
        start = dt.datetime(2026, 9, 1, 16, tzinfo=dt.UTC) - dt.timedelta(days=60 * number)
        DecisionFactory(meeting=MeetingFactory(committee=committee, starts_at=start))
    client.get(committee.get_absolute_url())
    with django_assert_max_num_queries(10):
        client.get(committee.get_absolute_url())
    client.force_login(co_lead.user)
    for page in ("tenir/", "charte/", "reunions/"):
        client.get(f"{committee.get_absolute_url()}{page}")
        with django_assert_max_num_queries(16):
            client.get(f"{committee.get_absolute_url()}{page}")


# --- the network of RBDE --------------------------------------------------------------------------


@pytest.fixture
def supervisor(gard):
    return actor_for(Role.DEPARTMENT_SUPERVISOR, department=gard)


@pytest.fixture
def rbde(gard):
    return actor_for(Role.RBDE, school=SchoolFactory(department=gard))


def test_the_supervisor_opens_the_network_of_the_department(client, gard, supervisor):
    client.force_login(supervisor.user)
    for _ in range(2):
        answer = client.post("/clee/rbde/ouvrir/", {"departement": "30"})
        assert answer.status_code == 302
    network = Committee.objects.networks().get()
    assert answer.url == f"/clee/{network.pk}/tenir/"
    assert client.get(answer.url).status_code == 200
    assert client.post("/clee/rbde/ouvrir/", {"departement": "31"}).status_code == 404
    for role in (Role.DEPARTMENT_OFFICE, Role.RBDE):
        with pytest.raises(Refused, match="pas ouverte"):
            networks.open_network(actor_for(role), gard)


def test_a_network_is_no_clee(client, gard, supervisor, rbde):
    network = networks.open_network(supervisor, gard)
    assert network not in Committee.objects.living() and not Committee.objects.active()
    office = actor_for(Role.DEPARTMENT_OFFICE, department=gard)
    assert who.keeps(supervisor, network) and not who.keeps(office, network)
    assert not who.sides_named_by(supervisor, network) and not network.vacant_sides
    assert client.get(f"/clee/{network.pk}/").status_code == 404
    assert network.name not in client.get("/clee/").content.decode()


def test_the_rbde_in_post_are_its_members(client, gard, supervisor, rbde):
    elsewhere = actor_for(Role.RBDE)
    network = networks.open_network(supervisor, gard)
    meeting = MeetingFactory(committee=network)
    meeting.agenda.create(position=1, title="Outils")
    meetings.invite(supervisor, meeting)
    row = meeting.invitations.get()
    assert (row.user, guests.missing(meeting)) == (rbde.user, [])

    client.force_login(rbde.user)
    assert rbde.user.email in client.get(f"/clee/{network.pk}/annuaire/").content.decode()
    assert str(meeting) in client.get("/clee/rbde/").content.decode()
    assert client.get(f"/clee/{network.pk}/tenir/").status_code == 404
    client.force_login(elsewhere.user)
    assert client.get(f"/clee/{network.pk}/annuaire/").status_code == 404
    assert network.name not in client.get("/clee/rbde/").content.decode()
    client.force_login(actor_for(Role.TEACHER).user)
    assert client.get("/clee/rbde/").status_code == 403
