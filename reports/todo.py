"""What waits about the declaration of the year: to sign, to call (DOMAIN §7)."""

from urllib.parse import urlencode

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
    lists of those to call."""
    today = timezone.localdate()
    year = rules_declaration.declared_year(today)
    if actor.user is None or not rules_declaration.is_asked(year, today):
        return []
    found = []
    if actor.role in SIGNERS or any(Act.SIGN in hat.acts for hat in actor.lent):
        found = [line for kind in DeclarantKind if (line := _to_sign(actor, kind, year, today))]
    is_late = today > rules_declaration.due_on(year)
    if actor.role == Role.DEPARTMENT_SUPERVISOR and is_late:
        found += [line for kind in DeclarantKind if (line := _to_call(actor, kind, year, today))]
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


CALLS = {
    DeclarantKind.SCHOOL: ("un établissement", "établissements"),
    DeclarantKind.COMMITTEE: ("un comité", "comités"),
    DeclarantKind.NETWORK: ("un réseau", "réseaux"),
}


def _to_call(actor, kind, year, today):
    """Of those that somebody else signs."""
    rows = declarants.followed(actor, kind, year)
    rows = rows.exclude(pk__in=declarants.signed_by(actor, kind, year).values("pk"))
    count = unsigned(kind, rows, year).count()
    if not count:
        return None
    one, several = CALLS[kind]
    title = counted(
        count, f"Relancer {one} sans déclaration", f"Relancer {{}} {several} sans déclaration"
    )
    due = rules_declaration.due_on(year)
    asked = {"annee": year, "type": kind.value, "etat": "attendues"}
    url = f"{reverse('reports:declarations')}?{urlencode(asked)}"
    return Todo(title, url, due, urgency_of(due, today))
