"""The log on schools and networks: advice of the officers of a territory, and who reads it."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from directory.violations import Refused
from partnerships.enums.relation import InteractionKind
from partnerships.models import Interaction
from tests.accounts.factories import actor_for
from tests.directory.factories import DepartmentFactory, PartnerNetworkFactory, SchoolFactory
from tests.partnerships.test_log import SECRET, noted

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return SchoolFactory(name="Lycée d’ici", department=DepartmentFactory(code="31"))


@pytest.fixture
def rbde(client, school):
    actor = actor_for(Role.RBDE, school=school)
    client.force_login(actor.user)
    return actor


def test_advice_is_read_where_it_is_shared_and_nowhere_else(rbde, school):
    """By the school and the officers of its département, not by every desk of the country."""
    row = noted(actor_for(Role.MISSION_OFFICER), school, is_shared=True)
    far = actor_for(Role.MISSION_OFFICER, department=DepartmentFactory(code="34", name="Hérault"))
    near = actor_for(Role.DEPARTMENT_OFFICE)
    for actor in (rbde, actor_for(Role.HEAD, school=school), near):
        assert list(Interaction.objects.visible_to(actor)) == [row]
    for actor in (actor_for(Role.RBDE), far, actor_for(Role.TEACHER, school=school)):
        assert not Interaction.objects.visible_to(actor).exists()
    Interaction.objects.update(is_shared=False)
    assert not Interaction.objects.visible_to(rbde).exists()


@pytest.mark.parametrize("role", [Role.RBDE, Role.MISSION_OFFICER])
def test_a_school_is_advised_by_the_officers_of_its_territory(client, role):
    far = SchoolFactory(department=DepartmentFactory(code="34", name="Hérault"))
    own = SchoolFactory()
    actor = actor_for(role, **({"school": own} if role == Role.RBDE else {}))
    with pytest.raises(Refused, match="pas de votre territoire"):
        noted(actor, far, kind=InteractionKind.ADVICE)
    client.force_login(actor.user)
    assert client.get(reverse("partnerships:advised", args=[far.pk])).status_code == 404
    url = reverse("partnerships:note")
    assert client.get(f"{url}?etablissement={far.pk}").status_code == 404
    mine = client.get(f"{url}?etablissement={own.pk}").status_code
    assert mine == (200 if role == Role.MISSION_OFFICER else 404)


def test_advising_a_school_from_its_page(client, school):
    officer = actor_for(Role.MISSION_OFFICER)
    client.force_login(officer.user)
    listed = client.get(reverse("partnerships:advised_schools"), {"q": "lycée ici"})
    page_of = reverse("partnerships:advised", args=[school.pk])
    assert page_of in listed.content.decode()
    assert "Aucun échange noté" in client.get(page_of).content.decode()
    url = f"{reverse('partnerships:note')}?etablissement={school.pk}"
    form = client.get(url).context["form"]
    assert form["kind"].value() == InteractionKind.ADVICE
    sent = {"kind": "advice", "text": SECRET, "happened_on": "2026-11-20"}
    answer = client.post(url, sent | {"form_key": form["form_key"].value()}, follow=True)
    assert answer.redirect_chain[-1][0] == page_of and SECRET in answer.content.decode()
    narrowed = {name: client.get(reverse("partnerships:relations"), {"avec": name}) for name in
                ("etablissement", "reseau")}  # fmt: skip
    assert SECRET in narrowed["etablissement"].content.decode()
    assert "Aucun échange avec ces filtres." in narrowed["reseau"].content.decode()
    others = client.get(reverse("partnerships:relations"), {"journal": "partage"})
    assert SECRET not in others.content.decode()


def test_a_network_s_page_holds_its_log(client, rbde):
    network = PartnerNetworkFactory()
    noted(rbde, network)
    url = reverse("partnerships:network", args=[network.pk])
    shown = client.get(url).content.decode()
    assert SECRET in shown and f"?reseau={network.pk}" in shown
    client.force_login(actor_for(Role.TEACHER).user)
    shown = client.get(url).content.decode()
    assert SECRET not in shown and "Échanges" not in shown
