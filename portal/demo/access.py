"""People who wait for their role, a delegation, a colleague who left: what validators and
supervisors find at their desks."""

import datetime as dt

from accounts.actor import Actor
from accounts.enums import Act, Evidence, Role
from accounts.models import Delegation, RoleAssignment, User
from accounts.workflow import delegations, roles
from directory.models import Department, School

from .people import HOME, LYCEE

# Address | first name | last name | role | school, company or département | message
WAITING = (
    (
        "camille.roques@ac-toulouse.fr",
        "Camille",
        "Roques",
        Role.TEACHER,
        ("schools", HOME),
        "Professeure de technologie, arrivée cette année",
    ),
    (
        "hugo.sentenac@demo.example",
        "Hugo",
        "Sentenac",
        Role.OFFICE_STAFF,
        ("schools", HOME),
        "Secrétariat de direction",
    ),
    (
        "nadege.fabries@ac-toulouse.fr",
        "Nadège",
        "Fabriès",
        Role.HEAD,
        ("schools", LYCEE),
        "Proviseure par intérim",
    ),
    (
        "atelier@meca.example",
        "Sylvain",
        "Mirepoix",
        Role.COMPANY_REPRESENTATIVE,
        ("companies", "meca"),
        "Responsable de l’atelier",
    ),
    (
        "direction@comminges.example",
        "Paul",
        "Sarrat",
        Role.COMPANY_REPRESENTATIVE,
        ("companies", "comminges"),
        "Directeur du site de Saint-Gaudens",
    ),
    (
        "lise.bonnafous@demo.example",
        "Lise",
        "Bonnafous",
        Role.MISSION_OFFICER,
        ("departments", "31"),
        "Ingénieure pour l’école, nommée en septembre",
    ),
)


def add(everybody, companies, today):
    """Each request once, whatever became of it."""
    for email, first_name, last_name, role, place, words in WAITING:
        if User.objects.filter(email=email).exists():
            continue
        user = User.objects.create_user(email, None, first_name=first_name, last_name=last_name)
        scope = _scope(place, companies)
        roles.ask(Actor.of(user), user, role, evidence=Evidence.MAILBOX, words=words, **scope)
    _lend(everybody, today)


def _scope(place, companies):
    field, key = place
    if field == "schools":
        return {field: [School.objects.get(uai=key)]}
    if field == "companies":
        return {field: [companies[key]]}
    return {field: [Department.objects.get(pk=key)]}


def _lend(everybody, today):
    """The head of the lycée lets the DDFPT answer for her when she is away."""
    head, holder = everybody["proviseur.montel"], everybody["ddfpt"]
    if Delegation.objects.filter(holder=holder).exists():
        return
    assignment = RoleAssignment.objects.get(user=head, role=Role.HEAD)
    until = today + dt.timedelta(days=60)
    delegations.lend(Actor.of(head), assignment, holder, [Act.APPROVE, Act.ENTER], today, until)


def leave(everybody):
    """An RBDE of the lycée left without passing the hand: her offer has no holder."""
    head, gone = everybody["proviseur.montel"], everybody["rbde.ancienne"]
    row = RoleAssignment.objects.get(user=gone, role=Role.RBDE)
    roles.end(Actor.of(head), row, "Mutation dans une autre académie")
