"""Handing over: one action moves what a person has in hand in a school to the successor."""

from functools import partial

from accounts import journal
from accounts.enums import Role
from accounts.handover import all_movers
from accounts.idempotency import once
from accounts.models import User
from accounts.workflow import roles
from accounts.workflow.validators import recipient
from directory.french import of
from directory.violations import Refused, Violation, require
from documents import snapshots
from outbox.workflow import notify
from partnerships import seats
from portal import desks

SNAPSHOT = "passation"
NOTHING = "Cette personne n’a plus rien à transmettre dans cet établissement."


def hand_over(actor, person, successor, school, *, key, ends_role=False, reason=""):
    """Move everything, tell both people and keep the list of what was moved.

    The journal entry of the whole, under which the list is frozen. `key` is the form's: a
    second click gets the first one's entry. Two hand-overs of one person follow each
    other; the second finds nothing. Raises Refused when there is nothing to hand over, or
    when one of the people is not the right one.
    """
    make = partial(_make, actor, person, successor, school, ends_role, reason)
    return _once(actor, key, make)


@seats.unit_of_work
def _once(actor, key, make):
    return once(actor, key, make)[0]


def _make(actor, person, successor, school, ends_role, reason):
    seats.lock(User.objects.filter(pk__in={person.pk, successor.pk}))
    require(_check(actor, person, successor, school))
    done = _move(person, successor, school)
    ended = desks.endable_roles(actor, person, school) if ends_role else []
    if not (done["moved"] or ended):
        raise Refused(NOTHING)
    for row in ended:
        roles.end(actor, row, reason)
    entry = _write(actor, person, successor, school, done, reason)
    about = {"school": str(school), "from": str(person), "to": str(successor), "by": actor.label}
    closed = [row.get_role_display() for row in ended]
    content = about | done | {"roles": closed, "reason": reason}
    snapshots.freeze(actor, SNAPSHOT, entry, content)
    for user in (person, successor):
        to = recipient(user, Role.RBDE)
        notify("portal.handed_over", entry, to, by=actor, context={"to": successor.pk})
    return entry


def _check(actor, person, successor, school):
    if not desks.may_hand_over(actor, person, school):
        return [Violation("", "Cette passation ne vous est pas ouverte.")]
    found = []
    if not desks.predecessors(actor, school).filter(pk=person.pk).exists():
        text = "Cette personne n’a rien tenu dans cet établissement."
        found.append(Violation("", text, "person"))
    if not desks.successors(school, person).filter(pk=successor.pk).exists():
        text = "Le successeur tient aujourd’hui le bureau des entreprises de l’établissement."
        found.append(Violation("", text, "successor"))
    return found


def preview(person, school):
    """What a hand-over would do, in words: {"moved": […], "ended": […], "kept": […]}."""
    places = _keys_of(school)
    found = [(mover, list(mover.rows(person, places).order_by("pk"))) for mover in all_movers()]
    return _in_words(found)


def _keys_of(school):
    return list(desks.places_of(school).values_list("pk", flat=True))


def _in_words(found):
    done = {"moved": [], "ended": [], "kept": []}
    for mover, rows in found:
        if rows:
            words = {"what": mover.counted(len(rows)), "why": mover.why}
            words["rows"] = [mover.describe(row) for row in rows]
            done[mover.fate].append(words)
    return done


def _move(person, successor, school):
    """Lock all there is, then move it, kind by kind; what was done, in words."""
    places = _keys_of(school)
    found = [(mover, _locked(mover, person, places)) for mover in all_movers()]
    words = _in_words(found)
    for mover, rows in found:
        if rows and mover.move:
            mover.move(rows, person, successor)
    return words


def _locked(mover, person, places):
    rows = mover.rows(person, places)
    if mover.move is None:
        return list(rows.order_by("pk"))
    return seats.lock(rows)


def _write(actor, person, successor, school, done, reason):
    """One journal entry per kind of things, then the one of the whole."""
    passed = [one["what"] for one in [*done["moved"], *done["ended"]]]
    write = partial(journal.record, actor, subject=person, school=school, reason=reason)
    for what in passed:
        write("a transmis", words=f"{what}, {of(person)} à {successor}")
    summary = ", ".join(passed) or "fin du rôle"
    return write("a passé la main", words=f"De {person} à {successor} : {summary}")
