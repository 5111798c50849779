"""The people of `make load`: their roles, their sessions, what is theirs."""

import secrets

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from accounts.enums import Role
from benchmarks import country
from benchmarks.people import person
from directory.models import Company, School
from partnerships.models import Slot
from portal.scale.directory import schools_with_classes

SOME = 200


def everybody(numbers, size):
    """What the locustfile reads; people are spread over the schools that have classes."""
    country.prepare(size)
    schools = list(schools_with_classes().order_by("pk").select_related("department"))
    step = max(len(schools) // sum(numbers.values()), 1)
    turn = iter(schools[::step])
    people = {
        kind: [_one(kind, number, next(turn)) for number in range(count)]
        for kind, count in numbers.items()
    }
    slots = Slot.objects.filter(state="open").order_by("pk").values_list("pk", flat=True)
    return {
        "session": settings.SESSION_COOKIE_NAME,
        "csrf": settings.CSRF_COOKIE_NAME,
        "people": people,
        "slots": list(slots[:: max(len(slots) // SOME, 1)]),
    }


def _one(kind, number, school: School):
    role = {"supervisor": Role.DEPARTMENT_SUPERVISOR}.get(kind) or Role(kind)
    place = {"schools": [school]}
    if kind == "supervisor":
        place = {"departments": [school.department]}
    user = person(f"charge.{kind}.{number}@demo.example", role, **place)
    near = Company.objects.filter(department=school.department_id).order_by("pk")
    return {
        "session": _session(user),
        "csrf": secrets.token_hex(16),
        "department": school.department_id,
        "companies": list(near.values_list("pk", flat=True)[:SOME:10]),
    }


def _session(user):
    """The key of a session in which the user is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key
