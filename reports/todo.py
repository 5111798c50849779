"""What waits about the declaration of the year: to sign, to call (DOMAIN §7)."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Act, Role
from accounts.todo import Todo, counted, urgency_of
from reports import declarants, rules_declaration
from reports.enums.declaration import DeclarantKind
from reports.models import Declaration
from reports.models.declarations import address

SIGNERS = frozenset({Role.HEAD, Role.CO_LEAD, Role.DEPARTMENT_SUPERVISOR, Role.MISSION_OFFICER})


def unsigned(kind, rows, year):
    """Of these schools, committees or networks, those that have not signed."""
    signed = Declaration.objects.signed().filter(school_year=year, **{kind.field: OuterRef("pk")})
    return rows.filter(~Exists(signed))


def todos(actor, school_year):
    """From 15 May to the end of August: one's own to sign; after 30 June the supervisor's
    list of those to call."""
    today = timezone.localdate()
    year = rules_declaration.declared_year(today)
    if actor.user is None or not rules_declaration.is_asked(year, today):
        return []
    found = []
    if actor.role in SIGNERS or any(Act.SIGN in hat.acts for hat in actor.lent):
        found = [line for kind in DeclarantKind if (line := _to_sign(actor, kind, year, today))]
    is_late = today > rules_declaration.due_on(year)
    if actor.role == Role.DEPARTMENT_SUPERVISOR and is_late:
        found += _to_call(actor, year, today)
    return found


def _to_sign(actor, kind, year, today):
    rows = list(unsigned(kind, declarants.signed_by(actor, kind, year), year)[:50])
    if not rows:
        return None
    url = address(kind, rows[0].pk, year) if len(rows) == 1 else reverse("reports:declarations")
    due = rules_declaration.due_on(year)
    title = counted(
        len(rows), "Signer la déclaration de l’année", "Signer {} déclarations de l’année"
    )
    return Todo(title, url, due, urgency_of(due, today))


def _to_call(actor, year, today):
    kind = DeclarantKind.SCHOOL
    count = unsigned(kind, declarants.followed(actor, kind, year), year).count()
    if not count:
        return []
    title = counted(
        count, "Relancer un établissement sans déclaration",
        "Relancer {} établissements sans déclaration",
    )  # fmt: skip
    due = rules_declaration.due_on(year)
    url = f"{reverse('reports:declarations')}?annee={year}&etat=attendues"
    return [Todo(title, url, due, urgency_of(due, today))]
