"""Schools that look for a host (« appels »): one answered, one that nobody answered."""

import datetime as dt
import uuid

from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Role
from directory.models import School
from partnerships.enums import OfferKind
from partnerships.enums.school_requests import AnswerKind, Reach, RequestState
from partnerships.models import SchoolRequest
from partnerships.rules import Period
from partnerships.workflow import school_answers
from partnerships.workflow import school_requests as workflow
from partnerships.workflow.school_answers import Said
from partnerships.workflow.school_requests import Need

from .dates import next_run
from .offers import NAMESPACE
from .people import HOME, LYCEE

MESSAGES = {
    True: "Nos élèves préparent leur orientation et n’ont jamais vu un atelier.",
    False: "Notre équipe prépare l’accueil des stages et voudrait connaître vos métiers.",
}


def add(everybody, hosts, calendar, today):
    """Told once: the first published request says that the story is there."""
    if SchoolRequest.objects.exists():
        return
    teacher = Actor.of(everybody["enseignante"], Role.TEACHER)
    asked = publish(teacher, HOME, OfferKind.VISIT, "4e", 26, today, Reach.DISTANCE, 20)
    asked = with_visa(everybody, asked, today)
    publish(teacher, HOME, OfferKind.TEACHER_IMMERSION, "", 3, today, Reach.DISTANCE, 20)
    _answer(everybody, hosts, asked, calendar)
    rbde = Actor.of(everybody["rbde"], Role.RBDE)
    waiting = publish(rbde, LYCEE, OfferKind.SPEAKER, "1re", 18, today, Reach.DEPARTMENT, None)
    long_ago = timezone.now() - dt.timedelta(days=20)
    SchoolRequest.objects.filter(pk=waiting.pk).update(published_at=long_ago)


def publish(actor, uai, kind, level, size, today, reach, km):
    need = Need(
        school=School.objects.get(uai=uai),
        kind=kind,
        level=level,
        size=size,
        period=Period(today + dt.timedelta(days=60), today + dt.timedelta(days=100)),
        expires_on=today + dt.timedelta(days=30),
        reach=reach,
        km=km,
        message=MESSAGES[bool(level)],
    )
    key = uuid.uuid5(NAMESPACE, f"appel-{uai}-{kind}")
    return workflow.publish(actor, need, key=key, today=today)


def with_visa(everybody, asked, today):
    """The request once the head has seen it, where the school asks for that (R-IM-2)."""
    if asked.state == RequestState.AWAITING_VISA:
        return workflow.give_visa(Actor.of(everybody["principal"], Role.HEAD), asked, today)
    return asked


def _answer(everybody, hosts, request, calendar):
    """A yes with dates, and a question."""
    day = next_run(calendar, request.starts_on).first
    said = Said(
        AnswerKind.YES,
        hosts["cellule"],
        starts_on=day,
        ends_on=day + dt.timedelta(days=14),
        seats=28,
        message="Nos équipes reçoivent volontiers une classe de 4e.",
        contact_name="Romain Astruc",
        contact_email="contact.cellule@demo.example",
    )
    school_answers.answer(Actor.of(everybody["contact.cellule"]), request, said)
    words = "Les élèves viennent-ils avec leur déjeuner ?"
    asks = Said(AnswerKind.QUESTION, hosts["capteurs"], message=words)
    school_answers.answer(Actor.of(everybody["contact.capteurs"]), request, asks)
