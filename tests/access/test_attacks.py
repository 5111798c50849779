"""Attacks that every page must stand, each with a control that falls when its wall is down."""

import datetime as dt
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user, hashers
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import links, registration, signin_links
from accounts.actor import Actor
from accounts.enums import Act, Role, RoleState
from accounts.models import RoleAssignment, User
from accounts.workflow import delegations, roles
from outbox.enums import Urgency
from outbox.models import Notice
from partnerships.enums import BookingState
from tests.access.clients import signed_in
from tests.access.routes import every_route
from tests.accounts.factories import RoleAssignmentFactory, UserFactory, actor_for
from tests.directory.factories import SchoolFactory
from tests.partnerships.factories import BookingFactory, OfferFactory, SlotFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_count")]
PASSWORD = "mot-de-passe-d-essai"  # what UserFactory gives
THIEF = "voleur.test"


# --- open redirect ----------------------------------------------------------------------------

TARGETS = (
    f"https://{THIEF}/",
    f"//{THIEF}/",
    f"///{THIEF}/",
    rf"\\{THIEF}/",
    rf"/\{THIEF}/",
    f"https:{THIEF}/",
    f"http://testserver@{THIEF}/",
    f"\t//{THIEF}/",
    "javascript:alert(1)",
)


def post(url, **data):
    return lambda client, user, target: client.post(url, data | {"next": target})


def by_password(client, user, target):
    client.logout()
    return client.post("/connexion/", {"login": user.email, "password": PASSWORD, "next": target})


def by_password_in_the_address(client, user, target):
    client.logout()
    data = {"login": user.email, "password": PASSWORD}
    return client.post("/connexion/", data, query_params={"next": target})


def by_code(client, user, target):
    client.logout()
    client.post("/connexion/code/", {"email": user.email, "next": target})
    code = Notice.objects.filter(kind="accounts.signin_code").latest("pk").secret
    return client.post("/connexion/code/verifier/", {"code": code, "next": target})


def by_link(client, user, target):
    client.logout()
    path = urlsplit(signin_links.make(user)).path
    return client.post(path, {"next": target}, query_params={"next": target})


def by_the_admin(client, user, target):
    client.logout()
    asked = client.get("/admin/login/", {"next": target})
    return client.post(asked.url, {"login": user.email, "password": PASSWORD})


LEAVING = {
    "role": post("/role/", role="teacher"),
    "year": post("/annee/", year="2026"),
    "sign-out": post("/deconnexion/"),
    "password": by_password,
    "address": by_password_in_the_address,
    "code": by_code,
    "link": by_link,
    "admin": by_the_admin,
}


def leads_to(way, target):
    user = RoleAssignmentFactory(user=UserFactory()).user
    client = signed_in(Actor.of(user))
    return LEAVING[way](client, user, target).headers.get("Location", "")


def stays(location):
    """As a browser reads it: a backslash is a slash, blanks around are dropped."""
    parts = urlsplit(location.strip().replace("\\", "/"))
    return parts.scheme in ("", "http", "https") and parts.netloc in ("", "testserver")


@pytest.mark.parametrize("way", LEAVING)
def test_no_page_leads_away_from_the_portal(way):
    for target in TARGETS:
        cache.clear()
        location = leads_to(way, target)
        assert stays(location) and THIEF not in urlsplit(location).netloc, (target, location)


def test_the_redirection_leaves_when_the_wall_is_down(monkeypatch):
    monkeypatch.setattr("accounts.navigation.url_has_allowed_host_and_scheme", lambda *a, **k: True)
    assert not stays(leads_to("role", TARGETS[0]))


# --- host header ------------------------------------------------------------------------------


def mails_asked_from(host):
    """Everything that a visitor makes the portal write, asked under a host."""
    user = RoleAssignmentFactory().user
    client = Client(headers={"host": host, "x-forwarded-host": THIEF})
    answers = [
        client.post("/connexion/code/", {"email": user.email}),
        client.post("/connexion/mot-de-passe-oublie/", {"email": user.email}),
        client.post("/connexion/sans-compte/", {"email": "neuve@exemple.test"}),
        client.post("/connexion/sans-compte/", {"email": user.email}),
    ]
    return answers, [notice.secret for notice in Notice.objects.all()]


def test_a_foreign_host_is_refused_everywhere():
    answers, secrets = mails_asked_from(THIEF)
    assert {answer.status_code for answer in answers} == {400} and not secrets
    for path in ("/", "/connexion/", "/admin/", "/immersions/", "/.well-known/security.txt"):
        assert Client().get(path, headers={"host": THIEF}).status_code == 400


