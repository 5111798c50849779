"""The pages of registrations, as a visitor, a teacher, an organiser and a stranger meet them."""

import datetime as dt
import io
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from accounts import visitors
from accounts.enums import Role
from accounts.models import JournalEntry
from events.enums.registration import EntryState, Giving, Party, Policy
from events.models import Registration, RegistrationSettings, SessionEntry
from events.registration_questions import as_text, parse
from events.workflow import registrations
from tests.accounts.factories import actor_for
from tests.directory.factories import ClassGroupFactory, DepartmentFactory, SchoolFactory
from tests.events.registration_world import make_world
from tests.reading import read_then_send

pytestmark = pytest.mark.django_db


def old_stamp(monkeypatch):
    monkeypatch.setattr(visitors, "SHORTEST", -1)


def typed(world, **more):
    """What a visitor sends."""
    return {
        "sessions": [world.session.pk], "name": "Lea Roux", "email": "lea@exemple.fr",
        "party": Party.PERSON, "form_key": uuid.uuid4(), "affiche": visitors.stamp(),
    } | more  # fmt: skip


def test_a_visitor_registers_confirms_and_cancels_by_the_link(client, monkeypatch):
    old_stamp(monkeypatch)
    world = make_world(capacity=1)
    address = f"/evenements/{world.event.pk}/inscription/"
    door = client.get(world.event.get_absolute_url()).content.decode()
    assert "Une place libre." in door and address in door and "Tenir" not in door
    assert client.get(address).status_code == 200 and not Registration.objects.exists()
    page = client.post(address, typed(world)).content.decode()
    assert "Confirmez votre inscription" in page
    row = Registration.objects.get()
    link = world.link(row).path
    page = client.get(link).content.decode()
    assert "Confirmer mon inscription" in page
    assert not SessionEntry.objects.exists()
    page = client.post(link, {"geste": "prove"}, follow=True).content.decode()
    assert row.code in page and "Confirmée" in page
    pdf = client.get(f"{link}billet/")
    assert row.code in PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text()
    assert b"BEGIN:VCALENDAR" in client.get(f"{link}agenda/").content
    assert client.get(f"{link}attestation/").status_code == 404
    entry = SessionEntry.objects.get()
    page = client.post(link, {"geste": "cancel", "entree": entry.pk}).content.decode()
    assert "Annuler l’inscription" in page and "Motif" not in page
    entry.refresh_from_db()
    assert entry.state == EntryState.CONFIRMED
    client.post(link, {"geste": "cancel", "entree": entry.pk, "sur": "oui"})
    entry.refresh_from_db()
    assert entry.state == EntryState.CANCELLED
    assert client.post(link, {"geste": "cancel", "entree": "999"}).status_code == 404
    assert client.post(link, {"geste": "inconnu", "entree": entry.pk}).status_code == 404


def test_a_robot_is_thanked_and_kept_nowhere(client, monkeypatch):
    old_stamp(monkeypatch)
    world = make_world()
    sent = typed(world, site_internet="http://spam.example")
    page = client.post(f"/evenements/{world.event.pk}/inscription/", sent).content.decode()
    assert "Confirmez votre inscription" in page and not Registration.objects.exists()


@pytest.mark.parametrize(
    ("typed_in", "words"),
    [
        ({"sessions": []}, "Choisissez au moins une séance."),
        ({"email": "léa@exemple.fr"}, "valide"),
        ({"party": Party.GROUP}, "Nommez le groupe ou la classe."),
        ({"party": Party.GROUP, "group_name": "3e B", "pupils": 20}, "au moins un adulte"),
        ({"q_a": ""}, "Cette réponse est nécessaire."),
    ],
)
def test_what_is_wrong_is_said_in_french(client, monkeypatch, typed_in, words):
    old_stamp(monkeypatch)
    asked = [{"code": "a", "text": "Menu ?", "type": "text", "required": True}]
    world = make_world(questions=asked)
    sent = typed(world, q_a="x") | typed_in
    page = client.post(f"/evenements/{world.event.pk}/inscription/", sent).content.decode()
    assert words in page and not Registration.objects.exists()


def test_a_draft_or_an_event_without_registrations_has_no_form(client):
    world = make_world()
    world.event.state = "draft"
    world.event.save()
    assert client.get(f"/evenements/{world.event.pk}/inscription/").status_code == 404
    world.event.state = "published"
    world.event.save()
    RegistrationSettings.objects.all().delete()
    assert client.get(f"/evenements/{world.event.pk}/inscription/").status_code == 404


