"""The steering desk: what is late, who is in no committee, what is written to co-leads."""

import datetime as dt
import uuid

import pytest

from accounts.enums import Role
from accounts.models import JournalEntry
from clee import figures
from clee.enums import CommitteeState, MemberKind, Side
from clee.figures import committee as figures_committee
from clee.models import Letter
from clee.workflow import letters
from directory.enums import NetworkKind, SchoolKind
from directory.models import Contact, PartnerNetwork
from directory.violations import Refused
from outbox.models import Notice
from tests.accounts.factories import actor_for
from tests.clee.factories import CommitteeFactory, MandateFactory, MemberFactory
from tests.directory.factories import DepartmentFactory, SchoolFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 26)


@pytest.fixture
def gard():
    return DepartmentFactory(code="30")


@pytest.fixture
def office(gard):
    return actor_for(Role.DEPARTMENT_OFFICE, department=gard)


def led(committee, **values):
    """A committee with both sides; its people have accounts."""
    return [
        MandateFactory(committee=committee, side=side, user=actor_for(Role.CO_LEAD).user, **values)
        for side in Side
    ]


def test_what_is_late_comes_first_and_filters(client, gard, office, monkeypatch):
    # Every committee of a test is late with its meetings.
    monkeypatch.setattr(figures, "ALL", figures_committee.FIGURES)
    full, vacant, ending = (CommitteeFactory(departments=[gard]) for _ in range(3))
    asleep = CommitteeFactory(departments=[gard], state=CommitteeState.DORMANT)
    led(full)
    led(asleep)
    led(ending, ends_on=dt.date.today() + dt.timedelta(days=20))
    client.force_login(office.user)

    page = client.get("/clee/pilotage/").content.decode()
    assert "Siège vacant côté École et côté entreprises" in page
    assert page.index(vacant.name) < page.index(full.name)
    page = client.get("/clee/pilotage/?retard=term").content.decode()
    assert ending.name in page and full.name not in page and vacant.name not in page
    page = client.get("/clee/pilotage/?retard=led").content.decode()
    assert vacant.name in page and full.name not in page and ending.name not in page
    page = client.get("/clee/pilotage/?etat=dormant").content.decode()
    assert asleep.name in page and full.name not in page
    page = client.get("/clee/pilotage/?tri=nom&departement=34").content.decode()
    assert full.name in page  # not a département of theirs: no choice


def test_the_list_leaves_as_a_file_and_the_journal_says_so(client, gard, office):
    MemberFactory(committee=CommitteeFactory(name="CLEE d’Alès", departments=[gard]))
    client.force_login(office.user)
    answer = client.get("/clee/pilotage/?format=csv")
    body = b"".join(answer.streaming_content).decode()
    assert "CLEE d’Alès" in body and "Siège vacant" in body
    assert JournalEntry.objects.get(verb="a exporté le suivi des comités").words == "1 ligne"
    assert client.get("/clee/pilotage/?format=exe").status_code == 404


def test_schools_in_no_committee(client, gard, office):
    inside, support, outside = (SchoolFactory(department=gard) for _ in range(3))
    left = SchoolFactory(department=gard)
    SchoolFactory(department=gard, kind=SchoolKind.SCHOOL, name="École du Parc")
    elsewhere = SchoolFactory(department=DepartmentFactory(code="34"))
    committee = CommitteeFactory(departments=[gard], support_school=support)
    kind = MemberKind.SCHOOL
    MemberFactory(committee=committee, kind=kind, school=inside, other_name="")
    MemberFactory(committee=committee, kind=kind, school=left, other_name="", left_on=TODAY)
    client.force_login(office.user)

    page = client.get("/clee/pilotage/etablissements/").content.decode()
    assert outside.uai in page and left.uai in page and "École du Parc" not in page
    assert not [one for one in (inside, support, elsewhere) if one.uai in page]
    csv = client.get("/clee/pilotage/etablissements/?format=csv").streaming_content
    assert outside.uai in b"".join(csv).decode()


def test_campuses_and_clubs_have_the_same_list(client, gard, office):
    club = PartnerNetwork.objects.create(kind=NetworkKind.CLUB, name="Club d’Alès")
    club.departments.add(gard)
    other = PartnerNetwork.objects.create(kind=NetworkKind.CCI, name="CCI du Gard")
    other.departments.add(gard)
    committee = CommitteeFactory(departments=[gard])
    MemberFactory(committee=committee, kind=MemberKind.CLUB, network=club, other_name="")
    client.force_login(office.user)
    page = client.get("/clee/pilotage/reseaux/").content.decode()
    assert "Club d’Alès" in page and "Sans référent" in page and committee.name in page
    assert "CCI du Gard" not in page
    assert "Club d’Alès" not in client.get("/clee/pilotage/reseaux/?nature=CMQ").content.decode()


@pytest.mark.parametrize("role", [Role.TEACHER, Role.RBDE, Role.CO_LEAD])
def test_the_desk_is_of_the_officers(client, role):
    client.force_login(actor_for(role).user)
    for path in ("", "etablissements/", "reseaux/", "reseaux/message/", "message/", "messages/"):
        assert client.get(f"/clee/pilotage/{path}").status_code == 403


