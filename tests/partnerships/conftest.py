"""A school with its teacher and head, a company with a contact, a slot of January 2027."""

import datetime as dt
import uuid
from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from accounts.actor import Actor
from accounts.enums import Role
from partnerships.rules import Numbers
from partnerships.workflow import people
from partnerships.workflow.bookings import Wish, request
from tests.accounts.factories import actor_for
from tests.directory.factories import ClassGroupFactory, SchoolFactory
from tests.partnerships.factories import SlotFactory

TODAY = dt.date(2026, 11, 23)
CLASS_OF_24 = Numbers(girls=12, boys=11, unspecified=1, adults=2)


@dataclass
class World:
    """`ask()` sends a request of the teacher; other words replace those of the wish."""

    school: object
    teacher: object
    head: object
    group: object
    slot: object

    def ask(self, actor=None, key=None, today=TODAY, **words):
        wish = {"slot": self.slot, "class_group": self.group, "numbers": CLASS_OF_24} | words
        return request(actor or self.teacher, Wish(**wish), key=key or uuid.uuid4(), today=today)


@pytest.fixture
def world(db):
    return make_world()


def make_world(head_visa=False, **slot):
    school = SchoolFactory(head_visa=head_visa)
    return World(
        school=school,
        teacher=actor_for(Role.TEACHER, school=school),
        head=actor_for(Role.HEAD, school=school),
        group=ClassGroupFactory(school=school),
        slot=SlotFactory(**slot),
    )


def host_of(booking):
    """The holder of the link by which the company answers."""
    person = SimpleNamespace(email=booking.contact_email, name=booking.contact_name)
    return Actor.of_link(people.answer_link(Actor.system("Essai"), booking, person))
