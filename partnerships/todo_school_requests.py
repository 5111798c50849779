"""What waits about school requests: answers for the school, a call for the hosts, and for the
officers of the territory those that nobody answered."""

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Act, Role
from accounts.todo import Todo, counted, urgency_of
from partnerships.enums_school_requests import AnswerKind, RequestState
from partnerships.models import SchoolRequest, SchoolRequestAnswer
from partnerships.workflow.tables import visa_schools

# Who finds hosts for the schools of a territory.
FINDERS = frozenset({Role.MISSION_OFFICER, Role.DEPARTMENT_SUPERVISOR})


def school_request_todos(actor, school_year):
    """For a year: nothing is counted twice, a request has one."""
    today = timezone.localdate()
    return [
        _to_sign(actor, school_year, today),
        _to_settle(actor, school_year, today),
        *_asked(actor, school_year, today),
    ]


def _to_sign(actor, school_year, today):
    """Appels that wait for the head's visa (R-IM-2)."""
    schools = {key for hat in actor.hats(Act.APPROVE) for key in visa_schools(hat)}
    if not schools:
        return None
    state = RequestState.AWAITING_VISA
    rows = SchoolRequest.objects.of_year(school_year).filter(state=state, school__in=schools)
    titles = ("Viser un appel", "Viser {} appels")
    page = f"{reverse('partnerships:school_requests')}?etat={state}"
    return _line(rows, "expires_on", titles, page, today)


def _to_settle(actor, school_year, today):
    if not actor.is_school_staff:
        return None
    rows = SchoolRequestAnswer.objects.standing().filter(
        Q(kind=AnswerKind.YES) | Q(kind=AnswerKind.QUESTION, reply=""),
        request__school__in=actor.school_ids,
        request__school_year=school_year,
        request__state=RequestState.PUBLISHED,
    )
    if not actor.is_school_management:
        rows = rows.filter(request__created_by=actor.user)
    titles = ("Donner suite à une réponse à un appel", "Donner suite à {} réponses à des appels")
    return _line(
        rows, "request__expires_on", titles, reverse("partnerships:school_requests"), today
    )


def _asked(actor, school_year, today):
    rows = SchoolRequest.objects.of_year(school_year).visible_to(actor)
    if actor.role == Role.COMPANY_REPRESENTATIVE:
        called = rows.published().filter(calls__company__in=actor.company_ids)
        called = called.exclude(answers__company__in=actor.company_ids)
        titles = (
            "Répondre à un établissement qui cherche un accueil",
            "Répondre à {} établissements qui cherchent un accueil",
        )
        return [
            _line(
                called.distinct(),
                "expires_on",
                titles,
                reverse("partnerships:school_requests"),
                today,
            )
        ]
    if actor.role in FINDERS:
        late = rows.published().unanswered().published_before(today)
        titles = (
            "Trouver un accueil pour un appel sans réponse",
            "Trouver un accueil pour {} appels sans réponse",
        )
        page = reverse("partnerships:school_requests_unanswered")
        return [_line(late, "expires_on", titles, page, today)]
    return []


def _line(rows, day, titles, url, today):
    found = rows.aggregate(count=Count("pk", distinct=True), due=Min(day))
    if not found["count"]:
        return None
    return Todo(
        counted(found["count"], *titles), url, found["due"], urgency_of(found["due"], today)
    )
