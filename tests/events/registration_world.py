"""An event that takes registrations, and people who register."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import PersonalLink
from events.enums.registration import Party, Policy
from events.models import Event, RegistrationSettings, Session, SessionEntry
from events.workflow import registrations
from events.workflow.registrations import Wish
from tests.accounts.factories import actor_for
from tests.directory.factories import DepartmentFactory
from tests.events.factories import EventFactory, SessionFactory


@dataclass
class World:
    event: Event
    session: Session
    organiser: Actor

    def wish(self, name="Lea Roux", *, sessions=None, **more):
        email = more.pop("email", f"{name.split()[0].lower()}@exemple.fr")
        return Wish(self.fresh(), sessions or [self.now()], name, email, **more)

    def group(self, name, pupils, adults=1, **more):
        return self.wish(
            name, party=Party.GROUP, group_name=name, pupils=pupils, adults=adults, **more
        )

    def ask(self, wish=None, actor=None, visitor="192.0.2.1"):
        """A registration that waits for its author's click, or is settled for an account."""
        actor = actor or Actor.anonymous()
        wish = wish or self.wish()
        return registrations.deposit(visitor, actor, wish, key=uuid.uuid4())

    def come(self, wish=None):
        """The same, proved by the link: the entry of its first session."""
        row = self.ask(wish)
        registrations.prove(self.holder(row), row)
        return self.entry(row)

    def seated(self, name, count=1):
        """A confirmed entry of so many seats."""
        return self.come(self.group(name, count - 1) if count > 1 else self.wish(name))

    def entry(self, row):
        return SessionEntry.objects.filter(registration=row).for_lists().order_by("pk").first()

    def holder(self, row):
        return Actor.of_link(self.link(row))

    def link(self, row):
        return PersonalLink.objects.about(row).get()

    def now(self):
        return Session.objects.select_related("event__registration_settings").get(
            pk=self.session.pk
        )

    def fresh(self):
        return Event.objects.select_related("registration_settings").get(pk=self.event.pk)

    def states(self):
        rows = SessionEntry.objects.filter(session=self.session).order_by("pk")
        return list(rows.values_list("state", flat=True))

    def more(self, capacity=None, hours=24):
        """Another session, later."""
        start = self.session.starts_at + dt.timedelta(hours=hours)
        return SessionFactory(
            event=self.event, title="Autre", capacity=capacity, starts_at=start,
            ends_at=start + dt.timedelta(hours=1),
        )  # fmt: skip


def make_world(capacity=3, policy=Policy.FIRST_FIT, days=30, questions=(), **settings):
    start = timezone.now().replace(microsecond=0) + dt.timedelta(days=days)
    event = EventFactory(
        department=DepartmentFactory(code="31"), capacity=capacity, starts_at=start
    )
    RegistrationSettings.objects.create(
        event=event, policy=policy, questions=list(questions), **settings
    )
    organiser = actor_for(Role.DEPARTMENT_SUPERVISOR, department=event.department)
    return World(event, event.sessions.get(), organiser)
