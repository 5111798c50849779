"""R-CEE-3: the school's page of a list and the recipient's link."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts import links
from accounts.enums import Role
from partnerships.enums import BookingState
from partnerships.models import NominativeList
from partnerships.workflow.tables import SYSTEM
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory, SchoolFactory
from tests.partnerships.factories import BookingFactory
from tests.partnerships.list_files import CSV, upload
from tests.partnerships.test_lists import accepted, drop, teacher_of

pytestmark = pytest.mark.django_db
KEY = "5b7e6c0e-5f0b-4a9b-9c61-0e9a1a6e7d10"


@pytest.fixture
def booking():
    return accepted()


def page_of(booking):
    return reverse("partnerships:list", args=[booking.pk])


def form(**words):
    return {
        "act": "drop",
        "form_key": KEY,
        "file": upload(),
        "recipient_name": "Sacha Roux",
        "recipient_email": "sacha@entreprise.example",
    } | words


def sign_in(client, actor):
    client.force_login(actor.user)
    return client


def test_the_teacher_drops_replaces_and_withdraws(client, booking):
    sign_in(client, teacher_of(booking))
    detail = client.get(booking.get_absolute_url()).content.decode()
    assert page_of(booking) in detail and "21 décembre 2026" in detail
    page = client.get(page_of(booking)).content.decode()
    assert "date de naissance" in page and booking.contact_email in page
    for _ in range(2):
        assert client.post(page_of(booking), form()).status_code == 302
    row = NominativeList.objects.get()
    page = client.get(page_of(booking)).content.decode()
    assert "Sacha Roux" in page and "pas encore" in page and "Remplacer" in page
    assert 'value="sacha@entreprise.example"' in page  # kept for the next file
    assert client.post(page_of(booking), {"act": "withdraw"}).status_code == 302
    row.refresh_from_db()
    assert row.sealed is None
    page = client.get(page_of(booking)).content.decode()
    assert "Listes détruites" in page and "jamais téléchargée" in page


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"file": upload(b"\x7fELF\x00", "liste.csv")}, "Envoyez un fichier CSV"),
        ({"file": ""}, "Choisissez un fichier"),
        ({"recipient_email": "sacha"}, "adresse"),
        ({"recipient_email": "zoe@entréprise.example"}, "n’est pas valable"),
    ],
)
def test_what_is_wrong_is_said_in_french_on_its_field(client, booking, words, said):
    sign_in(client, teacher_of(booking))
    response = client.post(page_of(booking), form(**words))
    assert response.status_code == 200
    page = response.content.decode().replace("’", "’").replace("'", "’")
    assert said in page and not NominativeList.objects.exists()


def test_every_right_but_the_relation_is_404(client, booking):
    department = booking.school.department
    strangers = [
        actor_for(Role.TEACHER, school=booking.school),  # a colleague
        actor_for(Role.TEACHER, school=SchoolFactory()),
        actor_for(Role.HEAD, school=SchoolFactory()),
        actor_for(Role.COMPANY_REPRESENTATIVE, company=booking.company),
        actor_for(Role.COMPANY_REPRESENTATIVE, company=CompanyFactory()),
        actor_for(Role.EDUCATION_AUTHORITY, department=department),
        actor_for(Role.ADMINISTRATOR),
    ]
    drop(booking)
    for actor in strangers:
        sign_in(client, actor)
        assert client.get(page_of(booking)).status_code == 404, actor.role
        assert client.post(page_of(booking), {"act": "withdraw"}).status_code == 404
    assert NominativeList.objects.kept().exists()
    for role in (Role.HEAD, Role.DEPUTY, Role.DDFPT, Role.RBDE):
        sign_in(client, actor_for(role, school=booking.school))
        assert client.get(page_of(booking)).status_code == 200, role


def test_no_page_where_the_sheet_asks_for_no_names(client):
    booking = BookingFactory(state=BookingState.ACCEPTED)
    sign_in(client, teacher_of(booking))
    assert client.get(page_of(booking)).status_code == 404
    assert page_of(booking) not in client.get(booking.get_absolute_url()).content.decode()


def test_before_the_acceptance_the_page_says_when(client):
    booking = accepted(state=BookingState.SENT)
    sign_in(client, teacher_of(booking))
    assert "une fois la demande acceptée" in client.get(page_of(booking)).content.decode()


def test_the_link_shows_by_get_and_gives_by_post(client, booking):
    row = drop(booking)
    path = row.link.path
    for method in (client.get, client.head):
        response = method(path)
        assert response.status_code == 200 and "attachment" not in str(response.headers)
    assert client.get(path).content.decode().count("Télécharger") == 1
    row.refresh_from_db()
    assert row.downloads == 0
    response = client.post(path)
    assert response.content == CSV
    assert response["Content-Disposition"].startswith("attachment")
    assert "no-store" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    row.refresh_from_db()
    assert row.downloads == 1


def test_dead_links_give_nothing(client, booking, time_machine):
    row = drop(booking)
    path = row.link.path
    assert client.post(path.replace("/liste/", "/repondre/")).status_code == 404
    time_machine.move_to(booking.ends_on + dt.timedelta(days=1, hours=2))
    assert client.get(path).status_code == client.post(path).status_code == 410
    time_machine.move_to("2026-11-24 10:00+01:00")
    links.revoke(SYSTEM, row.link)
    assert client.post(path).status_code == 410
    row.refresh_from_db()
    assert row.downloads == 0


def test_a_link_whose_list_is_gone_says_so(client, booking):
    row = drop(booking)
    NominativeList.objects.all().delete()
    assert "plus disponible" in client.get(row.link.path).content.decode()
    assert client.post(row.link.path).status_code == 302
