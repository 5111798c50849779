"""What waits about contracts: to complete, to call, uncovered."""

from collections import defaultdict

from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.todo import Todo, Urgency, counted, urgency_of
from partnerships.contract.progress import to_call
from partnerships.enums.contract import OPEN_STATES
from partnerships.enums.contract import ContractState as S
from partnerships.models import Contract
from partnerships.rules.contract import deadline
from partnerships.workflow.contract_people import SCHOOL_EDITORS

CONCERNED = SCHOOL_EDITORS | {Role.BRANCH_OFFICER, Role.COMPANY_REPRESENTATIVE}
CALL = "appeler"
# What the list filters by, in the order of the dashboard: title for one, for several.
WAITING = (
    (
        CALL,
        (
            "Appeler pour une convention non signée depuis trois semaines",
            "Appeler pour {} conventions non signées depuis trois semaines",
        ),
        Urgency.LATE,
    ),
    (
        S.UNCOVERED,
        (
            "Régulariser une immersion non couverte par une convention",
            "Régulariser {} immersions non couvertes par une convention",
        ),
        Urgency.LATE,
    ),
    (S.DRAFT, ("Compléter une convention", "Compléter {} conventions"), Urgency.NORMAL),
    (
        S.VOID,
        ("Remettre une convention à la signature", "Remettre {} conventions à la signature"),
        Urgency.SOON,
    ),
)


def contract_todos(actor, school_year):
    """One to-do per kind of wait; each leads to the list that shows these contracts.

    What is to be done before a contract is signed is wanted by the day of R-CEE-8.
    """
    if actor.role not in CONCERNED:
        return []
    contracts = Contract.objects.visible_to(actor).filter(school_year=school_year)
    if actor.role == Role.TEACHER:
        contracts = contracts.filter(booking__teacher=actor.user)
    if actor.role == Role.BRANCH_OFFICER:
        contracts = contracts.exclude(state__in=OPEN_STATES)
    first_days, page = _first_days(contracts), reverse("partnerships:contracts")
    return [
        _todo(f"{page}?etat={wait}", titles, urgency, first_days[wait])
        for wait, titles, urgency in WAITING
        if first_days[wait]
    ]


def _todo(url, titles, urgency, first_days):
    today, earliest = timezone.localdate(), deadline(min(first_days))
    by = min(urgency, urgency_of(earliest.wanted_on, today))
    return Todo(counted(len(first_days), *titles), url, earliest.next(today), by)


def _first_days(contracts):
    """{state, or CALL: the first days of the immersions concerned}, in one query."""
    today = timezone.localdate()
    found = defaultdict(list)
    for state, sent_at, starts_on in contracts.values_list(
        "state", "sent_at", "booking__starts_on"
    ):
        found[state].append(starts_on)
        if to_call(state, sent_at, today):
            found[CALL].append(starts_on)
    return found
