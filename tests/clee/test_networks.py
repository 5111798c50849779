"""A network of RBDE: its page, its resources and its news, for who reads it."""

import pytest
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Role
from clee.enums import CommitteeKind
from clee.forms.news import sources
from clee.models import News
from clee.workflow import news as workflow
from directory.violations import Refused
from tests.accounts.factories import actor_for
from tests.clee.factories import CommitteeFactory, ResourceFactory, ResourceVersionFactory
from tests.directory.factories import DepartmentFactory, SchoolFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def gard():
    return DepartmentFactory(code="30")


@pytest.fixture
def network(gard):
    return CommitteeFactory(kind=CommitteeKind.RBDE, departments=[gard])


@pytest.fixture
def supervisor(gard):
    return actor_for(Role.DEPARTMENT_SUPERVISOR, department=gard)


def test_its_page_offers_directory_resources_and_news(client, gard, network):
    resource = ResourceFactory(committee=network, title="Modèle de courrier", audience="rbde")
    ResourceVersionFactory(resource=resource)
    News.objects.create(
        committee=network, title="Journée des RBDE", text="À Nîmes.", state="published",
        published_at=timezone.now(),
    )  # fmt: skip
    rbde = actor_for(Role.RBDE, school=SchoolFactory(department=gard))
    client.force_login(rbde.user)
    page = client.get(network.get_absolute_url()).content.decode()
    assert rbde.user.email in page
    assert "Modèle de courrier" in page and "Journée des RBDE" in page


def test_it_has_no_public_page_no_plan_and_no_year(client, network, supervisor):
    client.force_login(supervisor.user)
    base = f"/clee/{network.pk}/"
    for path in ("", "bilans/", "actions/", "actions/nouvelle/", "calendrier/", "charte/"):
        assert client.get(base + path).status_code == 404, path
    assert client.post(f"{base}bilans/ouvrir/").status_code == 404
    page = client.get(f"{base}tenir/").content.decode()
    assert "Plans et bilans" not in page and "Modifier le comité" not in page


def test_its_news_are_written_by_its_supervisor_and_read_by_the_network(
    client, gard, network, supervisor
):
    assert network in sources(supervisor)[0]
    row = workflow.write(supervisor, News(committee=network, title="Réservée", text="À Nîmes."))
    office = actor_for(Role.DEPARTMENT_OFFICE, department=gard)
    assert network not in sources(office)[0]
    assert not News.objects.visible_to(office).exists()
    with pytest.raises(Refused):
        workflow.act(office, row, "publish")
    workflow.act(supervisor, row, "publish")
    rbde = actor_for(Role.RBDE, school=SchoolFactory(department=gard))
    elsewhere = actor_for(Role.RBDE, school=SchoolFactory(department=DepartmentFactory(code="34")))
    seen = {actor: News.objects.visible_to(actor).exists()
            for actor in (office, rbde, elsewhere, Actor.anonymous())}  # fmt: skip
    assert list(seen.values()) == [True, True, False, False]
    assert client.get(row.get_absolute_url()).status_code == 404
    assert "Réservée" not in client.get("/actualites/flux/").content.decode()
