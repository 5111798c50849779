"""A committee is founded, its territory and its words change. Raises `Refused`."""

from django.db import transaction

from accounts import journal
from clee.enums import KEEPERS
from clee.models import Committee
from clee.workflow import who
from directory.violations import Refused, Violation

OUTSIDE = "Choisissez un département de votre territoire."


@transaction.atomic
def found(actor, committee, places):
    """Create it (an unsaved Committee) in at least one département of the actor; `places` are
    lists of `departments`, `basins` and `municipalities`."""
    who.demand(actor.is_administrator or actor.role in KEEPERS)
    if not any(actor.sees_department(row.pk) for row in places["departments"]):
        raise Refused(violations=[Violation("R-CL-1", OUTSIDE, "departments")])
    committee.save()
    _place(committee, places)
    _write(actor, "a créé le comité", committee)
    return committee


@transaction.atomic
def edit(actor, committee, places):
    """Keep its new words; its places too, when they are given, for an officer."""
    before = Committee.objects.select_for_update(of=("self",)).get(pk=committee.pk)
    who.demand(who.keeps(actor, before))
    if places:
        who.demand(who.of_territory(actor, before))
        if not places["departments"]:
            raise Refused(violations=[Violation("R-CL-1", OUTSIDE, "departments")])
        _place(before, places)
    elif (committee.name, committee.support_school_id) != (before.name, before.support_school_id):
        raise Refused("Le nom et l’établissement support sont tenus par les services.")
    committee.state, committee.merged_into_id = before.state, before.merged_into_id
    committee.save()
    _write(actor, "a modifié le comité", committee)
    return committee


def _place(committee, places):
    for name, rows in places.items():
        getattr(committee, name).set(rows)


def _write(actor, verb, committee):
    journal.record(actor, verb, committee, committee_id=committee.pk, words=committee.name)
