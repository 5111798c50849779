"""What this floor hands over: delegations, which do not pass from person to person."""

from django.utils import timezone

from accounts.handover import Mover, register
from accounts.models import Delegation
from accounts.workflow.validators import recipient
from outbox.workflow import notify


def _of_schools(school_ids):
    """Open delegations of a role in these schools, each once."""
    rows = Delegation.objects.open()
    mine = rows.filter(assignment__schools__in=school_ids).values("pk")
    return rows.filter(pk__in=mine).select_related("assignment__user", "holder")


def given(person, school_ids):
    return _of_schools(school_ids).filter(assignment__user=person)


def received(person, school_ids):
    return _of_schools(school_ids).filter(holder=person)


def end(rows, person, successor):
    """A delegation is given to a person (R-AG-1): it ends, and is given anew if need be."""
    Delegation.objects.filter(pk__in=[row.pk for row in rows]).update(ended_at=timezone.now())
    for row in rows:
        if row.holder_id != person.pk:
            notify("accounts.delegation_ended", row, recipient(row.holder, row.assignment.role))


def _words(row):
    return f"{row.assignment.user} à {row.holder} : {', '.join(row.act_labels).lower()}"


ENDS = "Une délégation se donne à une personne : elle prend fin."

register(
    Mover(
        "délégation donnée",
        "{} délégations données",
        rows=given,
        move=end,
        why=ENDS,
        describe=_words,
    )
)
register(
    Mover(
        "délégation reçue",
        "{} délégations reçues",
        rows=received,
        move=end,
        why=ENDS,
        columns=("accounts.Delegation.holder",),
        describe=_words,
    )
)
