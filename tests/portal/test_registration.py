"""Opening one's account by oneself: the mailbox first, then the role."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts import registration
from accounts.enums import Evidence, Role, RoleState
from accounts.models import RoleAssignment, User
from directory.models import Company
from outbox.models import Notice
from tests.accounts.factories import UserFactory, actor_for
from tests.directory.factories import CompanyFactory, DepartmentFactory, SchoolFactory

pytestmark = pytest.mark.django_db
EMAIL = "jeanne.prevost@ac-toulouse.fr"
NAMES = {"first_name": "Jeanne", "last_name": "Prévost"}


@pytest.fixture
def page():
    """The address of a frame of the form, for the holder of EMAIL."""

    def of(frame=None, email=EMAIL):
        args = [registration.token_of(email), *([frame] if frame else [])]
        return reverse("account_register", args=args)

    return of


def test_known_and_unknown_addresses_get_the_same_answer(client):
    UserFactory(email="connue@exemple.test")
    texts = []
    for email in ("connue@exemple.test", "neuve@exemple.test"):
        answer = client.post(reverse("account_signup"), {"email": email})
        texts.append(answer.content.decode().replace(email, "X"))
    assert texts[0] == texts[1]
    told = dict(Notice.objects.values_list("recipient_email", "kind"))
    assert told == {
        "connue@exemple.test": "accounts.already_registered",
        "neuve@exemple.test": "accounts.registration",
    }
    assert not User.objects.filter(email="neuve@exemple.test").exists()


def test_the_tenth_request_of_an_hour_is_the_last(client):
    answers = [
        client.post(reverse("account_signup"), {"email": f"p{n}@exemple.test"}) for n in range(12)
    ]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2


def test_a_forged_or_old_link_opens_nothing(client, page, time_machine):
    assert client.get("/connexion/inscription/forge/").status_code == 410
    time_machine.move_to(dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC))
    url = page()
    assert client.get(url).status_code == 200
    time_machine.shift(dt.timedelta(days=3))
    answer = client.get(url)
    assert answer.status_code == 410 and "n’est plus valable" in answer.content.decode()


def test_a_teacher_opens_an_account_and_works_meanwhile(client, page):
    school = SchoolFactory(name="Collège Jean Moulin", city="Alès")
    assert "Dans un établissement" in client.get(page()).content.decode()
    url = page("etablissement")
    assert client.get(url).status_code == 200
    assert not User.objects.filter(email=EMAIL).exists()

    data = {**NAMES, "role": Role.TEACHER, "school": school.uai, "words": "Physique"}
    answer = client.post(url, data, follow=True)

    assert answer.redirect_chain[-1][0] == reverse("account")
    assert "préparer vos demandes" in answer.content.decode()
    row = RoleAssignment.objects.get(user__email=EMAIL)
    assert (row.state, row.words) == (RoleState.PROVISIONAL, "Physique")
    assert str(row.user) == "Jeanne Prévost"
    client.logout()
    assert "déjà ouvert" in client.post(url, data).content.decode()
    assert RoleAssignment.objects.count() == 1


def test_words_that_match_several_schools_ask_for_more(client, page):
    SchoolFactory(name="Collège Jean Moulin", city="Alès")
    SchoolFactory(name="Collège Jean Moulin", city="Toulouse")
    data = {**NAMES, "role": Role.TEACHER, "school": "jean moulin"}
    text = client.post(page("etablissement"), data).content.decode()
    assert "précisez" in text and "Jeanne" in text
    assert not User.objects.filter(email=EMAIL).exists()


def test_a_company_is_joined_after_approval_never_silently(client, page):
    company = CompanyFactory(siret="73282932000074", email="contact@meca.test")
    data = {**NAMES, "siret": "732 829 320 00074"}
    answer = client.post(page("entreprise", "ana@meca.test"), data, follow=True)
    assert "vous serez prévenu" in answer.content.decode()
    row = RoleAssignment.objects.get()
    assert row.state == RoleState.WAITING and list(row.companies.all()) == [company]
    assert row.evidence == Evidence.MAILBOX
    assert Company.objects.count() == 1


def test_the_published_mail_of_a_company_is_a_proof(client, page):
    CompanyFactory(siret="73282932000074", email="Contact@meca.test")
    data = {**NAMES, "siret": "73282932000074"}
    client.post(page("entreprise", "contact@meca.test"), data)
    assert RoleAssignment.objects.get().evidence == Evidence.PUBLISHED_MAILBOX


@pytest.mark.parametrize(
    ("siret", "message"),
    [("11111111111111", "SIRET"), ("732829", "SIRET"), ("73282932000074", "indiquez son nom")],
)
def test_a_bad_or_unknown_siret_is_said_and_loses_nothing(client, page, siret, message):
    data = {**NAMES, "siret": siret}
    text = client.post(page("entreprise"), data).content.decode()
    assert message in text and "Jeanne" in text
    assert not User.objects.filter(email=EMAIL).exists()


def test_an_unknown_company_is_created_to_be_checked(client, page):
    DepartmentFactory(code="31")
    data = {
        **NAMES,
        "siret": "73282932000074",
        "company_name": "Atelier Ruiz",
        "company_postcode": "31000",
    }
    client.post(page("entreprise"), data)
    company = Company.objects.get()
    assert company.to_be_checked and company.name == "Atelier Ruiz"


def test_an_officer_names_the_territory(client, page):
    department = DepartmentFactory(code="31")
    authority = actor_for(Role.EDUCATION_AUTHORITY, whole_region=True)
    data = {**NAMES, "role": Role.MISSION_OFFICER}
    text = client.post(page("services"), data).content.decode()
    assert "demande un périmètre" in text
    client.post(page("services"), {**data, "departments": [department.pk]})
    row = RoleAssignment.objects.get(user__email=EMAIL)
    assert row in RoleAssignment.objects.decided_by(authority)


def test_roles_that_are_not_asked_cannot_be_posted(client, page):
    SchoolFactory(uai="0310017A")
    data = {**NAMES, "role": Role.ADMINISTRATOR, "school": "0310017A", "state": "validated"}
    client.post(page("etablissement"), data)
    client.post(page("services"), data)
    assert not RoleAssignment.objects.exists()


def test_somebody_signed_in_asks_for_another_role(client):
    school = SchoolFactory()
    teacher = actor_for(Role.TEACHER)
    client.force_login(teacher.user)
    assert client.get(reverse("portal:role-request")).status_code == 200
    url = reverse("portal:role-request", args=["etablissement"])
    assert 'name="first_name"' not in client.get(url).content.decode()
    client.post(url, {"role": Role.RBDE, "school": school.uai})
    assert RoleAssignment.objects.filter(user=teacher.user, role=Role.RBDE).exists()
    assert client.get(reverse("portal:role-request", args=["ailleurs"])).status_code == 404


def test_the_schools_of_the_public_list(client):
    SchoolFactory(name="Collège Jean Moulin", city="Alès")
    SchoolFactory(name="Collège Jean Moulin", city="Uzès", is_open=False)
    found = client.get(reverse("portal:school-choices"), {"term": "moulin"}).json()["results"]
    assert [row["text"] for row in found] == ["Collège Jean Moulin (Alès)"]
    assert client.get(reverse("portal:school-choices"), {"term": "m"}).json() == {"results": []}
