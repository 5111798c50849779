"""Every list leaves by here: the kind of file and the columns are in the address.

`?format=ods&colonnes=…&decimales=point` on the address of a list gives its file at once, CSV
when it names no format. More than `AT_ONCE` rows lead to the page where the columns are chosen
and kept, and a worker makes the file (`reports.views.lists`). That worker answers the same
address again, with `request.later`: there is one way to read a list.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import Http404, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from accounts.downloads import UNTOLD, Taking, give
from accounts.tables_out import FORMATS, Rows, source_of

# Rows of a file that a request waits for.
AT_ONCE = 5_000
# The names of the address that are ours; all others are the list's own.
FORMAT, COLUMNS, DECIMALS, POINT = "format", "colonnes", "decimales", "point"


@dataclass(frozen=True)
class Later:
    """The worker that answers an address: `step(done, total)` tells its progress."""

    step: Callable


@dataclass(frozen=True)
class Listing:
    """A list that a page shows, as a file: what it is ("les offres"), and its columns as
    `accounts.tables_out.source_of` reads them. The view of the page gives it the rows that it
    would show, before it cuts them into pages:

        if is_asked(request):
            return exports.OFFERS.file(request, rows)

    and the page says where the file is: `{% list_files %}`.
    """

    what: str
    columns: dict | list

    def file(self, request, rows, limits="", subject=None, **places):
        """The file of these rows, or the page where it is asked for. The journal tells who took
        it, what it was limited to (in words), about which `subject`, in which `places`."""
        source = source_of(rows, self.columns)
        taking = Taking(f"a exporté {self.what}", subject, limits, source.count, places)
        name = slugify(self.what.removeprefix("les "))
        return give_list(request, source, f"{name}-{timezone.localdate()}", taking)


def is_asked(request):
    """Whether this address is that of the file of a list."""
    return FORMAT in request.GET


def give_table(request, lines, name, taking):
    """A list whose first line is the headings."""
    return give_list(request, Rows.of(lines), name, taking)


def give_list(request, source, name, taking, code=""):
    """The file of `Rows` or of a `Selection`, or the page where it is asked for. What the
    journal says of it is `taking`; `name` is that of the file, without its ending. The columns
    that a person chose are kept by `code`, else by the view. Raises Http404 for an unknown
    format."""
    kind = FORMATS.get(request.GET.get(FORMAT, "csv"))
    if kind is None:
        raise Http404
    later = getattr(request, "later", None)
    is_long = source.count > AT_ONCE and later is None and request.method != "HEAD"
    if is_long:
        return redirect(chooser(request.get_full_path()))
    source = source.only(request.GET.getlist(COLUMNS))
    if later is not None:
        source = replace(source, step=later.step)
    content = kind.write(taking.what, source, request.GET.get(DECIMALS) != POINT)
    if later is None:
        # Whole, so that what breaks is an error page and the connection is free at once.
        content = b"".join(content)
        content = iter([content]) if kind.ending == "csv" else content
    answer = give(
        request,
        content,
        f"{name}.{kind.ending}",
        kind.mimetype,
        # A worker's file is told when it is asked for, and when it is taken.
        taking if later is None else UNTOLD,
    )
    answer.source, answer.title, answer.file_name = source, taking.title, f"{name}.{kind.ending}"
    answer.code = code or request.resolver_match.view_name
    return answer


def chooser(address):
    """Where the columns of a list are chosen; `address` is that of the list."""
    return f"{reverse('reports:list_file')}?{urlencode({'adresse': bare(address)})}"


def bare(address):
    """The address of a list without what is said of its file."""
    path, _, query = address.partition("?")
    asked = QueryDict(query, mutable=True)
    for name in (FORMAT, COLUMNS, DECIMALS, "page"):
        asked.pop(name, None)
    return f"{path}?{asked.urlencode()}" if asked else path


def address_of(address, format_code, columns=(), *, comma=True):
    """The address of the file of a list."""
    more = [(FORMAT, format_code), *((COLUMNS, column) for column in columns)]
    more += [] if comma else [(DECIMALS, POINT)]
    return f"{address}{'&' if '?' in address else '?'}{urlencode(more)}"
