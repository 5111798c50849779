"""The work of an enterprise office: by school and year, for who answers for it."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from partnerships.models import Interaction, Portfolio
from partnerships.views.indicators import _figures
from partnerships.work_indicators import Work, of_schools, total
from tests.accounts.factories import actor_for
from tests.directory.factories import ClassGroupFactory, CompanyFactory, SchoolFactory
from tests.partnerships.factories import BookingFactory, SlotFactory

pytestmark = pytest.mark.django_db
SENT = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)


def noted(school, company, day, kind="call"):
    return Interaction.objects.create(
        school=school, company=company, happened_on=day, kind=kind, text="Essai"
    )


@pytest.fixture
def school():
    return SchoolFactory(name="Lycée du Lac", has_vocational=True)


@pytest.fixture
def lived(school):
    old, fresh, asleep, followed = (CompanyFactory() for _ in range(4))
    noted(school, old, dt.date(2025, 10, 1))
    noted(school, old, dt.date(2026, 10, 1))
    noted(school, asleep, dt.date(2025, 10, 1))
    noted(school, CompanyFactory(), dt.date(2026, 10, 1), kind="note")
    Portfolio.objects.create(
        school=school, company=followed, owner=actor_for(Role.RBDE, school=school).user
    )
    slot = SlotFactory(offer__host_company=fresh)
    group = ClassGroupFactory(school=school)
    BookingFactory(slot=slot, class_group=group, state="accepted", sent_at=SENT, answered_at=SENT)
    later = SlotFactory(offer=slot.offer, starts_on=dt.date(2027, 3, 1))
    BookingFactory(slot=later, class_group=group, state="expired", sent_at=SENT)
    noted(SchoolFactory(), fresh, dt.date(2026, 10, 1))


def test_the_year_of_a_school(school, lived, django_assert_max_num_queries):
    with django_assert_max_num_queries(13):  # five of them for placements
        (work,) = of_schools([school.pk], 2026).values()
    assert (work.active, work.new, work.stale) == (2, 1, 2)
    assert (work.exchanges, work.seats, work.response_rate) == (1, 24, 50)
    assert total([work, work]).seats == 48
    assert total([]).response_rate is None


def test_the_head_and_the_supervisor_read_it_and_others_do_not(client, school, lived):
    url = reverse("partnerships:indicators")
    SchoolFactory(name="Lycée d’ailleurs", has_vocational=True)
    client.force_login(actor_for(Role.HEAD, school=school).user)
    own = client.get(url).content.decode()
    assert "Lycée du Lac" in own and "ailleurs" not in own
    client.force_login(actor_for(Role.DEPARTMENT_SUPERVISOR).user)
    assert "Ensemble" in client.get(url).content.decode()
    given = client.get(reverse("partnerships:indicators_csv"))
    assert "Lycée du Lac" in b"".join(given.streaming_content).decode()
    for role in (Role.TEACHER, Role.COMPANY_REPRESENTATIVE, Role.BRANCH_OFFICER):
        client.force_login(actor_for(role).user)
        assert client.get(url).status_code == 403


def test_the_response_rate_is_a_percentage():
    figures = dict(_figures(Work(asked=4, answered=3)))
    assert figures["Réponses"] == "75\u00a0%" and figures["Places trouvées"] == 0
    assert dict(_figures(Work()))["Réponses"] == "–"
