"""The declaration of the year is awaited by 30 June: who signs it is reminded from 15 May on,
then the supervisor hears of the schools, committees and networks that have not answered (DOMAIN
§7)."""

import datetime as dt
from functools import reduce
from operator import or_

from django.db.models import (
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.urls import reverse

from accounts.enums import Role, RoleState
from accounts.models import RoleAssignment
from clee.enums import CommitteeKind, CommitteeState, Side
from clee.models import Mandate
from directory.enums import Rhythm, YearState
from directory.models import PartnerNetwork, School, SchoolYear
from outbox.addresses import absolute
from outbox.kinds import MailContent
from reminders.rules import Rule, To, at_school_if, days, register
from reports import declarants
from reports.enums.declaration import DeclarantKind
from reports.models import Declaration

DUE = Func(F("year") + 1, Value(6), Value(30), function="make_date", output_field=DateField())
YEAR = OuterRef("year")
STILL = Q(ends_on=None) | Q(ends_on__gte=DUE)
VALID = Q(state=RoleState.VALIDATED)


def _of_this_year(rows):
    current = SchoolYear.objects.filter(state=YearState.CURRENT).values("start_year")
    return rows.annotate(year=Subquery(current[:1], output_field=IntegerField()))


def _signed(year, **subject):
    return Exists(Declaration.objects.signed().filter(school_year=year, **subject))


def unsigned_schools():
    """The heads of a school of which the current year is not signed; annexes follow theirs."""
    schools = School.objects.counted().open_during(OuterRef("year"))
    schools = schools.filter(role_assignments=OuterRef("pk"))
    schools = schools.filter(~_signed(OuterRef(OuterRef("year")), school=OuterRef("pk")))
    rows = _of_this_year(RoleAssignment.objects.all())
    return rows.filter(STILL, VALID, Exists(schools), role=Role.HEAD)


def unsigned_committees():
    """The terms of active CLEE whose current year is not signed."""
    rows = _of_this_year(Mandate.objects.filter(user__isnull=False))
    return rows.filter(
        STILL,
        ~_signed(OuterRef("year"), committee=OuterRef("committee")),
        starts_on__lte=DUE,
        committee__state=CommitteeState.ACTIVE,
        committee__kind=CommitteeKind.CLEE,
    )


def unsigned_networks():
    """The roles of people of a network whose current year is not signed."""
    networks = PartnerNetwork.objects.filter(role_assignments=OuterRef("pk"))
    networks = networks.filter(~_signed(OuterRef(OuterRef("year")), network=OuterRef("pk")))
    return _of_this_year(RoleAssignment.objects.all()).filter(STILL, VALID, Exists(networks))


def unsigned_rbde():
    """The supervisors of whose territory the network of RBDE has not signed the current year."""
    networks = declarants.concerned(DeclarantKind.COMMITTEE, YEAR).filter(kind=CommitteeKind.RBDE)
    return _supervisors(_unsigned(DeclarantKind.COMMITTEE, networks, OuterRef("pk"), YEAR))


def behind(kind, assignment, year):
    """The schools, committees or networks of a supervisor's territory whose year is not signed;
    `assignment` and `year` are values, or references to an outer query. The supervisor signs
    that of the RBDE."""
    rows = declarants.concerned(kind, year)
    if kind == DeclarantKind.COMMITTEE:
        rows = rows.filter(kind=CommitteeKind.CLEE)
    return _unsigned(kind, rows, assignment, year)


def _unsigned(kind, rows, assignment, year):
    """Of these, those of the territory of a role that have not signed."""
    place = "department" if kind == DeclarantKind.SCHOOL else "departments"
    here = Q(**{f"{place}__role_assignments": assignment})
    here |= Q(**{f"{place}__academy__role_assignments": assignment})
    inner = OuterRef(year) if isinstance(year, OuterRef) else year
    return rows.filter(here).filter(~_signed(inner, **{kind.field: OuterRef("pk")}))


def supervisors():
    """Those of a territory where somebody has not signed the current year."""
    return _supervisors(*(behind(kind, OuterRef("pk"), YEAR) for kind in DeclarantKind))


def _supervisors(*rows):
    """Those for whom one of these querysets holds a row."""
    found = _of_this_year(RoleAssignment.objects.filter(role=Role.DEPARTMENT_SUPERVISOR))
    return found.filter(STILL, VALID, reduce(or_, map(Exists, rows)))


def _mail(subject, paragraphs, facts=()):
    page = ("Ouvrir les déclarations", absolute(reverse("reports:declarations")))
    return MailContent(subject, paragraphs, list(facts), page)


TEXT = (
    "La déclaration de l’année est attendue pour le 30 juin. Elle est déjà remplie des chiffres du "
    "portail : il reste à dire s’ils sont exacts, à ajouter ce qui a été fait ailleurs, puis à "
    "signer. « Rien cette année » est aussi une réponse."
)


def to_signer(notice):
    return _mail("Déclaration de l’année à signer", [TEXT])


def to_supervisor(notice):
    row = supervisors().get(pk=notice.subject_id)
    facts = [_names(kind, behind(kind, row.pk, row.year).distinct()) for kind in DeclarantKind]
    return _mail(
        "Déclarations de l’année qui manquent",
        [
            "L’échéance du 30 juin est passée. Ces déclarations de l’année ne sont pas signées, "
            "malgré les rappels : un appel fait souvent mieux qu’un courriel."
        ],
        [fact for fact in facts if fact],
    )


def _names(kind, rows):
    """(heading, how many and the first ten), or None where none is behind."""
    names = list(map(str, rows.order_by("sort_key", "pk")[:10]))
    count = rows.count()
    if count > len(names):
        names.append(f"et {count - len(names)} autres")
    return (kind.plural, f"{count} : {', '.join(names)}") if count else None


ANCHOR = "le 30 juin"
THEN = "une tâche du superviseur départemental"
SERIES = (
    ("head", "au chef d’établissement", "vous dirigez un établissement", unsigned_schools,
     "user", Rhythm.SCHOOL),
    ("lead", "aux copilotes", "vous copilotez ce comité", unsigned_committees, "user",
     at_school_if(Q(side=Side.SCHOOL))),
    ("rbde", "au superviseur, du réseau des RBDE", "vous réunissez les RBDE de votre département",
     unsigned_rbde, "user", Rhythm.WORK),
    ("network", "aux référents d’un réseau", "vous suivez un réseau partenaire",
     unsigned_networks, "user", Rhythm.WORK),
)  # fmt: skip
# 15 May, when it opens, then before it is due.
BEFORE = {"head": (46, 15, 3), "lead": (46, 10), "rbde": (46, 10), "network": (46, 10)}
RANKS = ("ouverture", "rappel", "dernier rappel")
for _code, _whom, _why, _subjects, _path, _rhythm in SERIES:
    for _rank, _before in enumerate(BEFORE[_code]):
        _next = BEFORE[_code][_rank + 1 : _rank + 2]
        register(
            Rule(
                code=f"declaration.{_code}.{_before}",
                label=f"Déclaration de l’année à signer, {_whom}, {RANKS[_rank]}",
                why=_why,
                subjects=_subjects,
                recipients=[To.user(_path, _rhythm)],
                anchor=DUE,
                anchor_label=ANCHOR,
                offset=days(-_before),
                render=to_signer,
                follower=f"declaration.{_code}.{_next[0]}" if _next else "",
                then=THEN if _rank == 2 else "",
            )
        )
register(
    Rule(
        code="declaration.supervisor",
        label="Déclarations qui manquent, au superviseur départemental",
        why="vous suivez les établissements, les comités et les réseaux de votre département",
        subjects=supervisors,
        recipients=[To.user("user")],
        anchor=DUE,
        anchor_label=ANCHOR,
        offset=days(1),
        render=to_supervisor,
        lasts=dt.timedelta(days=14),
    )
)
