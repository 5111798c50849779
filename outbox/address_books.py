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
from django.db.models import Exists, IntegerField, OuterRef, Q, Value
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
    """The addresses that one column of a model holds; an index on its lower case
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

    def now(self, actor, emails):
        """The keys of the rows that the actor may correct, where one of these stands."""
        return self._keys(self.rows(actor), "pk", emails)

    def formerly(self, actor, emails):
        """The same where one of these stood; of no row when former values are not kept."""
        table = event_tables().get(self.model)
        if table is None:
            return self._keys(self.model.objects.none(), "pk", emails)
        of_rows = table.objects.filter(pgh_obj_id__in=self.rows(actor).values("pk"))
        return self._keys(of_rows, "pgh_obj_id", emails)

    def standing(self, actor, keys):
        """{key: Place} of these rows, with the address that stands there now."""
        rows = self._spelt(self.rows(actor)).in_bulk(keys)
        return {key: self._place(row, actor) for key, row in rows.items()}

    def _keys(self, rows, key, emails):
        rows = self._spelt(rows).filter(spelt__in=emails)
        book = Value(_books.index(self), IntegerField())
        return rows.annotate(book=book).order_by().values_list("book", key, "spelt")

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
    return _gathered(actor, emails, AddressBook.now)


def corrected(actor, emails):
    """{address: [Place]}: where each of them stood before the actor, or somebody, changed it."""
    found = _gathered(actor, emails, AddressBook.formerly)
    changed = {
        email: [place for place in stood if place.email not in ("", email)]
        for email, stood in found.items()
    }
    return {email: places for email, places in changed.items() if places}


def _gathered(actor, emails, keys_of):
    """The keys of all books are one statement; only the books that hold some are then read."""
    if not emails:  # the usual day: nothing is asked of thirty tables
        return {}
    first, *others = [keys_of(book, actor, emails) for book in _books]
    found = sorted(set(first.union(*others)))
    keys: dict[int, set] = {}
    for book, key, _ in found:
        keys.setdefault(book, set()).add(key)
    standing = {book: _books[book].standing(actor, of_book) for book, of_book in keys.items()}
    by_email: dict[str, list[Place]] = {}
    for book, key, email in found:
        by_email.setdefault(email, []).append(standing[book][key])
    return by_email
