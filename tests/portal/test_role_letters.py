"""The letter with a code: who prepares it, what it proves, what guessing brings."""

import datetime as dt
import io
import re

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.actor import Actor
from accounts.enums import Evidence, Role, RoleState
from accounts.models import JournalEntry, RoleAssignment, RoleLetter
from accounts.workflow import letters, roles
from directory.violations import Refused
from outbox.models import Notice
from tests.accounts.factories import UserFactory, actor_for
from tests.directory.factories import CompanyFactory, DepartmentFactory, SchoolFactory

pytestmark = pytest.mark.django_db
CODE = re.compile(r"[A-Z2-9]{4}-[A-Z2-9]{4}")


@pytest.fixture(autouse=True)
def no_count():
    cache.clear()


@pytest.fixture
def company():
    return CompanyFactory(
        name="Mécanique du Sud",
        address="4 rue de l’Usine",
        postcode="31770",
        city="Colomiers",
        department=DepartmentFactory(code="31"),
        to_be_checked=False,
    )


@pytest.fixture
def asked(company):
    user = UserFactory(email="sylvain@exemple.test", first_name="Sylvain", last_name="Mirepoix")
    return ask(user, company)


def ask(user, company, evidence=Evidence.MAILBOX):
    role = Role.COMPANY_REPRESENTATIVE
    return roles.ask(Actor.of(user), user, role, evidence=evidence, companies=[company])


@pytest.fixture
def rbde():
    return actor_for(Role.RBDE, school=SchoolFactory(department=DepartmentFactory(code="31")))


def page(row):
    return reverse("portal:role-letter", args=[row.pk])


def printed(client, rbde, row):
    """The text of the letter that a validator downloads."""
    client.force_login(rbde.user)
    answer = client.post(page(row))
    assert answer["Content-Type"] == "application/pdf", answer.url
    assert answer["Content-Disposition"].startswith("attachment")
    return PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()


def type_code(client, row, code):
    client.force_login(row.user)
    return client.post(reverse("role_code", args=[row.pk]), {"code": code})


def test_the_letter_becomes_the_proof_and_validators_are_told(client, rbde, asked):
    text = printed(client, rbde, asked)
    assert "représentant légal" in text and "4 rue de l’Usine" in text and "31770 Colomiers" in text
    assert "sylvain@exemple.test" in text
    (code,) = CODE.findall(text)
    Notice.objects.all().delete()

    answer = type_code(client, asked, f" {code.lower().replace('-', ' ')} ")

    assert answer.url == reverse("account")
    asked.refresh_from_db()
    assert (asked.evidence, asked.state) == (Evidence.LETTER, RoleState.WAITING)
    told = Notice.objects.filter(kind="accounts.role_proved")
    assert [notice.recipient_email for notice in told] == [rbde.user.email]
    verbs = [entry.verb for entry in JournalEntry.objects.about(asked)]
    assert "a préparé un courrier avec un code pour le rôle" in verbs
    assert "a saisi le code du courrier pour le rôle" in verbs
    client.force_login(rbde.user)
    assert "Code reçu par courrier" in client.get(reverse("roles_to_validate")).content.decode()


def test_the_queue_offers_the_letter_where_no_other_proof_exists(client, rbde, asked, company):
    proved = ask(UserFactory(), company, Evidence.PUBLISHED_MAILBOX)
    client.force_login(rbde.user)

    shown = client.get(reverse("roles_to_validate")).content.decode()

    assert page(asked) in shown and page(proved) not in shown
    assert "Mécanique du Sud" in client.get(page(asked)).content.decode()
    assert client.get(page(proved)).status_code == client.post(page(proved)).status_code == 404


