"""Pupils of a class: entered, corrected, moved to another class, gone; and who follows them."""

from django.db import transaction

from accounts.enums import Act, Role
from accounts.journal import record
from accounts.models import RoleAssignment, User
from directory.closed_years import closed_refusals
from directory.french import of
from directory.models import ClassGroup
from directory.search import fold
from directory.violations import Refused, Violation, require
from placements.models import ClassReferent, LegalGuardian, Pupil
from placements.models.pupils import NAME_READERS
from placements.workflow import class_changes

RULE = "DOMAIN §8"
_hooks = []


def follow(hook):
    """`hook(actor, pupil)` runs in the transaction that corrects a pupil's sheet."""
    _hooks.append(hook)


def may_follow(actor, class_group):
    """Whether `actor` enters pupils and placements of this class: management and office of
    the school, the referents of the class, and who the head lends it to (R-AG-1)."""
    if actor.is_administrator:
        return True
    if class_group.school_id not in actor.school_ids:
        return actor.acts_as(Act.ENTER, Role.HEAD, class_group.school_id)
    if actor.role in NAME_READERS:
        return True
    followers = {row.user_id for row in class_group.referents.all()}
    return actor.user is not None and actor.user.pk in followers


def check_author(actor, class_group):
    """Violations of who acts on the pupils of this class, in a year that is not closed."""
    if not may_follow(actor, class_group):
        return [Violation(RULE, "Vous ne suivez pas les élèves de cette classe.")]
    return closed_refusals(class_group.school_year, school=class_group.school)


@transaction.atomic
def save(actor, pupil, guardians=()):
    """Enter or correct a pupil and the guardians ({rank: values}, empty values remove one).

    Raises Refused when the actor does not follow the class, the class is of another school,
    or the number is another pupil's.
    """
    lock_class(pupil.class_group)
    require(check_author(actor, pupil.class_group) + _check(pupil))
    is_new = pupil.pk is None
    pupil.school = pupil.class_group.school
    pupil.save()
    for rank, values in dict(guardians).items():
        _save_guardian(pupil, rank, values)
    if not is_new:
        class_changes.follow(actor, [pupil])
    for hook in _hooks:
        hook(actor, pupil)
    verb = "a inscrit un élève" if is_new else "a corrigé la fiche d’un élève"
    record(actor, verb, pupil, school=pupil.school)
    return pupil


def lock_class(class_group):
    """The class is the parent lock: two people who enter the same pupil make one."""
    ClassGroup.objects.select_for_update(of=("self",), no_key=True).get(pk=class_group.pk)


def _check(pupil):
    found = []
    if pupil.pk and pupil.school_id != pupil.class_group.school_id:
        found.append(Violation(RULE, "Cette classe est d’un autre établissement.", "class_group"))
    others = Pupil.objects.exclude(pk=pupil.pk).filter(school=pupil.class_group.school_id)
    number = pupil.school_number
    if number and (other := others.filter(school_number=number).first()):
        text = f"Ce numéro est déjà celui {of(other)} ({other.class_group})."
        found.append(Violation(RULE, text, "school_number"))
    return found + _check_twin(pupil, others)


def _check_twin(pupil, others):
    """The same name and birth date in the school is the same pupil."""
    key = fold(f"{pupil.last_name} {pupil.first_name}")
    twins = others.present().filter(sort_key=key, birth_date=pupil.birth_date)
    twin = twins.select_related("class_group").first()
    if twin is None or (pupil.school_number and twin.school_number):
        return []
    text = f"{twin} est déjà inscrit en {twin.class_group}."
    return [Violation(RULE, text, "last_name")]


def _save_guardian(pupil, rank, values):
    if any(values.values()):
        LegalGuardian.objects.update_or_create(pupil=pupil, rank=rank, defaults=values)
    else:
        LegalGuardian.objects.filter(pupil=pupil, rank=rank).delete()


@transaction.atomic
def leave(actor, pupil, day):
    """The pupil has left the school: placements stay, nothing is asked any more."""
    require(check_author(actor, pupil.class_group))
    if pupil.left_on:
        raise Refused("Ce départ est déjà enregistré.")
    pupil.left_on = day
    pupil.save(update_fields=["left_on", "updated_at"])
    record(actor, "a enregistré le départ d’un élève", pupil, school=pupil.school)


@transaction.atomic
def set_referents(actor, class_group, users):
    """Who follows the class: staff of its school; named by its management (R-AG-1)."""
    allowed = actor.is_administrator or (
        actor.is_school_management and class_group.school_id in actor.school_ids
    )
    if not allowed:
        raise Refused("La direction ou le bureau des entreprises nomme les référents.")
    staff = set(staff_of(class_group.school).values_list("pk", flat=True))
    if strangers := [user for user in users if user.pk not in staff]:
        text = f"{strangers[0]} ne travaille pas dans cet établissement."
        raise Refused(violations=[Violation("R-AG-1", text, "users")])
    lock_class(class_group)
    wanted = {user.pk for user in users}
    known = ClassReferent.objects.filter(class_group=class_group)
    known.exclude(user__in=wanted).delete()
    left = Pupil.objects.filter(class_group=class_group).exclude(referent__in=wanted)
    left.exclude(referent=None).update(referent=None)
    there = set(known.values_list("user", flat=True))
    ClassReferent.objects.bulk_create(
        ClassReferent(class_group=class_group, user_id=key) for key in sorted(wanted - there)
    )
    words = ", ".join(str(user) for user in users) or "aucun"
    record(
        actor,
        "a fixé les référents d’une classe",
        class_group,
        school=class_group.school,
        words=f"{class_group} : {words}",
    )


def staff_of(school):
    """The people who hold a role in this school today."""
    roles = RoleAssignment.objects.in_force().filter(schools=school.pk)
    return User.objects.filter(pk__in=roles.values("user")).order_by("last_name", "pk")