def test_an_address_in_a_mail_never_comes_from_the_host(settings):
    """Even where a proxy lets any host in."""
    settings.ALLOWED_HOSTS = ["*"]
    _, secrets = mails_asked_from(THIEF)
    links_in = [secret for secret in secrets if "://" in secret]
    assert len(links_in) == 3
    assert all(link.startswith(settings.BASE_URL) for link in links_in)


# --- stale sessions ---------------------------------------------------------------------------


def test_an_ended_role_closes_the_open_sessions_at_once():
    school = SchoolFactory()
    head = actor_for(Role.HEAD, school=school)
    rbde = actor_for(Role.RBDE, school=school)
    here, there = signed_in(rbde), signed_in(rbde)
    for client in (here, there):
        assert client.get("/admin/").status_code == client.get("/classes/").status_code == 200

    roles.end(head, RoleAssignment.objects.get(user=rbde.user), "Mutation")

    for client in (here, there):
        assert client.get("/classes/").status_code == 403
        assert client.get("/admin/").status_code in (302, 403)
        assert client.get("/tableau-de-bord/").status_code == 200  # signed in, without a right


def test_a_closed_account_is_signed_out_everywhere():
    actor = actor_for(Role.TEACHER)
    clients = [signed_in(actor), signed_in(actor)]
    User.objects.filter(pk=actor.user.pk).update(is_active=False)
    assert all(not get_user(client).is_authenticated for client in clients)
    assert {client.get("/mon-compte/").status_code for client in clients} == {302}


def test_a_delegation_that_is_taken_back_ends_in_the_open_session():
    school = SchoolFactory()
    head, deputy = actor_for(Role.HEAD, school=school), actor_for(Role.DEPUTY, school=school)
    today = timezone.localdate()
    row = RoleAssignment.objects.get(user=head.user)
    lent = delegations.lend(head, row, deputy.user, [Act.APPROVE], today, today)
    user = UserFactory()
    asked = roles.ask(Actor.of(user), user, Role.TEACHER, schools=[school])
    client, data = signed_in(deputy), {"rows": [asked.pk], "decision": "validate"}
    assert user.email in client.get(reverse("roles_to_validate")).content.decode()

    delegations.take_back(head, lent)

    client.post(reverse("roles_to_validate"), data)
    asked.refresh_from_db()
    assert asked.state == RoleState.WAITING


def test_the_session_stays_open_when_roles_are_not_read_again(monkeypatch):
    """Negative control: an actor kept from the first request."""
    rbde = actor_for(Role.RBDE)
    client = signed_in(rbde)
    monkeypatch.setattr("accounts.middleware.Actor.of", classmethod(lambda *args: rbde))
    RoleAssignment.objects.filter(user=rbde.user).update(state=RoleState.ENDED)
    assert client.get("/classes/").status_code == 200


# --- personal links ---------------------------------------------------------------------------


@pytest.fixture
def link():
    booking = BookingFactory(slot=SlotFactory(offer=OfferFactory(contact_email="a@exemple.test")))
    return links.issue(
        actor_for(Role.TEACHER),
        "repondre",
        booking,
        name="Jeanne Durand",
        email="jeanne@exemple.test",
        valid_until=timezone.now() + dt.timedelta(days=10),
    )


def purposes():
    """{purpose: route} of every page of a personal link."""
    texts = [route.text for route in every_route() if route.text.startswith("lien/")]
    return {text.split("/")[1]: text for text in texts if text.count("/") == 3}


def answers(client, purpose, token):
    path = f"/lien/{purpose}/{token}/"
    return {client.get(path).status_code, client.post(path).status_code}


def test_a_link_opens_no_page_of_another_purpose(link):
    """Each from an address of its own: who guesses too many is stopped before (429)."""
    assert len(purposes()) >= 6
    for number, purpose in enumerate(purposes()):
        client = Client(REMOTE_ADDR=f"192.0.2.{number}")
        opened = answers(client, purpose, link.token)
        assert (opened == {404}) == (purpose != link.purpose), purpose


def test_a_link_opens_no_row_but_its_own(client, link):
    """No number in its pages, in the address or posted, leads to another subject."""
    other = BookingFactory(message="MARQUEUR")
    data = {"pk": other.pk, "booking": other.pk, "subject_id": other.pk, "step": "accept"}
    for answer in (client.get(link.path, data), client.post(link.path, data)):
        assert "MARQUEUR" not in answer.content.decode()
    other.refresh_from_db()
    assert other.state == BookingState.SENT