def test_only_who_decides_prepares_it(client, asked):
    elsewhere = SchoolFactory(department=DepartmentFactory(code="09"))
    for actor in (
        actor_for(Role.RBDE, school=elsewhere),
        actor_for(Role.HEAD, school=SchoolFactory(department=DepartmentFactory(code="31"))),
        Actor.of(asked.user),
        actor_for(Role.COMPANY_REPRESENTATIVE, company=asked.companies.get()),
    ):
        client.force_login(actor.user)
        assert client.get(page(asked)).status_code == client.post(page(asked)).status_code == 404
        with pytest.raises(Refused):
            letters.prepare(actor, asked)
    assert not RoleLetter.objects.exists()


def test_a_get_makes_no_code_and_the_table_holds_none(client, rbde, asked):
    client.force_login(rbde.user)
    client.get(page(asked))
    assert not RoleLetter.objects.exists()

    letter, code = letters.prepare(rbde, asked)

    stored = str(vars(RoleLetter.objects.get())) + str(list(Notice.objects.values("context")))
    assert code not in stored and code.replace("-", "") not in stored
    assert not set("01ILO") & set(code)
    assert letter.expires_at - letter.made_at == pytest.approx(
        dt.timedelta(days=30), abs=dt.timedelta(seconds=5)
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [({"to_be_checked": True}, "à vérifier"), ({"address": ""}, "n’est pas connue")],
)
def test_an_address_that_the_asker_may_have_typed_proves_nothing(
    client, rbde, asked, company, change, words
):
    type(company).objects.filter(pk=company.pk).update(**change)
    client.force_login(rbde.user)

    assert words in client.post(page(asked), follow=True).content.decode()
    assert not RoleLetter.objects.exists()


def test_three_letters_for_a_request_and_one_living_code(client, rbde, asked):
    codes = [letters.prepare(rbde, asked)[1] for _ in range(3)]
    with pytest.raises(Refused, match="3 courriers"):
        letters.prepare(rbde, asked)
    assert RoleLetter.objects.living().count() == 1

    former = type_code(client, asked, codes[0])
    assert "pas celui du courrier" in former.content.decode()
    assert type_code(client, asked, codes[2]).status_code == 302


def test_five_tries_in_all(client, rbde, asked):
    _, code = letters.prepare(rbde, asked)
    for _ in range(5):
        assert "pas celui du courrier" in type_code(client, asked, "FAUX2345").content.decode()

    answer = type_code(client, asked, code)

    assert "n’est plus valable" in answer.content.decode()
    asked.refresh_from_db()
    assert asked.evidence == Evidence.MAILBOX


def test_new_letters_do_not_give_endless_tries(client, rbde, asked):
    """The limit by hour holds whatever number of letters was prepared."""
    for _ in range(3):
        letters.prepare(rbde, asked)
        for _ in range(4):
            last = type_code(client, asked, "FAUX2345")
    assert last.status_code == 429 and "Trop d’essais" in last.content.decode()


def test_the_code_lives_thirty_days(client, rbde, asked):
    _, code = letters.prepare(rbde, asked)
    with time_machine.travel(timezone.now() + dt.timedelta(days=31)):
        assert "n’est plus valable" in type_code(client, asked, code).content.decode()


def test_somebody_elses_code_opens_nothing(client, rbde, asked, company):
    _, code = letters.prepare(rbde, asked)
    other = ask(UserFactory(), company)
    client.force_login(other.user)

    assert client.post(reverse("role_code", args=[asked.pk]), {"code": code}).status_code == 404
    answer = client.post(reverse("role_code", args=[other.pk]), {"code": code})

    assert "n’est plus valable" in answer.content.decode()
    assert set(RoleAssignment.objects.filter(role=asked.role).values_list("evidence")) == {
        (Evidence.MAILBOX,)
    }


def test_the_account_page_asks_the_code_only_while_a_letter_lives(client, rbde, asked):
    client.force_login(asked.user)
    link = reverse("role_code", args=[asked.pk])
    assert link not in client.get("/mon-compte/").content.decode()
    letters.prepare(rbde, asked)
    assert link in client.get("/mon-compte/").content.decode()

    roles.validate(rbde, asked)  # a validator may decide without waiting for it

    assert link not in client.get("/mon-compte/").content.decode()
    assert client.get(link).status_code == 404
