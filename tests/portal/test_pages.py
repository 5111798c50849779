"""Public pages, error pages, health, the two switches of the header."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.db import DatabaseError, connection
from django.template import Context, Template
from django.template.loader import get_template
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from config import wsgi
from directory.enums import YearState
from outbox import feedback
from outbox.models import Heartbeat, Mail, Notice
from outbox.queues import QUEUES
from portal import health
from tests.accounts.factories import actor_for
from tests.directory.factories import SchoolFactory, SchoolYearFactory

pytestmark = pytest.mark.django_db

PUBLIC = [
    "/",
    "/aide/",
    "/accessibilite/",
    "/mentions-legales/",
    "/donnees-personnelles/",
    "/mon-interlocuteur/",
    "/clee/",
    "/evenements/",
    "/stages/",
]


@pytest.mark.parametrize("path", PUBLIC)
def test_public_page(client, path):
    answer = client.get(path)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count("<h1") == 1
    assert 'lang="fr"' in page and 'id="contenu"' in page


@pytest.mark.parametrize("path", [*PUBLIC, "/nulle-part/"])
def test_nothing_inline_that_the_policy_refuses(client, path):
    page = client.get(path).content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", page)


@pytest.mark.parametrize("path", ["/tableau-de-bord/", "/recherche/", "/sante/"])
def test_private_page_asks_to_sign_in(client, path):
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/connexion/")


def test_legal_pages_name_the_publisher(client):
    assert settings.PUBLISHER["name"] in client.get("/mentions-legales/").content.decode()
    assert settings.PUBLISHER["privacy"] in client.get("/donnees-personnelles/").content.decode()


def test_security_txt_is_not_out_of_date(client):
    lines = client.get("/.well-known/security.txt").content.decode().splitlines()
    fields = dict(line.split(": ", 1) for line in lines)
    assert fields["Contact"] == f"mailto:{settings.PUBLISHER['security']}"
    assert fields["Expires"] > timezone.now().isoformat()


def test_robots_keep_out_of_links(client):
    assert "Disallow: /lien/" in client.get("/robots.txt").content.decode()


def test_404_says_the_same_to_everybody_in_the_design(client):
    answer = client.get("/nulle-part/")
    assert answer.status_code == 404
    assert "Page introuvable" in answer.content.decode()
    client.force_login(actor_for(Role.TEACHER).user)
    assert "Mon tableau de bord" in client.get("/nulle-part/").content.decode()


def test_403_explains_roles(client):
    client.force_login(actor_for(Role.TEACHER).user)
    answer = client.get("/sante/")
    assert answer.status_code == 403
    assert "changez de rôle" in answer.content.decode()


def test_expired_form_says_how_to_go_on():
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/connexion/", {"login": "a@b.example"})
    assert answer.status_code == 403
    assert "Rien n’a été enregistré" in answer.content.decode()


def test_500_needs_neither_database_nor_context(django_assert_num_queries):
    with django_assert_num_queries(0):
        page = get_template("500.html").render()
    assert "rencontre un problème" in page


def test_alive_asks_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/sante/vivant").status_code == 200


def test_ready_when_migrated(client, monkeypatch):
    assert client.get("/sante/pret").status_code == 200
    monkeypatch.setattr(health, "missing_migrations", lambda: ["portal.0002"])
    assert client.get("/sante/pret").status_code == 503


def test_not_ready_without_database(client, monkeypatch):
    def broken():
        raise DatabaseError("gone")

    monkeypatch.setattr(health, "missing_migrations", broken)
    answer = client.get("/sante/pret")
    assert (answer.status_code, answer.content.decode()) == (503, "base de données injoignable\n")


def test_missing_migrations_are_seen():
    assert health.missing_migrations() == []
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'portal'")
    assert any("portal" in name for name in health.missing_migrations())


def test_deep_health_tells_late_mail_and_a_silent_beat(client):
    client.force_login(actor_for(Role.ADMINISTRATOR).user)
    now = timezone.now()
    for name in health.BEATS:
        Heartbeat.mark(name)
    assert "À examiner" not in client.get("/sante/").content.decode()
    Mail.objects.create(
        key="k",
        message_id="<k@localhost>",
        recipient_email="a@b.example",
        urgency=0,
        next_try_at=now - dt.timedelta(hours=3),
    )
    assert client.get("/sante/").content.decode().count("À examiner") == 1
    Heartbeat.objects.update(at=now - dt.timedelta(minutes=20))
    silent = 1 + len(QUEUES)  # beat, and a canary in each queue
    assert client.get("/sante/").content.decode().count("À examiner") == 1 + silent
    Heartbeat.objects.update(at=now - dt.timedelta(minutes=30))
    assert client.get("/sante/").content.decode().count("À examiner") == 2 + silent


def test_deep_health_counts_failures_kept_back_mails_and_barred_addresses(client, settings):
    client.force_login(actor_for(Role.ADMINISTRATOR).user)
    for name in health.BEATS:
        Heartbeat.mark(name)
    for state, number in (("failed", 2), ("suppressed", 3)):
        for index in range(number):
            Mail.objects.create(
                key=f"{state}{index}",
                message_id=f"<{state}{index}@localhost>",
                recipient_email="a@b.example",
                urgency=2,
                state=state,
                next_try_at=timezone.now(),
            )
    feedback.bar("a@b.example", "hard")

    found = {check.label: (check.value, check.is_well) for check in health.deep()}

    assert found["Courriels en échec"] == ("2", False)
    assert found["Courriels retenus, l’adresse étant écartée"] == ("3", False)
    assert found["Adresses écartées"] == ("1", True)
    assert client.get("/sante/").content.decode().count("À examiner") == 2
    settings.REPORTS_MAILBOX = "maildir:///srv/reports"
    assert client.get("/sante/").content.decode().count("À examiner") == 3


def test_deep_health_tells_what_an_outage_kept_from_leaving(client):
    client.force_login(actor_for(Role.ADMINISTRATOR).user)
    for name in health.BEATS:
        Heartbeat.mark(name)
    now = timezone.now()
    missed = Notice.objects.create(
        dedup_key="k",
        kind="test.kind",
        recipient_email="a@b.example",
        urgency=2,
        due_at=now - dt.timedelta(days=2),
        not_after=now - dt.timedelta(days=1),
        state="expired",
        missed="outage",
    )
    assert client.get("/sante/").content.decode().count("À examiner") == 1
    Notice.objects.filter(pk=missed.pk).update(missed="closed")
    assert "À examiner" not in client.get("/sante/").content.decode()


def test_deep_health_tells_that_nobody_gathers_the_messages(client):
    client.force_login(actor_for(Role.ADMINISTRATOR).user)
    for name in health.BEATS:
        Heartbeat.mark(name)
    now = timezone.now()
    late = {"kind": "test.kind", "recipient_email": "a@b.example"}
    Notice.objects.create(dedup_key="k", urgency=2, due_at=now + dt.timedelta(hours=1), **late)
    assert "À examiner" not in client.get("/sante/").content.decode()
    Notice.objects.create(dedup_key="l", urgency=2, due_at=now - dt.timedelta(hours=1), **late)
    assert client.get("/sante/").content.decode().count("À examiner") == 1


def test_school_year_switch(client):
    SchoolYearFactory()
    SchoolYearFactory(start_year=2025, state=YearState.CLOSED)
    client.force_login(actor_for(Role.TEACHER, school=SchoolFactory()).user)
    assert "Année 2026-2027" in client.get("/tableau-de-bord/").content.decode()
    answer = client.post("/annee/", {"year": "2025", "next": "/stages/"})
    assert answer["Location"] == "/stages/"
    page = client.get("/tableau-de-bord/").content.decode()
    assert "Année 2025-2026" in page and "Close" in page
    assert client.get("/annee/").status_code == 405


@pytest.mark.parametrize("year", ["", "1850", "20267", "٢٠٢٥", "2026; DROP"])
def test_unknown_year_changes_nothing(client, year):
    SchoolYearFactory()
    client.force_login(actor_for(Role.TEACHER).user)
    client.post("/annee/", {"year": year})
    assert "Année 2026-2027" in client.get("/tableau-de-bord/").content.decode()


@pytest.mark.parametrize(
    "target", ["https://ailleurs.example/", "//ailleurs.example", "javascript:1"]
)
def test_switch_never_leaves_the_site(client, target):
    SchoolYearFactory()
    client.force_login(actor_for(Role.TEACHER).user)
    answer = client.post("/annee/", {"year": "2026", "next": target})
    assert answer["Location"] == "/tableau-de-bord/"


@pytest.mark.parametrize(
    ("value", "words"), [(0, "0 place"), (1, "1 place"), (2, "2 places"), ([], "[] place")]
)
def test_the_plural_of_french_begins_at_two(value, words):
    template = Template("{% load portal %}{{ value }} place{{ value|pluralize }}")
    assert template.render(Context({"value": value})) == words


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "linked"), [(None, False), (Role.TEACHER, False), (Role.HEAD, True)]
)
def test_help_links_only_to_what_the_reader_opens(client, role, linked):
    SchoolYearFactory()
    if role:
        client.force_login(actor_for(role, school=SchoolFactory()).user)
    page = client.get("/aide/").content.decode()
    for address in ("/equipe/reglages/", "/rentree/"):
        assert (f'<li><a href="{address}"' in page or f' <a href="{address}"' in page) == linked
    assert "réglages de l’établissement" in page


@pytest.mark.django_db
def test_a_wrong_address_is_answered_in_french_in_debug_too(settings):

    settings.DEBUG = True
    assert wsgi.application  # what `make run` serves
    answer = Client().get("/nulle-part/")
    assert answer.status_code == 404 and "Page introuvable" in answer.content.decode()
