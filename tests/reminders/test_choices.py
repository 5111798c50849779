"""Which mails one receives: by account, by the link of a mail, in one click of a program."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import JournalEntry
from outbox import delivery, stops
from outbox.models import Mail, Stop
from outbox.rules import PARIS
from outbox.topics import STOPPABLE, Topic
from outbox.workflow import notify
from tests.accounts.factories import UserFactory
from tests.outbox.kinds import CAMILLE, a_subject

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 11, 24, 8, tzinfo=PARIS)
BUT_NEWS = [topic.value for topic in STOPPABLE if topic != Topic.NEWS]


@pytest.fixture
def carried(mailoutbox):
    """The mail of a morning: news, and something to answer."""
    notify("test.daily.news", a_subject(), CAMILLE)
    notify("test.daily.answer", a_subject(), CAMILLE)
    delivery.send_due(TUESDAY)
    return Mail.objects.get()


def path(url):
    return url.removeprefix("http://localhost:8000")


def test_the_foot_of_a_mail_leads_to_the_choices(carried, mailoutbox):
    (message,) = mailoutbox
    page = stops.page_of(carried)
    assert page in message.body and page in message.alternatives[0][0]
    assert CAMILLE.email not in page
    assert "Choisir les courriels que vous recevez" in message.body
    one_click = message.extra_headers["List-Unsubscribe"].strip("<>")
    assert one_click.startswith("http") and one_click == f"{page}arreter/"
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_legal_act_offers_no_unsubscription(mailoutbox):
    notify("test.plain", a_subject(), CAMILLE)
    delivery.send_due()
    (message,) = mailoutbox
    assert "List-Unsubscribe" not in message.extra_headers
    assert "il ne peut pas être arrêté" in message.body


def test_one_click_stops_what_the_mail_told_and_may_be_stopped(carried):
    url = path(stops.headers_of(carried)["List-Unsubscribe"].strip("<>"))
    program = Client(enforce_csrf_checks=True)
    for _ in range(2):  # a second click changes nothing
        answer = program.post(url, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    assert list(Stop.objects.values_list("email", "topic")) == [(CAMILLE.email, Topic.NEWS)]
    entry = JournalEntry.objects.get()
    assert entry.verb == "a arrêté des courriels" and entry.subject == carried
    assert entry.words == Topic.NEWS.label


def test_opening_the_links_changes_nothing(client, carried):
    """A mail scanner opens every link."""
    page = path(stops.page_of(carried))
    shown = client.get(f"{page}arreter/", follow=True)
    assert shown.status_code == 200 and CAMILLE.email in shown.content.decode()
    assert client.head(page).status_code == 200
    assert not Stop.objects.exists()


def test_the_link_saves_and_takes_up_again(client, carried):
    page = path(stops.page_of(carried))
    answer = client.post(page, {"topics": BUT_NEWS}, follow=True)
    assert "Votre choix est enregistré." in answer.content.decode()
    assert stops.stopped(CAMILLE.email) == {Topic.NEWS}
    client.post(page, {"topics": [topic.value for topic in STOPPABLE]})
    assert stops.stopped(CAMILLE.email) == set()
    verbs = JournalEntry.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["a arrêté des courriels", "a repris des courriels"]


@pytest.mark.parametrize("token", ["1", "1:forged", "rien", "9:"])
def test_a_forged_link_opens_nothing(client, carried, token):
    for url in (f"/courriels/{token}/", f"/courriels/{token}/arreter/"):
        assert client.get(url).status_code == 404
        assert client.post(url, {"topics": []}).status_code == 404
    assert not Stop.objects.exists()


def test_an_account_chooses_for_its_own_address(client):
    user = UserFactory()
    client.force_login(user)
    page = client.get(reverse("mail_choices")).content.decode()
    assert user.email in page
    for topic in Topic:
        assert topic.label in page
    client.post(reverse("mail_choices"), {"topics": BUT_NEWS, "email": CAMILLE.email})
    assert stops.stopped(user.email) == {Topic.NEWS} and not stops.stopped(CAMILLE.email)
    assert JournalEntry.objects.get().user == user


def test_what_cannot_be_stopped_is_refused(client):
    user = UserFactory()
    client.force_login(user)
    page = client.post(reverse("mail_choices"), {"topics": [Topic.ANSWERS]})
    assert page.context["form"].errors and not Stop.objects.exists()


def test_visitors_sign_in_first(client):
    assert client.get(reverse("mail_choices")).status_code == 302
