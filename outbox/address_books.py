"""To whom an address belongs, and who may correct it.

The outbox knows addresses only. Every app that keeps some declares, in its `correctable.py`,
where they stand and who may change them there:

    register(AddressBook("partnerships.Offer", "contact_email", rows, place))

`rows(actor)` are the rows whose address the actor may correct, `place(row)` is where the
address stands, in words, and the page where it is changed.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from directory.history import event_tables


@dataclass(frozen=True)
class Place:
    """Where an address stands: words, page where it is changed ("" when only somebody else
    changes it), and the address that stands there now."""

    words: str
    url: str
    email: str


@dataclass(frozen=True)
class AddressBook:
    """The addresses that one column of a tracked model holds; an index on its lower case
    makes them found, whatever the size of the table."""

    model_label: str
    field: str
    rows: Callable
    place: Callable

    @property
    def model(self):
        return apps.get_model(self.model_label)

    def holds(self, actor):
        """A condition on `email`: the actor may correct it here."""
        return Exists(self._spelt(self.rows(actor)).order_by().filter(spelt=OuterRef("email")))

    def places(self, actor, emails):
        """[(address, Place)] of these addresses, where the actor may correct them."""
        found = self._spelt(self.rows(actor)).filter(spelt__in=emails)
        return [(row.spelt, self._place(row, actor)) for row in found]

    def corrected(self, actor, emails):
        """[(address, Place)] where one of these addresses stood and another stands now."""
        table = event_tables()[self.model]
        former = self._spelt(table.objects.filter(pgh_obj_id__in=self.rows(actor).values("pk")))
        pairs = set(former.filter(spelt__in=emails).values_list("pgh_obj_id", "spelt"))
        rows = self._spelt(self.rows(actor)).in_bulk({pk for pk, _ in pairs})
        return [
            (email, self._place(rows[pk], actor))
            for pk, email in sorted(pairs)
            if rows[pk].spelt not in ("", email)
        ]

    def _spelt(self, queryset):
        return queryset.exclude(**{self.field: ""}).annotate(spelt=Lower(self.field))

    def _place(self, row, actor):
        words, url = self.place(row, actor)
        return Place(words, url, row.spelt)


_books: list[AddressBook] = []


def register(book):
    """Declare where addresses stand."""
    _books.append(book)
    return book


def all_books():
    return list(_books)


def holding(actor):
    """A condition on `email`: it stands where the actor may correct it."""
    condition = Q(pk__in=[])
    for book in _books:
        condition |= Q(book.holds(actor))
    return condition


def places(actor, emails):
    """{address: [Place]}: where the actor may correct each of these addresses."""
    return _gathered(book.places(actor, emails) for book in _books)


def corrected(actor, emails):
    """{address: [Place]}: where each of them stood before the actor, or somebody, changed it."""
    return _gathered(book.corrected(actor, emails) for book in _books)


def _gathered(found):
    by_email: dict[str, list[Place]] = {}
    for pairs in found:
        for email, place in pairs:
            by_email.setdefault(email, []).append(place)
    return by_email
