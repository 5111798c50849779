"""A production process without its secrets refuses to start, and says which is missing."""

import os
import re
import secrets
import subprocess
import sys

import pytest

from config import run
from outbox.queues import QUEUES
from tests.house.source import ROOT

PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": "x" * 60,
    "DATABASE_URL": "postgres://passerelle@db.example/passerelle",
    "REDIS_URL": "redis://redis.example",
    "ALLOWED_HOSTS": "passerelle.example",
    "BASE_URL": "https://passerelle.example",
    "EMAIL_URL": "smtp://relay.example",
}


def load(environment, expression="settings.DEBUG"):
    command = [sys.executable, "-c", f"from config import settings; print({expression})"]
    environment = {"PATH": os.environ["PATH"], **environment}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


def test_production_starts_with_all_it_needs():
    assert load(PRODUCTION).stdout.strip() == "False"


@pytest.mark.parametrize("missing", sorted(set(PRODUCTION) - {"DEBUG"}))
def test_production_refuses_to_start_without(missing):
    done = load({key: value for key, value in PRODUCTION.items() if key != missing})

    assert done.returncode != 0
    assert f"{missing} must be set when DEBUG is off" in done.stderr


def test_a_given_database_means_production_unless_told():
    without_debug = {key: value for key, value in PRODUCTION.items() if key != "DEBUG"}

    assert load(without_debug).stdout.strip() == "False"


def test_an_empty_environment_is_development_on_the_embedded_services():
    done = load({}, "settings.DEBUG, settings.DATABASES['default']['OPTIONS']['host']")

    assert done.stdout.startswith("True /")


@pytest.mark.long
def test_the_web_process_has_its_pages_before_its_database():
    """And they are out of the way of the collector, which would stop every thread."""
    command = [sys.executable, "-c", "import config.wsgi, gc; print(gc.get_freeze_count())"]
    environment = {"PATH": os.environ["PATH"], **PRODUCTION}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)

    assert int(done.stdout) > 200_000, done.stderr


def test_only_the_web_process_pools_its_connections():
    pool = "settings.DATABASES['default'].get('OPTIONS', {}).get('pool')"

    assert load(PRODUCTION, pool).stdout.strip() == "None"
    assert "'max_size': 4" in load({**PRODUCTION, "DATABASE_POOL": "4"}, pool).stdout


def test_production_asks_the_territory_for_a_second_factor_and_development_nobody():
    roles = "','.join(settings.SECOND_FACTOR_ROLES)"

    assert load({}, roles).stdout.strip() == ""
    assert load(PRODUCTION, roles).stdout.strip() == (
        "administrator,education_authority,department_supervisor,department_office"
    )


def test_proconnect_is_spoken_to_over_https_and_may_receive_the_sign_out():
    form_action = "settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'][1:]"
    issuer = {"PROCONNECT_ISSUER": "https://agents.example/api/v2"}

    assert load(PRODUCTION, form_action).stdout.strip() == "[]"
    assert load(PRODUCTION | issuer, form_action).stdout.strip() == "['https://agents.example']"
    refused = load(PRODUCTION | {"PROCONNECT_ISSUER": "http://agents.example"})
    assert "must begin with https://" in refused.stderr


def test_the_lock_names_no_host():
    for lock in ("requirements.lock", "tools/audit/requirements.lock"):
        assert "://" not in (ROOT / lock).read_text()


def test_the_example_environment_is_read_by_a_shell_as_by_systemd():
    command = "set -eua; . deploy/env.example; printenv DEFAULT_FROM_EMAIL PROXY_COUNT"
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True)

    assert done.stdout == "Passerelle <ne-pas-repondre@passerelle.example>\n1\n", done.stderr


def test_deploy_migrate_without_its_environment_touches_no_embedded_database():
    done = subprocess.run(
        [ROOT / "deploy" / "migrate"],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
    )

    assert done.returncode != 0
    assert "DATABASE_URL" in done.stderr and "/etc/passerelle/env" in done.stderr


@pytest.mark.parametrize(
    ("given", "wanted"), [({}, True), ({"DEMO": "1"}, True), ({"DEMO": "0"}, False)]
)
def test_the_portal_may_start_empty(monkeypatch, given, wanted):
    monkeypatch.delenv("DEMO", raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert run.wants_demo() is wanted


def test_production_has_nothing_to_say_before_a_deployment():
    environment = {
        **PRODUCTION,
        "PATH": os.environ["PATH"],
        "SECRET_KEY": secrets.token_hex(40),
        "PROXY_COUNT": "1",
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


def test_production_cookies_belong_to_this_host_alone():
    names = "settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME"
    flags = (
        "settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE,"
        " settings.SESSION_COOKIE_HTTPONLY, settings.CSRF_COOKIE_HTTPONLY"
    )

    assert load(PRODUCTION, names).stdout.strip() == "__Host-session __Host-csrf"
    assert load(PRODUCTION, flags).stdout.strip() == "True True True True"


def test_the_units_of_the_workers_take_every_queue():
    units = [path.read_text() for path in (ROOT / "deploy").glob("passerelle-worker*.service")]
    taken = [name for unit in units for name in re.search(r"--queues (\S+)", unit)[1].split(",")]

    assert sorted(taken) == sorted(QUEUES)
    assert "--queues" not in (ROOT / "config" / "run.py").read_text()  # one worker for all
