"""Who may hand over whose portfolio, to whom, and which portfolios nobody holds."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.enums import Act, Role, RoleState
from accounts.handover import unowned, unowned_rows
from accounts.kept import KeptFor
from accounts.models import RoleAssignment, User
from accounts.workflow import roles
from directory.models import School

# Who keeps a *bureau des entreprises*: whom a portfolio is handed over to.
DESK = (Role.RBDE, Role.DDFPT)
OVERSEERS = frozenset({Role.DEPARTMENT_SUPERVISOR, Role.DEPARTMENT_OFFICE, Role.ADMINISTRATOR})


def own_school_ids(actor):
    """The schools where the person keeps the desk."""
    return actor.school_ids if actor.role in DESK else frozenset()


def headed_school_ids(actor):
    """The schools that the person heads, or where the head lent them *approve* (R-AG-1)."""
    hats = [hat for hat in actor.hats(Act.APPROVE) if hat.role == Role.HEAD]
    return frozenset(key for hat in hats for key in hat.school_ids)


def overseen(actor):
    """The schools whose portfolios the actor watches over."""
    schools = School.objects.open()
    if actor.is_administrator:
        return schools
    if actor.role in OVERSEERS:
        return schools.filter(department__in=actor.department_codes)
    return schools.none()


def schools_for(actor):
    """The schools in which the actor may hand something over; an annex with its parent."""
    own = own_school_ids(actor) | headed_school_ids(actor)
    return School.objects.filter(Q(pk__in=own) | Q(pk__in=overseen(actor).order_by().values("pk")))


def listed(actor):
    """Those of them that one chooses among: an annex goes with its parent, a school of the
    territory is there when it has, or had, somebody at the desk."""
    own = own_school_ids(actor) | headed_school_ids(actor)
    kept = RoleAssignment.objects.filter(role__in=DESK, schools=OuterRef("pk"))
    mine = Q(pk__in=own) & (Q(parent=None) | ~Q(parent__in=own))
    territory = Q(Exists(kept), pk__in=overseen(actor).order_by().values("pk"))
    return School.objects.filter(mine | territory)


def watches(actor, school):
    """Whether the actor answers for the people of the school: its head, or whom the head lent
    it to, the supervisor and the office of the département, the administrator."""
    return school.pk in headed_school_ids(actor) or overseen(actor).filter(pk=school.pk).exists()


def may_hand_over(actor, person, school):
    """The person herself, or who watches over the school."""
    if actor.user is None:
        return False
    own = actor.user.pk == person.pk and school.pk in own_school_ids(actor)
    return own or watches(actor, school)


def places_of(school):
    """The school with its annexes and sections: one portfolio (R-ID-2)."""
    return School.objects.with_annexes([school.pk]).order_by().values("pk")


def _held_in(school):
    """The roles over this school, its parent's included."""
    above = RoleAssignment.objects.filter(schools=school.parent_id, includes_annexes=True)
    mine = RoleAssignment.objects.filter(schools=school.pk)
    keys = mine.values("pk").union(above.values("pk")) if school.parent_id else mine.values("pk")
    return RoleAssignment.objects.filter(pk__in=keys)


def predecessors(actor, school):
    """Those whose portfolio may be handed over: for who watches over the school, whoever
    keeps or kept the desk and whoever left something behind; for others, oneself."""
    if not watches(actor, school):
        return User.objects.filter(pk=actor.user.pk)
    kept = _held_in(school).filter(role__in=DESK, state__in=(RoleState.VALIDATED, RoleState.ENDED))
    left = {person for _, _, person, _ in unowned(places_of(school))}
    return User.objects.filter(Q(pk__in=kept.values("user")) | Q(pk__in=left))


def successors(school, person=None):
    """Those who keep the desk of the school today."""
    held = _held_in(school).filter(pk__in=RoleAssignment.objects.in_force().values("pk"))
    people = User.objects.filter(pk__in=held.filter(role__in=DESK).values("user"), is_active=True)
    return people.exclude(pk=person.pk) if person else people


def endable_roles(actor, person, school):
    """The roles at the desk of this school alone that the actor may end with the hand-over."""
    inside = places_of(school)
    outside = RoleAssignment.schools.through.objects.exclude(school__in=inside)
    rows = RoleAssignment.objects.in_force().filter(user=person, role__in=DESK)
    rows = rows.filter(pk__in=_held_in(school).values("pk"))
    rows = rows.exclude(pk__in=outside.values("roleassignment")).order_by("pk")
    return [row for row in rows if roles.TABLE.can(row, "end", actor)]


@dataclass
class Desk:
    """A school on the list of portfolios without a holder."""

    school: School
    is_vacant: bool = False
    people: dict = field(default_factory=dict)  # {User: [what]}


def vacant(schools, day=None):
    """Vocational schools without any RBDE in force; annexes count with their parent."""
    held = RoleAssignment.objects.in_force(day).filter(role=Role.RBDE)
    here = held.filter(Q(schools=OuterRef("pk")) | Q(schools__parent=OuterRef("pk")))
    return schools.counted().filter(~Exists(here), has_vocational=True)


def unheld(actor):
    """[Desk]: the portfolios of the actor's territory that nobody holds, by school.

    A constant number of queries: one per kind of things, then schools and people.
    """
    schools = overseen(actor)
    keys = schools.order_by().values("pk")
    found = unowned(keys)
    desks = {school.pk: Desk(school, is_vacant=True) for school in vacant(schools)}
    others = {key for _, key, _, _ in found} - desks.keys()
    desks |= {school.pk: Desk(school) for school in School.objects.filter(pk__in=others)}
    people = User.objects.in_bulk({person for _, _, person, _ in found})
    for mover, school, person, count in found:
        desks[school].people.setdefault(people[person], []).append(mover.counted(count))
    return sorted(desks.values(), key=lambda desk: (desk.school.sort_key, desk.school.pk))


def count_unheld(actor):
    """How many schools that list holds."""
    today = timezone.localdate()
    keys = {key for (key,) in _vacant.rows(actor, today=today)}
    return len(keys | {key for _, key, _, _ in _unowned.rows(actor, today=today)})


@KeptFor
def _vacant(actor, today):
    return vacant(overseen(actor), today).order_by().values_list("pk")


@KeptFor
def _unowned(actor, today):
    return unowned_rows(overseen(actor).order_by().values("pk"), today)
