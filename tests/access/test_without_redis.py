"""Redis stopped: every demo account still signs in, by password and by code."""

import pytest
from django.contrib.auth import get_user
from kombu import pools

from accounts.demo import DEMO_ACCOUNTS, DEMO_PASSWORD
from config.celery import app
from outbox import doorbell
from outbox.models import Notice
from tests.access.rollback import rolled_back

pytestmark = pytest.mark.django_db
NOBODY = "redis://127.0.0.1:1/0"


@pytest.fixture
def redis_stopped(monkeypatch):
    pools.reset()
    monkeypatch.setattr(app.conf, "broker_url", NOBODY)
    monkeypatch.setattr(app.conf, "broker_write_url", NOBODY)
    monkeypatch.setattr(doorbell, "_quiet_until", 0.0)
    yield
    pools.reset()


@pytest.mark.parametrize("account", DEMO_ACCOUNTS, ids=lambda account: account.name)
def test_every_demo_account_signs_in(
    demo, account, client, redis_stopped, django_capture_on_commit_callbacks
):
    with rolled_back():
        with django_capture_on_commit_callbacks(execute=True):
            data = {"login": account.email, "password": DEMO_PASSWORD}
            assert client.post("/connexion/", data).status_code == 302
        assert get_user(client) == demo[account.name]
        client.logout()
        with django_capture_on_commit_callbacks(execute=True):
            client.post("/connexion/code/", {"email": account.email})
            code = Notice.objects.filter(kind="accounts.signin_code").latest("pk").secret
        client.post("/connexion/code/verifier/", {"code": code})
        assert get_user(client) == demo[account.name]
        assert client.get("/tableau-de-bord/").status_code == 200