def test_a_dead_link_answers_nothing_and_changes_nothing(client, link):
    actor, booking = actor_for(Role.TEACHER), link.subject
    new = links.replace(actor, link)
    assert answers(client, "repondre", link.token) == {410}
    links.revoke(actor, new)
    assert answers(client, "repondre", new.token) == {410}
    late = links.issue(
        actor,
        "repondre",
        booking,
        name="J",
        email="jeanne@exemple.test",
        valid_until=timezone.now() - dt.timedelta(minutes=1),
    )
    assert client.get(late.path).status_code == 410
    client.post(late.path, {"step": "accept", "answer": "accept"})
    booking.refresh_from_db()
    assert booking.state == BookingState.SENT


def test_a_link_of_another_purpose_opens_when_the_wall_is_down(link, monkeypatch):
    """Negative control: a search of the token alone."""
    client = Client(raise_request_exception=False)
    found = links.find
    monkeypatch.setattr(links, "find", lambda purpose, token: found("repondre", token))
    others = set(purposes()) - {link.purpose}
    assert any(answers(client, purpose, link.token) != {404} for purpose in others)


# --- who has an account -----------------------------------------------------------------------

ASKED = {
    "password": ("/connexion/", {"login": "{}", "password": "faux-mot-de-passe"}),
    "code": ("/connexion/code/", {"email": "{}"}),
    "reset": ("/connexion/mot-de-passe-oublie/", {"email": "{}"}),
    "registration": ("/connexion/sans-compte/", {"email": "{}"}),
}
KNOWN, UNKNOWN = "connue@exemple.test", "inconnue@exemple.test"
# Building the key of a known person reads two rows more; a mail leaves for both.
QUERIES_APART = 2


@contextmanager
def counted_hashes(monkeypatch):
    done = []
    hasher = type(hashers.get_hasher())
    encode = hasher.encode
    with monkeypatch.context() as patch:
        patch.setattr(hasher, "encode", lambda *a, **k: done.append(1) or encode(*a, **k))
        yield done


def cost(way, email, monkeypatch):
    """(status, address, how urgent the mails are, slow hashes, queries) of one try."""
    url, data = ASKED[way]
    client, before = Client(), Notice.objects.count()
    with CaptureQueriesContext(connection) as queries, counted_hashes(monkeypatch) as hashes:
        answer = client.post(url, {name: text.format(email) for name, text in data.items()})
    # A mail of another urgency would leave in another delay, some within the answer.
    mails = list(Notice.objects.order_by("pk").values_list("urgency", flat=True)[before:])
    return answer.status_code, answer.headers.get("Location"), mails, len(hashes), len(queries)


@pytest.mark.parametrize("way", ASKED)
def test_a_known_and_an_unknown_address_cost_the_same(way, monkeypatch):
    RoleAssignmentFactory(user__email=KNOWN)
    for email in (KNOWN, UNKNOWN):
        cost(way, email, monkeypatch)  # what the first page of a process reads
    *known, known_queries = cost(way, KNOWN, monkeypatch)
    *unknown, unknown_queries = cost(way, UNKNOWN, monkeypatch)
    assert known == unknown
    assert abs(known_queries - unknown_queries) <= QUERIES_APART


def test_an_address_is_told_when_only_known_ones_get_a_mail(monkeypatch):
    """Negative control."""
    RoleAssignmentFactory(user__email=KNOWN)
    start = registration.start
    monkeypatch.setattr(registration, "start", lambda email: email == KNOWN and start(email))
    known, unknown = (cost("registration", email, monkeypatch) for email in (KNOWN, UNKNOWN))
    assert known[2] != unknown[2]


def test_an_address_is_told_when_its_mail_waits_for_the_morning(monkeypatch):
    """Negative control: the same number of mails, another delay."""
    RoleAssignmentFactory(user__email=KNOWN)
    start = registration.start

    def slow(email):
        start(email)
        Notice.objects.filter(recipient_email=KNOWN).update(urgency=Urgency.ROUTINE)

    monkeypatch.setattr(registration, "start", slow)
    known, unknown = (cost("registration", email, monkeypatch) for email in (KNOWN, UNKNOWN))
    assert known[2] != unknown[2] and len(known[2]) == len(unknown[2]) == 1


# --- guessing a code --------------------------------------------------------------------------


def test_a_sign_in_code_is_tried_five_times_and_a_new_session_gives_no_more():
    user = RoleAssignmentFactory(user__email=KNOWN).user
    client = Client()
    client.post("/connexion/code/", {"email": KNOWN})
    code = Notice.objects.filter(kind="accounts.signin_code").latest("pk").secret
    for _ in range(5):
        client.post("/connexion/code/verifier/", {"code": "FAUX12"})
    client.post("/connexion/code/verifier/", {"code": code})
    assert not get_user(client).is_authenticated

    fresh = Client()  # the code belongs to the session that asked for it
    fresh.post("/connexion/code/verifier/", {"code": code})
    assert get_user(fresh) != user