def test_a_teacher_registers_a_class_and_finds_it_among_their_registrations(client):
    world = make_world(capacity=30)
    school = SchoolFactory()
    group = ClassGroupFactory(school=school, school_year=world.event.school_year)
    teacher = actor_for(Role.TEACHER, school=school)
    client.force_login(teacher.user)
    sent = {
        "sessions": [world.session.pk], "party": Party.GROUP, "class_group": group.pk,
        "pupils": 24, "adults": 2, "form_key": uuid.uuid4(),
    }  # fmt: skip
    answer = client.post(f"/evenements/{world.event.pk}/inscription/", sent)
    row = Registration.objects.get()
    assert answer["Location"] == row.get_absolute_url()
    assert (row.school, row.class_group, row.seats) == (school, group, 26)
    page = client.get("/evenements/inscriptions/").content.decode()
    assert group.name in page and "26 personnes" in page
    # The head of the school sees it, another teacher does not.
    client.force_login(actor_for(Role.HEAD, school=school).user)
    assert client.get(row.get_absolute_url()).status_code == 200
    for stranger in (
        actor_for(Role.TEACHER, school=school),
        actor_for(Role.HEAD, school=SchoolFactory()),
        actor_for(Role.DEPARTMENT_SUPERVISOR, department=DepartmentFactory(code="34")),
    ):
        client.force_login(stranger.user)
        assert client.get(row.get_absolute_url()).status_code == 404
        assert client.post(row.get_absolute_url(), {"geste": "cancel"}).status_code == 404


def test_a_stranger_opens_nothing_of_the_desk(client):
    world = make_world()
    world.seated("Ana A")
    pages = [
        f"/evenements/{world.event.pk}/inscriptions/{rest}"
        for rest in ("", "reglages/", "ajouter/", "export/", "imprimer/badges/")
    ]
    pages.append(f"/evenements/seances/{world.session.pk}/places/")
    others = (
        actor_for(Role.TEACHER),
        actor_for(Role.DEPARTMENT_SUPERVISOR, department=DepartmentFactory(code="34")),
    )
    for actor in others:
        client.force_login(actor.user)
        assert [client.get(page).status_code for page in pages] == [404] * len(pages)
    client.logout()
    assert {client.get(page).status_code for page in pages} == {302}


def test_the_desk_shows_the_board_the_list_and_why_one_waits(client, django_assert_max_num_queries):
    world = make_world(capacity=40)
    for number in range(3):
        world.seated(f"G{number} G", 12)
    world.seated("Classe", 20)
    # Whatever is looked at: one session, or all of them.
    world.more(capacity=5)
    client.force_login(world.organiser.user)
    page = f"/evenements/{world.event.pk}/inscriptions/"
    client.get(page)
    with django_assert_max_num_queries(10):
        text = client.get(page).content.decode()
    assert "36 sur 40" in text and "Rang 1." in text
    assert "Il reste 4 places pour 20 personnes" in text
    found = client.get(f"{page}?q=classe").content.decode()
    assert "Classe (Classe)" in found and "G1 G" not in found
    client.post(f"/evenements/seances/{world.session.pk}/places/", {"capacity": "56"})
    assert SessionEntry.objects.offered().count() == 1
    assert "Personne à appeler" in client.post(page, follow=True).content.decode()


def test_the_number_of_queries_does_not_grow_with_the_list(client):
    world = make_world(capacity=None)
    client.force_login(world.organiser.user)
    page = f"/evenements/{world.event.pk}/inscriptions/"
    counts = []
    for size in (2, 10):
        rows = Registration.objects.bulk_create(
            Registration(event=world.event, name=f"P{size}-{n}", proved_at=timezone.now())
            for n in range(size)
        )
        SessionEntry.objects.bulk_create(
            SessionEntry(
                registration=row, session=world.session, who=row.code, seats=1,
                state=EntryState.CONFIRMED,
            )
            for row in rows
        )  # fmt: skip
        client.get(page)
        with CaptureQueriesContext(connection) as found:
            client.get(page)
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_the_files_of_the_desk(client):
    world = make_world(capacity=40, questions=parse("Repas (nombre)"))
    entry = world.come(world.group("3e B", 20, answers={parse("Repas (nombre)")[0]["code"]: 12}))
    client.force_login(world.organiser.user)
    base = f"/evenements/{world.event.pk}/inscriptions/"
    file = client.get(f"{base}export/?format=xlsx")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(file.content)).get_sheet_by_index(0)
    titles, line = sheet.to_python()
    assert titles[-1] == "Repas" and line[-1] == 12 and line[8] == 21
    assert JournalEntry.objects.filter(verb="a exporté les inscriptions").exists()
    for what, words in (("badges", entry.registration.code), ("emargement", "3e B (3e B)")):
        pdf = client.get(f"{base}imprimer/{what}/")
        assert words in PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text()
    assert client.get(f"{base}imprimer/attestations/").status_code == 404
    SessionEntry.objects.update(present=19)
    pdf = client.get(f"{base}imprimer/attestations/")
    assert "19 personnes" in PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text()


