"""Class groups: made once by a school, used by immersions, placements and events alike."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import TextField, Value
from django.db.models.functions import Replace

from accounts import journal
from directory.closed_years import closed_refusals
from directory.enums import Level
from directory.models import ClassGroup, School
from directory.search import fold
from directory.violations import Refused, Violation


def check_author(actor, school, school_year):
    """A school's staff make its groups, in a year that is not closed (R-ID-8)."""
    if not (actor.is_school_staff and school.pk in actor.drafting_school_ids):
        return [
            Violation("R-ID-8", "Vous ne pouvez créer une classe que pour votre établissement.")
        ]
    return closed_refusals(school_year, school=school)


@transaction.atomic
def create_class_group(
    actor, *, school, school_year, name, level, special_kind="", size=None, is_planned=False
):
    """The school's group of that name and year, made when there is none.

    What writes it otherwise makes no other name (`key_of`). Raises `Refused` when the actor is
    not of the school, the year is closed, or the existing group has another level.
    """
    found = check_author(actor, school, school_year)
    if found:
        raise Refused(violations=found)
    name = clean_name(name)
    lock(school)
    group = named(school, school_year, name)
    if group is None:
        facts = {"name": name, "level": level, "special_kind": special_kind, "size": size}
        group = ClassGroup.objects.create(
            school=school, school_year=school_year, is_planned=is_planned, **facts
        )
        verb = "a prévu la classe" if is_planned else "a créé la classe"
        journal.record(actor, verb, group, school=school, words=group.name)
    elif group.level != level:
        text = f"La classe {group.name} existe déjà en {Level(group.level).label}."
        raise Refused(violations=[Violation("R-ID-8", text, "new_level")])
    return group


def clean_name(name):
    """The name without needless spaces. Raises `Refused` when nothing is left."""
    name = " ".join(name.split())
    if not fold(name):
        raise Refused(violations=[Violation("R-ID-8", "Donnez un nom à la classe.", "new_name")])
    return name


def key_of(name):
    """What makes the name of a class: « 3ea », « 3e A » and « 3e-à » are one."""
    return fold(name).replace(" ", "")


def named(school, school_year, name):
    """The school's class that bears this name in that year, best the one written alike; None
    without any."""
    groups = ClassGroup.objects.filter(school=school, school_year=school_year)
    alike = groups.alias(key=Replace("sort_key", Value(" "), Value(""), output_field=TextField()))
    found = alike.filter(key=key_of(name)).order_by("pk")
    return min(found, key=lambda group: group.sort_key != fold(name), default=None)


def lock(school):
    """The school is the parent lock: two people who add the same class make one."""
    School.objects.select_for_update(of=("self",), no_key=True).get(pk=school.pk)


@dataclass(frozen=True)
class Proposal:
    """A class of this year that the next one may have too; `existing` is there already."""

    group: ClassGroup
    existing: ClassGroup | None


def proposals(school, last_year, school_year):
    """The classes of `last_year`, each as a proposal for `school_year` (R-ID-8)."""
    groups = ClassGroup.objects.filter(school=school)
    there = {key_of(group.name): group for group in groups.filter(school_year=school_year)}
    rows = groups.filter(school_year=last_year).order_by("sort_key", "pk")
    return [Proposal(group, there.get(key_of(group.name))) for group in rows]


@dataclass(frozen=True)
class Plan:
    """A class to announce for the next year, after `model`; `size` is a guess or None."""

    model: ClassGroup
    name: str
    size: int | None = None


@transaction.atomic
def plan_groups(actor, school, school_year, plans):
    """Announce these classes for a year in preparation; how many were new. Idempotent.

    All or none: raises `Refused` with every class that cannot be made, each on the field
    `name` of the form of its model.
    """
    lock(school)
    known = set(ClassGroup.objects.filter(school=school, school_year=school_year).values_list("pk"))
    made, found = set(), []
    for plan in plans:
        try:
            group = _plan_group(actor, school, school_year, plan)
            made.add((group.pk,))
        except Refused as refused:
            found.append(Violation("R-ID-8", refused.message, f"{plan.model.pk}-name"))
    if found:
        raise Refused(violations=found)
    return len(made - known)


def _plan_group(actor, school, school_year, plan):
    return create_class_group(
        actor,
        school=school,
        school_year=school_year,
        name=plan.name,
        level=plan.model.level,
        special_kind=plan.model.special_kind,
        size=plan.size,
        is_planned=True,
    )


@dataclass(frozen=True)
class Verdict:
    """What the import does with a line: made, already there, or refused and why."""

    line: object
    word: str
    error: str = ""


def preview_classes(actor, school, school_year, lines):
    """The verdict of each line, nothing kept."""
    with transaction.atomic():
        verdicts = import_classes(actor, school, school_year, lines)
        transaction.set_rollback(True)
    return verdicts


@transaction.atomic
def import_classes(actor, school, school_year, lines):
    """Create the classes that the school has not yet; idempotent. Raises `Refused` as
    `create_class_group` does when the whole import is not the actor's to make."""
    found = check_author(actor, school, school_year)
    if found:
        raise Refused(violations=found)
    known = set(ClassGroup.objects.filter(school=school, school_year=school_year).values_list("pk"))
    return [_import_line(actor, school, school_year, line, known) for line in lines]


def _import_line(actor, school, school_year, line, known):
    if line.error:
        return Verdict(line, "refusée", line.error)
    try:
        group = create_class_group(
            actor,
            school=school,
            school_year=school_year,
            name=line.name,
            level=line.level,
            special_kind=line.special_kind,
            size=line.size,
        )
    except Refused as refused:
        return Verdict(line, "refusée", refused.message)
    word = "déjà là" if (group.pk,) in known else "nouvelle"
    known.add((group.pk,))
    return Verdict(line, word)
