"""A class of the school is corrected: its name, its level, the public, its size (R-ID-8)."""

from dataclasses import replace

from accounts import journal
from directory.violations import Refused, Violation, require
from partnerships import class_groups, rules, seats
from partnerships.workflow.locking import GROUP_GONE, locked_groups
from partnerships.workflow.planned import OPEN

FACTS = ("name", "level", "special_kind", "size")


@seats.unit_of_work
def correct(actor, group, *, name, level, special_kind="", size=None):
    """The class as it should have been written. What was signed keeps its words (R-CEE-5).

    Raises `Refused` when the actor could not create it, another class of the school and year
    bears the name, or the level does not fit an immersion that is asked or agreed (R-CEE-1).
    """
    require(class_groups.check_author(actor, group.school, group.school_year))
    class_groups.lock(group.school)
    groups, bookings = locked_groups([group.pk])
    if not groups:
        raise Refused(GROUP_GONE)
    (row,) = groups
    new = dict(zip(FACTS, (class_groups.clean_name(name), level, special_kind, size), strict=True))
    require(_check_name(row, new["name"]))
    if level != row.level:
        require(_check_level(row, level, bookings))
    changed = [fact for fact in FACTS if getattr(row, fact) != new[fact]]
    if not changed:
        return row
    for fact in changed:
        setattr(row, fact, new[fact])
    before = group.name
    row.save(update_fields=changed)
    words = f"{before} devient {row.name}" if "name" in changed else row.name
    journal.record(actor, "a corrigé la classe", row, school=row.school, words=words)
    return row


def _check_name(group, name):
    if class_groups.key_of(name) == class_groups.key_of(group.name):
        return []
    found = class_groups.named(group.school, group.school_year, name)
    if found is None or found.pk == group.pk:
        return []
    text = f"La classe {found.name} existe déjà pour cette année scolaire."
    return [Violation("R-ID-8", text, "new_name")]


def _check_level(group, level, bookings):
    """R-CEE-1, of all that is asked or agreed for the class, each with its reason."""
    return [
        replace(one, message=f"{row}, {row.host} : {one.message}", field="new_level")
        for row in bookings
        if row.state in OPEN
        for one in rules.blocking(_levels_of(row, level, group.school_year_id))
    ]


def _levels_of(booking, level, start_year):
    offer = booking.offer
    if offer is None:
        return rules.check_level(booking.kind, level)
    found = rules.check_level(booking.kind, level, offer.min_level, offer.max_level)
    age = offer.minimum_age
    return found + rules.check_age(booking.kind, level, age, booking.starts_on, start_year)
