import pytest
from django.conf import settings as project
from django.core.cache import cache

from accounts.models import ProConnectIdentity
from outbox.models import Notice
from tests.accounts.factories import RoleAssignmentFactory
from tests.accounts.oidc_server import CLIENT, SECRET, OidcServer


@pytest.fixture(autouse=True)
def empty_counters(request):
    """Rate limits count in the cache: each test starts from nought."""
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        cache.clear()


@pytest.fixture
def last_secret():
    """The code or address in the last notice of a kind."""

    def find(kind):
        return Notice.objects.filter(kind=kind).latest("pk").secret

    return find


@pytest.fixture(scope="module")
def server():
    back = [f"{project.BASE_URL}/connexion/proconnect/retour/"]
    with OidcServer(back, [f"{project.BASE_URL}/deconnexion/proconnect/"]) as op:
        yield op


@pytest.fixture
def op(server, settings):
    server.reset()
    settings.PROCONNECT_ISSUER = server.issuer
    settings.PROCONNECT_CLIENT_ID, settings.PROCONNECT_CLIENT_SECRET = CLIENT, SECRET
    return server


@pytest.fixture
def nadia():
    return RoleAssignmentFactory(user__email="nadia@ecole.test").user


@pytest.fixture
def linked(op, nadia):
    return ProConnectIdentity.objects.create(user=nadia, issuer=op.issuer, subject="agent-1")
