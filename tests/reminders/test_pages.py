"""The rules page, the development inbox, the administrator's mails."""

from datetime import date, datetime

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.enums import Role
from outbox import delivery
from outbox.models import Mail
from outbox.queries import sent_about
from outbox.rules import PARIS
from outbox.tasks import beat_canary
from outbox.workflow import notify
from reminders import planner
from tests.accounts.factories import RoleAssignmentFactory, UserFactory
from tests.outbox.kinds import CAMILLE, a_subject
from tests.outbox.smtp import relay  # noqa: F401 - fixture

pytestmark = pytest.mark.django_db
INBOX = "/developpement/courriels/"


@pytest.fixture
def as_role(client):
    """Sign in as somebody who holds that role."""

    def sign_in(role):
        user = UserFactory()
        RoleAssignmentFactory(user=user, role=role)
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def one_mail(relay, settings):  # noqa: F811
    settings.DEBUG = True
    notify("test.hostile", a_subject(), CAMILLE)
    notify("test.plain", a_subject(), CAMILLE)
    delivery.send_due()
    return Mail.objects.get(key__startswith="test.plain")


def test_the_rules_page_lists_every_rule_with_its_next_dates(
    as_role, django_assert_max_num_queries
):
    RoleAssignmentFactory.create_batch(3, user=UserFactory(), ends_on=date(2027, 1, 20))
    planner.plan(datetime(2027, 1, 4, 12, tzinfo=PARIS))
    beat_canary()
    client = as_role(Role.EDUCATION_AUTHORITY)

    with django_assert_max_num_queries(12):
        page = client.get("/rappels/").content.decode()

    assert "Une semaine avant la fin d’un rôle" in page
    assert "7 jours avant la fin du rôle, à 8 h" in page
    assert "3 jours ouvrés après l" in page
    assert "mercredi 13 janvier 2027 à 8\u00a0h\u00a000&nbsp;: 3 rappels" in page
    assert "Dernier passage" in page


def test_the_rules_page_tells_what_did_not_leave_and_why(as_role):
    RoleAssignmentFactory.create_batch(2, ends_on=date(2026, 11, 30))  # D-7 is today
    planner.plan(datetime(2026, 11, 20, 12, tzinfo=PARIS))
    delivery.send_due(datetime(2026, 11, 27, 12, tzinfo=PARIS))
    page = as_role(Role.EDUCATION_AUTHORITY).get("/rappels/").content.decode()
    told = "2 rappels sans envoi depuis 60 jours&nbsp;: envoi interrompu jusqu’après sa fin."
    assert told in page


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.EDUCATION_AUTHORITY, Role.ADMINISTRATOR}))
def test_the_rules_page_is_for_the_authority_and_the_administrator(as_role, role):
    assert as_role(role).get("/rappels/").status_code == 403


def test_the_inbox_shows_mails_their_links_and_parts(client, one_mail):
    listing = client.get(INBOX, {"destinataire": "camille"}).content.decode()
    name = f"{one_mail.message_id.strip('<>')}.eml"
    page = client.get(reverse("inbox_mail", args=[name])).content.decode()
    laid_out = client.get(reverse("inbox_html", args=[name]))

    assert "Votre demande est acceptée" in listing
    assert 'href="http://localhost:8000/immersions/demandes/7/"' in page
    policy = laid_out["Content-Security-Policy"]
    assert "sandbox" in policy and "script" not in policy and "default-src 'none'" in policy
    assert "<h1>Votre demande est acceptée</h1>" in laid_out.content.decode()
    assert client.get(reverse("inbox_source", args=[name]))["Content-Type"] == "message/rfc822"
    assert "Aucun courriel" in client.get(INBOX, {"destinataire": "personne"}).content.decode()


def test_attachments_are_downloads(client, one_mail):
    hostile = Mail.objects.exclude(pk=one_mail.pk).get()
    name = f"{hostile.message_id.strip('<>')}.eml"

    response = client.get(reverse("inbox_attachment", args=[name, 0]))

    assert response.content == b"%PDF-1.7"
    assert response["Content-Disposition"].startswith("attachment")
    assert client.get(reverse("inbox_attachment", args=[name, 1])).status_code == 404


@pytest.mark.parametrize("name", ["absent.eml", "..%2fsettings.py", ".eml"])
def test_the_inbox_opens_no_other_file(client, one_mail, name):
    assert client.get(f"{INBOX}{name}/").status_code == 404


@pytest.mark.parametrize("off", [{"DEBUG": False}, {"OUTBOX_RELAY": "outbox.relay.UnknownRelay"}])
def test_there_is_no_inbox_in_production(client, one_mail, settings, off):
    name = f"{one_mail.message_id.strip('<>')}.eml"
    for key, value in off.items():
        setattr(settings, key, value)

    for address in (INBOX, f"{INBOX}{name}/", f"{INBOX}{name}/html/", f"{INBOX}{name}/source/"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("role", [Role.RBDE, Role.EDUCATION_AUTHORITY, Role.TEACHER])
def test_nobody_else_sees_mails(as_role, role, relay):  # noqa: F811
    notify("test.plain", a_subject(), CAMILLE)
    client = as_role(role)

    for address in (
        reverse("admin:outbox_mail_changelist"),
        reverse("admin:outbox_mail_change", args=[Mail.objects.get().pk]),
    ):
        response = client.get(address)
        assert response.status_code in (302, 403, 404)
        assert CAMILLE.email not in response.content.decode()


def test_what_was_sent_about_an_object(relay):  # noqa: F811

    subject = a_subject()
    notify("test.plain", subject, CAMILLE)
    notify("test.plain", None, CAMILLE)
    delivery.send_due()

    notices = sent_about(subject)
    words = render_to_string("outbox/sent.html", {"notices": notices})

    assert len(notices) == 1
    assert "Camille Martin" in words and "envoyé le" in words and "Envoyé" in words.title()
