"""The quick entry of an action: on a phone, in under a minute (R-CL-4)."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from accounts.enums import Role
from clee.enums import CommitteeState, Side
from clee.models import Action, ActionType
from tests.accounts.factories import actor_for
from tests.clee.factories import ActionFactory, CommitteeFactory, MandateFactory
from tests.directory.factories import DepartmentFactory, SchoolYearFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def committee():
    return CommitteeFactory(departments=[DepartmentFactory(code="30")])


@pytest.fixture
def lead(committee):
    actor = actor_for(Role.CO_LEAD)
    MandateFactory(committee=committee, side=Side.ECONOMIC, user=actor.user)
    return actor


def test_quick_entry_makes_one_action(client, committee, lead):
    client.force_login(lead.user)
    SchoolYearFactory()
    url = reverse("clee:action_new", args=[committee.pk])
    kind = ActionType.objects.first()
    data = {
        "form_key": str(uuid.uuid4()), "type": kind.pk, "title": "Visite de la fonderie",
        "starts_on": "2027-01-26", "levels": ["3e", "SEGPA"], "unspecified": "24",
    }  # fmt: skip
    page = client.post(url, data).content.decode()
    assert "SEGPA" in page and not Action.objects.exists()
    data["levels"] = ["3e"]
    assert client.post(url, data).status_code == 302
    assert client.post(url, data).status_code == 302
    action = Action.objects.get()
    assert (action.unspecified, action.adults, action.state) == (24, 0, "planned")
    assert (action.ends_on, action.school_year_id) == (dt.date(2027, 1, 26), 2026)
    data |= {"form_key": str(uuid.uuid4()), "starts_on": "2027-02-16"}
    assert "vacances scolaires" in client.post(url, data).content.decode()
    data |= {"starts_on": "2036-01-15"}
    assert "n’est pas ouverte" in client.post(url, data).content.decode()


def test_a_quick_entry_is_short(client, committee, lead):
    """Like a former one, or a type, a level and a button."""
    client.force_login(lead.user)
    SchoolYearFactory()
    url = reverse("clee:action_new", args=[committee.pk])
    types = list(ActionType.objects.all())
    other = next(kind for kind in types if kind.needs_label)
    ActionFactory(committee=committee, title="Forum", type=types[2], levels=["4e"])
    like = ActionFactory(committee=committee, title="Forum", type=types[1], levels=["3e"])
    foreign = ActionFactory(title="Ailleurs")
    page = client.get(url).content.decode()
    assert page.count(">Forum</a>") == 1 and "Ailleurs" not in page
    first = client.get(f"{url}?comme={like.pk}").context["form"]
    said = {name: first[name].value() for name in ("type", "title", "levels", "unspecified")}
    assert said == {"type": types[1].pk, "title": "Forum", "levels": ["3e"],
                    "unspecified": None}  # fmt: skip
    assert client.get(f"{url}?comme={foreign.pk}").context["form"]["title"].value() == ""
    data = {"type": types[0].pk, "starts_on": "2026-11-16", "levels": ["3e"], "is_done": "on"}
    assert client.post(url, data | {"form_key": str(uuid.uuid4())}).status_code == 302
    made = Action.objects.latest("pk")
    assert (made.title, made.state, made.other_label) == (types[0].label, "done", "")
    data |= {"type": other.pk, "form_key": str(uuid.uuid4())}
    assert "Précisez de quelle action" in client.post(url, data).content.decode()
    assert client.post(url, data | {"title": "Rallye"}).status_code == 302
    made = Action.objects.latest("pk")
    assert (made.title, made.other_label) == ("Rallye", "Rallye")


def test_the_entry_is_one_door_away(client, committee, lead):
    url = reverse("clee:action_new_mine")
    client.force_login(lead.user)
    assert client.get(url).url == reverse("clee:action_new", args=[committee.pk])
    second = MandateFactory(user=lead.user).committee
    page = client.get(url).content.decode()
    assert reverse("clee:action_new", args=[second.pk]) in page
    for one in (committee, second):
        one.state = CommitteeState.DORMANT
        one.save()
    assert "aucun comité actif" in client.get(url).content.decode()
    client.force_login(actor_for(Role.HEAD).user)
    assert client.get(url).status_code == 403
