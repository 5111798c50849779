"""How many mails a person gets in a year: fewer than would make them stop reading."""

import datetime as dt

import pytest

from accounts.enums import Role
from outbox.models import Mail
from tests.portal.mail_year import CONTACT, Year
from tests.portal.mail_year_whole import fill

pytestmark = pytest.mark.django_db
COMPANY, TEACHER, GUARDIAN = 60, 40, 4


@pytest.fixture(autouse=True)
def quiet_doorbell(monkeypatch):
    monkeypatch.setattr("outbox.doorbell._publish", lambda: None)


def check(year, guardians):
    """The totals of the budget; heads and RBDE at most once a day."""
    assert 0 < year.total(CONTACT) <= COMPANY, year.subjects[CONTACT]
    for people in year.schools:
        teacher = people[Role.TEACHER].user.email
        assert 0 < year.total(teacher) <= TEACHER, year.subjects[teacher]
        for role in (Role.HEAD, Role.RBDE):
            email = people[role].user.email
            assert year.total(email) > 0
            assert year.most_in_a_day(email) <= 1, year.subjects[email]
    for email in guardians:
        assert 0 < year.total(email) <= GUARDIAN, year.subjects[email]
    assert not year.wrong_rhythms(), year.wrong_rhythms()
    assert not Mail.objects.exclude(error="").exists()  # each one could be written


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_a_company_with_ten_schools_and_their_people_over_a_year():
    year = Year(schools=10)
    guardians = fill(year, pupils=28, vocational=4)
    check(year.run(dt.date(2026, 9, 1), dt.date(2027, 7, 3)), guardians)


@pytest.mark.long
def test_two_schools_and_a_company_with_everything_in_a_month():
    """Asked, answered, agreed, signed, met, registered: the densest weeks of an autumn."""
    year = Year(schools=2)
    guardians = fill(year, pupils=2, vocational=1)
    year.run(dt.date(2026, 9, 28), dt.date(2026, 10, 27))
    check(year, guardians)
    assert year.total(CONTACT) <= 20
