"""What waits about contracts: to complete, to call, uncovered."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.todo import Todo, Urgency
from partnerships.enums_contract import ContractState
from partnerships.models import Contract
from partnerships.reminders_contract import WAITS
from partnerships.workflow.contract_people import SCHOOL_EDITORS

CONCERNED = SCHOOL_EDITORS | {Role.BRANCH_OFFICER, Role.COMPANY_REPRESENTATIVE}


def contract_todos(actor, school_year):
    """One to-do per kind of wait; each leads to the list that shows these contracts."""
    if actor.role not in CONCERNED:
        return []
    contracts = Contract.objects.visible_to(actor).filter(school_year=school_year)
    if actor.role == Role.TEACHER:
        contracts = contracts.filter(booking__teacher=actor.user)
    rows = list(contracts.values_list("state", "sent_at", "booking__starts_on"))
    called = timezone.now() - timedelta(days=WAITS[-1])
    waits = [
        (
            "Appeler : conventions non signées depuis trois semaines",
            "appeler",
            [r for r in rows if r[0] == ContractState.IN_SIGNATURE and r[1] < called],
            Urgency.LATE,
        ),
        (
            "Immersions non couvertes par une convention",
            ContractState.UNCOVERED,
            [r for r in rows if r[0] == ContractState.UNCOVERED],
            Urgency.LATE,
        ),
    ]
    if actor.role != Role.BRANCH_OFFICER:
        waits += [
            (
                "Compléter les conventions",
                ContractState.DRAFT,
                [r for r in rows if r[0] == ContractState.DRAFT],
                Urgency.NORMAL,
            ),
            (
                "Remettre des conventions à la signature",
                ContractState.VOID,
                [r for r in rows if r[0] == ContractState.VOID],
                Urgency.SOON,
            ),
        ]
    page = reverse("partnerships:contracts")
    return [
        Todo(title, f"{page}?etat={state}", min(r[2] for r in found), urgency, len(found))
        for title, state, found, urgency in waits
        if found
    ]
