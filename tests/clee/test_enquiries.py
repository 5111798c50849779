"""What the public writes: traps, proof of the address, who reads, who answers, what is kept."""

import datetime as dt
import uuid
from itertools import product

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts import visitors
from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import JournalEntry, PersonalLink
from clee.enums import CommitteeState, MemberKind, Side
from clee.enums.public import EnquiryKind as K
from clee.enums.public import EnquiryState as S
from clee.models import Committee, Enquiry, Member
from clee.reminders.enquiries import for_answerers, for_escalation
from clee.todo import todos
from clee.workflow import enquiries
from directory.violations import Refused
from outbox.models import Notice
from tests.accounts.factories import actor_for
from tests.clee.factories import CommitteeFactory, MandateFactory
from tests.directory.factories import CompanyFactory, DepartmentFactory, SchoolFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Tests read a page faster than people."""
    monkeypatch.setattr(visitors, "SHORTEST", 0)
    cache.clear()


@pytest.fixture
def gard():
    return DepartmentFactory(code="30", name="Gard")


@pytest.fixture
def committee(gard):
    return CommitteeFactory(departments=[gard], contact_email="")


@pytest.fixture
def officer(gard):
    return actor_for(Role.MISSION_OFFICER, department=gard)


def typed(**values):
    given = {
        "name": "Jeanne Martin",
        "email": "jeanne@fonderie.example",
        "organisation": "Fonderie",
        "words": "Nous voudrions accueillir des élèves.",
        "form_key": str(uuid.uuid4()),
        visitors.TRAP: "",
        visitors.SHOWN: visitors.stamp(),
    }
    return given | values


def waiting(kind, department, **values):
    given = {
        "state": S.SENT,
        "sent_at": timezone.now(),
        "asked_role": Role.MISSION_OFFICER,
        "name": "Jeanne",
        "email": "jeanne@x.example",
        "organisation": "Fonderie",
        "words": "Bonjour",
    }
    return Enquiry.objects.create(kind=kind, department=department, **given | values)


def test_a_message_leaves_once_its_address_is_proved(client, committee):
    lead = actor_for(Role.CO_LEAD)
    MandateFactory(committee=committee, side=Side.ECONOMIC, user=lead.user)
    path = f"{committee.get_absolute_url()}contact/"
    page = client.get(path).content.decode()
    assert "ps-trap" in page and lead.user.email not in page
    data = typed()
    for _ in range(2):
        assert "Confirmez votre envoi" in client.post(path, data).content.decode()
    row = Enquiry.objects.get()
    assert (row.state, row.committee) == (S.TO_CONFIRM, committee)
    mail = Notice.objects.get()
    assert (mail.kind, mail.recipient_email) == ("clee.enquiry_to_confirm", row.email)

    url = PersonalLink.objects.get().url
    link = url[url.index("/lien/") :]
    assert "Confirmer mon envoi" in client.get(link).content.decode()
    assert Enquiry.objects.get().state == S.TO_CONFIRM  # a scanner opened it
    for _ in range(2):
        client.post(link)
    told = Notice.objects.get(kind="clee.enquiry_sent")
    assert told.recipient_email == lead.user.email
    assert "transmise" in client.get(link).content.decode().lower()
    assert "Jeanne" not in JournalEntry.objects.get(verb="a envoyé un message").actor_label


def test_who_has_an_account_types_no_address(client, committee, officer):
    teacher = actor_for(Role.TEACHER)
    client.force_login(teacher.user)
    path = f"{committee.get_absolute_url()}contact/"
    page = client.get(path).content.decode()
    assert 'name="email"' not in page and "ps-trap" not in page
    client.post(path, {"words": "Bonjour", "form_key": str(uuid.uuid4())})
    row = Enquiry.objects.get()
    assert (row.state, row.email) == (S.SENT, teacher.user.email)
    # Neither co-lead nor address: the officers of the territory read it.
    assert Notice.objects.get().recipient_email == officer.user.email


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({visitors.SHOWN: "forged"}, "restée ouverte trop longtemps"),
        ({visitors.SHOWN: ""}, "obligatoire"),
        ({"email": "personne"}, "adresse"),
        ({"words": ""}, "obligatoire"),
    ],
)
def test_bad_input_is_said(client, committee, change, said):
    page = client.post(f"{committee.get_absolute_url()}contact/", typed(**change))
    assert said in page.content.decode() and not Enquiry.objects.exists()


def test_robots_are_thanked_and_forgotten(client, committee, monkeypatch):
    path = f"{committee.get_absolute_url()}contact/"
    page = client.post(path, typed(**{visitors.TRAP: "http://spam"})).content.decode()
    assert "Confirmez votre envoi" in page
    monkeypatch.setattr(visitors, "SHORTEST", 3)
    assert "quelques secondes" in client.post(path, typed()).content.decode()
    assert not Enquiry.objects.exists() and not Notice.objects.exists()


def test_one_address_writes_five_times_a_day(client, committee):
    path = f"{committee.get_absolute_url()}contact/"
    for _ in range(enquiries.PER_ADDRESS):
        client.post(path, typed())
    assert "Trop de messages" in client.post(path, typed()).content.decode()
    assert Enquiry.objects.count() == enquiries.PER_ADDRESS


def test_messages_to_an_office_and_to_the_mission(client, gard, officer):
    school = SchoolFactory(department=gard)
    rbde = actor_for(Role.RBDE, school=school)
    supervisor = actor_for(Role.DEPARTMENT_SUPERVISOR, department=gard)
    client.force_login(actor_for(Role.TEACHER).user)
    for path in (f"bureaux/{school.uai}/ecrire/", "mission/30/"):
        page = client.post(
            f"/mon-interlocuteur/{path}", {"words": "Bonjour", "form_key": str(uuid.uuid4())}
        )
        assert "Votre envoi est transmis" in page.content.decode()
    told = Notice.objects.order_by("pk").values_list("recipient_email", flat=True)
    assert list(told) == [rbde.user.email, officer.user.email]
    assert supervisor.user.email not in told
    assert client.get("/mon-interlocuteur/mission/75/").status_code == 404
    assert client.get("/mon-interlocuteur/bureaux/0000000A/ecrire/").status_code == 404


def test_every_transition(gard, committee, officer):
    elsewhere = actor_for(Role.MISSION_OFFICER, department=DepartmentFactory(code="34"))
    author = Actor.of_link(PersonalLink(holder_email="jeanne@x.example", holder_name="Jeanne"))
    actors = {"officer": officer, "elsewhere": elsewhere, "author": author}
    expected = {
        (S.TO_CONFIRM, "confirm", "author"): S.SENT,
        (S.SENT, "accept", "officer"): S.ACCEPTED,
        (S.SENT, "refuse", "officer"): S.REFUSED,
    }
    for state, event, name in product(S, ("confirm", "accept", "refuse"), actors):
        row = waiting(K.CREATE, gard)
        row.state = state
        to = expected.get((state, event, name))
        if to:
            assert enquiries.TABLE.apply(row, event, actors[name]) == to
            continue
        with pytest.raises(Refused):
            enquiries.TABLE.apply(row, event, actors[name])
    message = Enquiry(kind=K.CONTACT, committee=committee, state=S.SENT)
    assert enquiries.TABLE.events_for(message, officer) == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"kind": K.CREATE}, "Indiquez le département"),
        ({"kind": K.JOIN}, "Indiquez le comité."),
        ({"kind": "autre"}, "Sélectionnez un choix valide"),
        ({"kind": K.CREATE, "department": "75"}, "Sélectionnez un choix valide"),
    ],
)
def test_a_request_says_for_what(client, gard, data, said):
    page = client.post("/clee/demander/", typed(**data)).content.decode()
    assert said in page and not Enquiry.objects.exists()


def test_a_request_to_create_becomes_a_committee(client, gard, officer):
    client.force_login(actor_for(Role.HEAD).user)
    page = client.get("/clee/demander/?nature=create&departement=30").content.decode()
    assert "selected>Gard" in page
    client.post("/clee/demander/", typed(kind=K.CREATE, department="30"))
    row = Enquiry.objects.get()
    assert Notice.objects.get().recipient_email == officer.user.email
    (todo,) = todos(officer, None)
    assert todo.title == "Répondre à une demande de comité"
    client.force_login(officer.user)
    assert "Fonderie" in client.get("/clee/demandes/?etat=sent").content.decode()
    path = f"{row.get_absolute_url()}accept/"
    page = client.get(path).content.decode()
    assert "CLEE de Gard" in page and "checked" in page
    answer = {"name": "CLEE du Gard", "departments": ["30"], "answer": "Bienvenue"}
    assert client.post(path, answer).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.outcome) == (S.ACCEPTED, Committee.objects.get(name="CLEE du Gard"))
    assert Notice.objects.get(kind="clee.enquiry_accepted").recipient_email == row.email
    assert client.post(path, answer).status_code == 404
    assert todos(officer, None)[-1].title == "Pourvoir un siège vacant"


def test_a_request_to_join_becomes_a_member(client, gard, committee, officer):
    company = CompanyFactory(department=gard)
    row = waiting(K.JOIN, gard, committee=committee, identifier=company.siret)
    client.force_login(officer.user)
    path = f"{row.get_absolute_url()}accept/"
    page = client.get(path).content.decode()
    assert str(company) in page and "jeanne@x.example" in page
    assert f'value="{timezone.localdate()}"' in page
    data = {"kind": MemberKind.COMPANY, "company": str(company.pk), "joined_on": "2026-11-01"}
    bad = client.post(path, data | {"joined_on": "2099-01-01"}).content.decode()
    assert "datée du futur" in bad and not Member.objects.exists()
    client.post(path, data)
    assert Member.objects.get().company == company
    assert Enquiry.objects.get().state == S.ACCEPTED


def test_a_request_to_revive_wakes_the_committee(client, gard, officer):
    asleep = CommitteeFactory(departments=[gard], state=CommitteeState.DORMANT)
    row = waiting(K.REVIVE, gard, committee=asleep)
    client.force_login(officer.user)
    client.post(f"{row.get_absolute_url()}accept/", {"reason": "Trois entreprises sont prêtes"})
    asleep.refresh_from_db()
    assert asleep.state == CommitteeState.ACTIVE


def test_a_refusal_says_why(client, gard, officer):
    row = waiting(K.CREATE, gard)
    client.force_login(officer.user)
    path = f"{row.get_absolute_url()}refuse/"
    assert "obligatoire" in client.post(path, {"answer": ""}).content.decode()
    said = {"answer": "Le comité d’Alès couvre ce bassin."}
    read = client.post(path, said | {"step": "preview"}).content.decode()
    assert "Message qui sera envoyé" in read and read.count(said["answer"]) == 2
    assert not Notice.objects.filter(kind="clee.enquiry_refused").exists()
    client.post(path, said | {"step": "act"})
    assert Enquiry.objects.get().state == S.REFUSED
    assert Notice.objects.get(kind="clee.enquiry_refused").recipient_email == row.email


def test_who_reads_what(client, gard, committee, officer):
    request = waiting(K.CREATE, gard)
    school = SchoolFactory(department=gard)
    to_office = waiting(K.CONTACT, None, school=school)
    to_committee = waiting(K.CONTACT, None, committee=committee)
    draft = waiting(K.CREATE, gard)
    Enquiry.objects.filter(pk=draft.pk).update(state=S.TO_CONFIRM)
    lead = actor_for(Role.CO_LEAD)
    MandateFactory(committee=committee, side=Side.ECONOMIC, user=lead.user)

    def read(actor):
        return set(Enquiry.objects.visible_to(actor))

    assert read(officer) == {request}
    assert read(lead) == {to_committee}
    assert read(actor_for(Role.RBDE, school=school)) == {to_office}
    for role in (Role.RBDE, Role.TEACHER, Role.CO_LEAD, Role.HEAD):
        assert read(actor_for(role)) == set()
    far = actor_for(Role.MISSION_OFFICER, department=DepartmentFactory(code="34"))
    client.force_login(far.user)
    for path in ("", "accept/", "refuse/"):
        assert client.get(f"{request.get_absolute_url()}{path}").status_code == 404
    client.force_login(actor_for(Role.TEACHER).user)
    assert client.get("/clee/demandes/").status_code == 403


def test_an_unanswered_request_passes_to_the_others(gard, officer):
    supervisor = actor_for(Role.DEPARTMENT_SUPERVISOR, department=gard)
    actor_for(Role.DEPARTMENT_SUPERVISOR, department=DepartmentFactory(code="34"))
    row = waiting(K.CREATE, gard)
    assert todos(supervisor, None) == []
    asked = for_answerers().values_list("pk", "holder__user")
    assert list(asked) == [(row.pk, officer.user.pk)]
    escalated = for_escalation().values_list("pk", "holder__user")
    assert list(escalated) == [(row.pk, supervisor.user.pk)]
    Enquiry.objects.update(sent_at=timezone.now() - dt.timedelta(days=30))
    assert todos(supervisor, None)[0].title == "Répondre à une demande de comité"
    Enquiry.objects.update(state=S.REFUSED)
    assert not for_answerers() and not for_escalation() and todos(supervisor, None) == []


def test_what_is_over_is_destroyed(gard, committee):
    now = timezone.now()
    old = now - dt.timedelta(days=800)
    message = waiting(K.CONTACT, None, committee=committee)
    decided = waiting(K.CREATE, gard, state=S.REFUSED, answered_at=old)
    draft = waiting(K.CREATE, gard, state=S.TO_CONFIRM)
    kept = waiting(K.CREATE, gard)
    assert enquiries.purge(now) == 1
    Enquiry.objects.exclude(pk=kept.pk).update(created_at=old)
    enquiries.purge(now)
    assert not Enquiry.objects.filter(pk__in=[message.pk, draft.pk]).exists()
    decided.refresh_from_db()
    assert (decided.name, decided.email, decided.words) == ("", "", "")
    kept.refresh_from_db()
    assert kept.email == "jeanne@x.example"
