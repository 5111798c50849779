"""What waits about school requests: answers for the school, a call for the hosts, and for the
officers of the territory those that nobody answered."""

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Act, Role
from accounts.todo import dated_line
from accounts.waits import Wait, settled, waiting
from directory.sql import among
from partnerships.enums.school_requests import AnswerKind, RequestState
from partnerships.models import SchoolRequest, SchoolRequestAnswer
from partnerships.workflow.tables import visa_schools

# Who finds hosts for the schools of a territory.
FINDERS = frozenset({Role.MISSION_OFFICER, Role.DEPARTMENT_SUPERVISOR})


def school_request_todos(actor, school_year):
    """For a year: nothing is counted twice, a request has one."""
    return settled(school_request_lines(actor, school_year))


def school_request_lines(actor, school_year):
    """The same as counts."""
    return [
        _to_sign(actor, school_year),
        _to_settle(actor, school_year),
        *_asked(actor, school_year),
    ]


def _to_sign(actor, school_year):
    """Appels that wait for the head's visa (R-IM-2)."""
    schools = {key for hat in actor.hats(Act.APPROVE) for key in visa_schools(hat)}
    if not schools:
        return None
    titles = ("Viser un appel", "Viser {} appels")
    page = f"{reverse('partnerships:school_requests')}?etat={RequestState.AWAITING_VISA}"
    line = dated_line(titles, page)
    return _awaiting_visa(actor, line, year=school_year.pk, schools=list(schools))


@waiting(due="expires_on")
def _awaiting_visa(actor, year, schools):
    rows = SchoolRequest.objects.of_year(year).filter(state=RequestState.AWAITING_VISA)
    return rows.filter(among("school", "schools"))


def _to_settle(actor, school_year):
    if not actor.is_school_staff:
        return None
    titles = ("Donner suite à une réponse à un appel", "Donner suite à {} réponses à des appels")
    line = dated_line(titles, reverse("partnerships:school_requests"))
    return _answered(actor, line, year=school_year.pk)


@waiting(due="request__expires_on")
def _answered(actor, year):
    rows = SchoolRequestAnswer.objects.standing().filter(
        Q(kind=AnswerKind.YES) | Q(kind=AnswerKind.QUESTION, reply=""),
        request__school__in=actor.school_ids,
        request__school_year=year,
        request__state=RequestState.PUBLISHED,
    )
    if not actor.is_school_management:
        rows = rows.filter(request__created_by=actor.user)
    return rows


def _asked(actor, school_year):
    if actor.role == Role.COMPANY_REPRESENTATIVE:
        rows = SchoolRequest.objects.of_year(school_year).visible_to(actor)
        called = rows.published().filter(calls__company__in=actor.company_ids)
        called = called.exclude(answers__company__in=actor.company_ids)
        titles = (
            "Répondre à un établissement qui cherche un accueil",
            "Répondre à {} établissements qui cherchent un accueil",
        )
        line = dated_line(titles, reverse("partnerships:school_requests"))
        return [Wait.of(called, line, due="expires_on")]
    if actor.role in FINDERS:
        rows = SchoolRequest.objects.of_year(school_year).visible_to(actor)
        late = rows.published().unanswered().published_before(timezone.localdate())
        titles = (
            "Trouver un accueil pour un appel sans réponse",
            "Trouver un accueil pour {} appels sans réponse",
        )
        page = reverse("partnerships:school_requests_unanswered")
        return [Wait.of(late, dated_line(titles, page), due="expires_on")]
    return []
