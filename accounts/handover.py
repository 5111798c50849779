"""What a person is in charge of in a school, and leaves to a successor.

Every app declares its kinds of things in `<app>/movers.py`:

    register(owned(
        "offre d’accueil", "{} offres d’accueil",
        subjects=lambda: Offer.objects.exclude(state=OfferState.CLOSED),
        owners=("created_by",),                # who is in charge, the first one above all
        school="office",                       # the path to the school's key
    ))

`Mover` itself is for what is not a column: something that ends, or that stays and why.
A test of the house reads `columns`: every key to a person is moved, or a fact that stays.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, Value
from django.utils import timezone

from accounts.models import RoleAssignment


@dataclass(frozen=True)
class Mover:
    """One kind of things, in words: "convention", "{} conventions".

    `rows(person, school_ids)` are those that the person has in hand in these schools,
    `move(rows, person, successor)` hands the locked rows over. `why` is said of what does
    not pass on: it ends, by `move`, or without one stays as it is. `in_charge` gives the
    things in progress, with the paths to their school and to their main owner: what is in
    the hands of somebody who left is a portfolio without a holder.
    """

    one: str
    several: str
    rows: Callable
    move: Callable | None = None
    why: str = ""
    columns: tuple[str, ...] = ()
    describe: Callable = str
    in_charge: tuple | None = None

    @property
    def fate(self):
        """What becomes of the rows: "moved", "ended" or "kept"."""
        if self.move is None:
            return "kept"
        return "ended" if self.why else "moved"

    def counted(self, count):
        """« 1 offre d’accueil », « 3 offres d’accueil »."""
        return f"1 {self.one}" if count == 1 else self.several.format(count)


def owned(one, several, *, subjects, owners, school, describe=str):
    """The mover of rows whose columns `owners` name who is in charge."""

    def rows(person, school_ids):
        mine = Q(*((owner, person) for owner in owners), _connector=Q.OR)
        return subjects().filter(mine, **{f"{school}__in": school_ids})

    def move(found, person, successor):
        keys = [row.pk for row in found]
        for owner in owners:
            subjects().filter(pk__in=keys, **{owner: person}).update(**{owner: successor})

    columns = tuple(f"{subjects().model._meta.label}.{owner}" for owner in owners)
    in_charge = (subjects, school, owners[0])
    return Mover(one, several, rows, move, "", columns, describe, in_charge)


_movers: list[Mover] = []


def register(mover):
    """Declare a kind of things; they are moved in the order of declaration."""
    _movers.append(mover)
    return mover


def all_movers():
    """Every declared mover, those of the lower floors first."""
    return list(_movers)


def unowned(schools):
    """[(mover, school key, person key, count)]: what is in the hands of somebody who has no
    role any more in that school, or whose account is closed. One query for all movers."""
    charged = _charged()
    return [
        (charged[rank], place, owner, count)
        for rank, place, owner, count in unowned_rows(schools, timezone.localdate())
    ]


def unowned_rows(schools, day):
    """(rank of the mover, school key, person key, count) of `unowned` on a day."""
    parts = [
        _unowned_of(schools, day, rank, *mover.in_charge) for rank, mover in enumerate(_charged())
    ]
    return parts[0].union(*parts[1:], all=True)


def _charged():
    return [mover for mover in _movers if mover.in_charge]


def _unowned_of(schools, day, rank, subjects, school, owner):
    held = RoleAssignment.objects.opened(day).filter(user=OuterRef(owner), user__is_active=True)
    here = Q(schools=OuterRef(school))
    here |= Q(schools__annexes=OuterRef(school), includes_annexes=True)
    known = {f"{owner}__isnull": False, f"{school}__in": schools}
    rows = subjects().filter(~Exists(held.filter(here)), **known).order_by()
    return rows.values_list(Value(rank), school, owner).annotate(Count("pk"))