def test_the_file_of_the_desk_is_what_the_desk_shows(client):
    world = make_world(capacity=40)
    for number in range(2):
        world.seated(f"G{number} G", 12)
    client.force_login(world.organiser.user)
    base = f"/evenements/{world.event.pk}/inscriptions/"
    assert "export/?q=G1&amp;format=csv" in client.get(base, {"q": "G1"}).content.decode()
    for asked, rows in (({}, 2), ({"q": "G1"}, 1), ({"etat": "waitlisted"}, 0)):
        text = b"".join(client.get(f"{base}export/", asked)).decode()
        assert len(text.splitlines()) == rows + 1


def test_the_organiser_opens_registrations_with_questions(client):
    world = make_world()
    RegistrationSettings.objects.all().delete()
    client.force_login(world.organiser.user)
    base = f"/evenements/{world.event.pk}/inscriptions/"
    assert client.get(base)["Location"].endswith("/reglages/")
    sent = {
        "policy": Policy.STRICT, "most_passes": 0, "hold_hours": 24, "giving": Giving.NEVER,
        "asked": "Menu * : viande / végétarien\nCar ? (oui/non)",
    }  # fmt: skip
    client.post(f"{base}reglages/", sent)
    saved = RegistrationSettings.objects.get()
    assert (saved.policy, saved.giving) == (Policy.STRICT, Giving.NEVER) and len(
        saved.questions
    ) == 2
    page = client.post(f"{base}reglages/", sent | {"asked": "A\nA"}).content.decode()
    assert "écrite deux fois" in page


def test_the_organiser_registers_somebody_without_an_address(client):
    world = make_world(capacity=1)
    client.force_login(world.organiser.user)
    sent = {
        "sessions": [world.session.pk], "name": "Au guichet", "party": Party.PERSON,
        "form_key": uuid.uuid4(),
    }  # fmt: skip
    client.post(f"/evenements/{world.event.pk}/inscriptions/ajouter/", sent)
    row = Registration.objects.get()
    assert world.entry(row).state == EntryState.CONFIRMED and row.email == ""


def test_the_organiser_says_why_a_registration_ends(client):
    """The words are read as a mail before it leaves; a second press finds it done."""
    world = make_world()
    entry = world.seated("Ana A")
    client.force_login(world.organiser.user)
    address, said = entry.registration.get_absolute_url(), "La salle est plus petite que prévu."
    asked = {"geste": "cancel", "entree": entry.pk}
    assert "Motif" in client.post(address, asked).content.decode()
    sent = asked | {"sur": "oui", "reason": said}
    read_then_send(client, address, sent, said, "Inscription annulée")
    entry.refresh_from_db()
    assert (entry.state, entry.reason) == (EntryState.CANCELLED, said)
    assert client.post(address, sent, follow=True).status_code == 200
    assert said in client.get(address).content.decode()


def test_a_link_that_has_expired_changes_nothing(client):
    world = make_world()
    entry = world.seated("Ana A")
    link = world.link(entry.registration)
    link.valid_until = timezone.now() - dt.timedelta(days=1)
    link.save()
    sure = {"geste": "cancel", "entree": entry.pk, "sur": "oui"}
    assert client.post(link.path, sure).status_code == 410
    entry.refresh_from_db()
    assert entry.state == EntryState.CONFIRMED


def test_questions_are_typed_as_lines():
    text = "Menu * : viande / végétarien\nCar ? (oui/non)\nRepas (nombre)\nUn mot"
    found = parse(text)
    assert [one["type"] for one in found] == ["choice", "yes_no", "number", "text"]
    assert [one["required"] for one in found] == [True, False, False, False]
    assert found[0]["choices"] == [["viande", "viande"], ["végétarien", "végétarien"]]
    assert parse(as_text(found)) == found
    with pytest.raises(ValueError, match="10 questions"):
        parse("\n".join(map(str, range(11))))


def test_two_registrations_of_one_person_are_two_links():
    world = make_world(capacity=5)
    first, second = world.ask(), world.ask()
    assert world.link(first) != world.link(second)
    registrations.prove(world.holder(first), first)
    assert world.entry(first).state == EntryState.CONFIRMED