def test_a_message_is_read_before_it_leaves_and_leaves_once(client, gard, office):
    first, second = (CommitteeFactory(departments=[gard]) for _ in range(2))
    people = led(first)
    both = people[0].user
    MandateFactory(committee=second, side=Side.ECONOMIC, user=both)
    client.force_login(office.user)
    page = client.get(f"/clee/pilotage/message/?comite={first.pk}").content.decode()
    assert page.count("checked") == 1
    typed = {
        "committees": [first.pk, second.pk],
        "subject": "Plénière de septembre",
        "text": "Merci de fixer la date.\n\nElle paraît au calendrier.",
        "form_key": str(uuid.uuid4()),
    }

    page = client.post("/clee/pilotage/message/", typed | {"step": "preview"}).content.decode()
    assert "Message qui sera envoyé" in page and "Elle paraît au calendrier." in page
    assert not Letter.objects.exists() and not Notice.objects.filter(kind="clee.letter").exists()

    for _ in range(2):
        client.post("/clee/pilotage/message/", typed | {"step": "act"})
    sent = Letter.objects.get()
    told = Notice.objects.filter(kind="clee.letter").values_list("recipient_email", flat=True)
    assert sorted(told) == sorted(person.user.email for person in people)
    assert sent.people == 2
    page = client.get("/clee/pilotage/messages/").content.decode()
    assert "Plénière de septembre" in page and "2 personnes" in page
    entries = JournalEntry.objects.filter(verb="a écrit aux copilotes")
    assert {entry.committee_id for entry in entries} == {first.pk, second.pk}


def test_no_message_to_another_territory_nor_to_nobody(client, gard, office):
    mute = CommitteeFactory(departments=[gard])
    MandateFactory(committee=mute)
    far = CommitteeFactory(departments=[DepartmentFactory(code="34")])
    led(far)
    for committee in (mute, far):
        with pytest.raises(Refused):
            letters.send(office, [committee], "Objet", "Texte", key=uuid.uuid4())
    client.force_login(office.user)
    typed = {"committees": [far.pk], "subject": "a", "text": "b", "form_key": str(uuid.uuid4())}
    client.post("/clee/pilotage/message/", typed | {"step": "act"})
    typed["committees"] = [mute.pk]
    page = client.post("/clee/pilotage/message/", typed | {"step": "preview"}).content.decode()
    assert "ne partirait à personne" in page
    assert not Letter.objects.exists()


def test_what_was_written_is_read_by_the_territory_alone(client, gard, office):
    committee = CommitteeFactory(departments=[gard])
    led(committee)
    letters.send(office, [committee], "Objet du Gard", "Texte", key=uuid.uuid4())
    there = actor_for(Role.DEPARTMENT_OFFICE, department=DepartmentFactory(code="34"))
    client.force_login(there.user)
    assert "Objet du Gard" not in client.get("/clee/pilotage/messages/").content.decode()


def test_referents_of_networks_are_written_to_once_each(client, gard, office):
    club = PartnerNetwork.objects.create(
        kind=NetworkKind.CLUB, name="Club", email="c@essai.example"
    )
    campus = PartnerNetwork.objects.create(kind=NetworkKind.CMQ, name="Campus", email="")
    for network in (club, campus):
        network.departments.add(gard)
        for email in ("ana@essai.example", "Ana@essai.example"):
            Contact.objects.create(network=network, last_name="Ana", email=email)
    alone = PartnerNetwork.objects.create(kind=NetworkKind.PFT, name="PFT", email="p@essai.example")
    alone.departments.add(gard)
    elsewhere = PartnerNetwork.objects.create(
        kind=NetworkKind.PFT, name="Loin", email="l@e.example"
    )
    elsewhere.departments.add(DepartmentFactory(code="34"))
    client.force_login(office.user)
    path = "/clee/pilotage/reseaux/message/"
    assert client.get(f"{path}?reseau={club.pk}").content.decode().count("checked") == 1
    typed = {"subject": "Semaine", "text": "Bonjour.", "form_key": str(uuid.uuid4()), "step": "act"}
    refused = client.post(path, typed | {"networks": [elsewhere.pk]})
    assert refused.status_code == 200 and not Letter.objects.exists()
    chosen = [club.pk, campus.pk, alone.pk]
    page = client.post(path, typed | {"networks": chosen, "step": "preview"}).content.decode()
    assert "Message qui sera envoyé" in page or "Messages qui seront envoyés" in page
    for _ in range(2):
        client.post(path, typed | {"networks": chosen})
    told = Notice.objects.filter(kind="clee.letter_to_network").values_list("recipient_email")
    assert sorted(told) == [("ana@essai.example",), ("p@essai.example",)]
    assert "Semaine" in client.get("/clee/pilotage/messages/").content.decode()
    assert JournalEntry.objects.filter(verb="a écrit aux référents").count() == 3
    assert not Letter.objects.visible_to(
        actor_for(Role.DEPARTMENT_OFFICE, department=DepartmentFactory(code="34"))
    ).exists()


def test_only_officers_of_the_territory_write_to_a_network(gard):
    campus = PartnerNetwork.objects.create(kind=NetworkKind.CMQ, name="C", email="c@essai.example")
    campus.departments.add(gard)
    for role in (Role.DEPARTMENT_OFFICE, Role.CO_LEAD):
        actor = actor_for(role, department=DepartmentFactory(code="34"))
        with pytest.raises(Refused):
            letters.send_to_networks(actor, [campus], "Objet", "Texte", key=uuid.uuid4())
