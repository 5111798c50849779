"""A school at the rentrée, for the tests of its page: fixtures in conftest, words here."""

import datetime as dt

from accounts.enums import Role
from tests.accounts.factories import RoleAssignmentFactory

URL = "/rentree/"
LAST, NEXT = dt.date(2027, 8, 31), dt.date(2028, 8, 31)


def noon(day):
    return dt.datetime.fromisoformat(f"{day}T10:00:00+00:00")


def staff(school, role=Role.TEACHER, ends_on=LAST, **facts):
    facts = {"starts_on": dt.date(2026, 9, 1), "schools": [school]} | facts
    return RoleAssignmentFactory(role=role, ends_on=ends_on, **facts)


def text(answer):
    return answer.content.decode()


def said(client, path, data=None):
    return text(client.post(path, data or {}, follow=True))
