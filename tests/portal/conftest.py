"""The fixtures of the tests of the rentrée: `on(day)`, `school`, `head` signed in."""

import pytest

from accounts.enums import Role
from accounts.models import User
from directory.enums import YearState
from tests.accounts.factories import actor_for
from tests.directory.factories import SchoolFactory, SchoolYearFactory
from tests.portal.rentree_world import noon


@pytest.fixture
def on(time_machine, client):
    """Move to a day; who was signed in signs in again, a session does not last so long."""

    def move(day):
        signed_in = client.session.get("_auth_user_id")
        time_machine.move_to(noon(day))
        if signed_in:
            client.force_login(User.objects.get(pk=signed_in))

    return move


@pytest.fixture
def school(on):
    on("2027-06-20")
    SchoolYearFactory(start_year=2026)
    SchoolYearFactory(start_year=2027, state=YearState.PREPARATION)
    return SchoolFactory()


@pytest.fixture
def head(client, school):
    actor = actor_for(Role.HEAD, school=school)
    client.force_login(actor.user)
    return actor
