import datetime as dt
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from clee import models
from clee.enums.meetings import MeetingKind
from tests.clee.factories import CommitteeFactory

PARIS = ZoneInfo("Europe/Paris")
SOON = dt.datetime(2026, 12, 10, 17, tzinfo=PARIS)


class MeetingFactory(DjangoModelFactory):
    class Meta:
        model = models.Meeting

    committee = factory.SubFactory(CommitteeFactory)
    kind = MeetingKind.STEERING
    starts_at = SOON
    ends_at = factory.LazyAttribute(lambda meeting: meeting.starts_at + dt.timedelta(hours=2))
    place = "Salle du conseil"


class InvitationFactory(DjangoModelFactory):
    class Meta:
        model = models.Invitation

    meeting = factory.SubFactory(MeetingFactory)
    name = factory.Sequence(lambda n: f"Personne {n}")
    email = factory.Sequence(lambda n: f"personne{n}@essai.example")


class DecisionFactory(DjangoModelFactory):
    class Meta:
        model = models.Decision

    meeting = factory.SubFactory(MeetingFactory)
    text = factory.Sequence(lambda n: f"Écrire à {n} entreprises")
    owner = "Mme Arnal"
