"""Pages of very long lists: the rows are counted up to a limit, never all of them."""

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

MOST = 2000


class CappedPaginator(Paginator):
    """Beyond `MOST` rows the list says "more than" and is to be narrowed: counting 400,000
    rows takes longer than showing fifty."""

    object_list: QuerySet

    @cached_property
    def count(self):
        return min(self._counted, MOST)

    @cached_property
    def _counted(self):
        return self.object_list.order_by()[: MOST + 1].count()

    @property
    def is_capped(self):
        """Whether there are more rows than were counted."""
        return self._counted > MOST


class FewPaginator(CappedPaginator):
    """Of a search that gives `MOST` + 1 rows at most, by their keys: all are sorted, then a page
    is cut. Asked for fifty of them in the order of an index, PostgreSQL would go through that of
    the whole table until it has met them."""

    @cached_property
    def keys(self):
        return list(self.object_list.values_list("pk", flat=True))

    @cached_property
    def _counted(self):
        return len(self.keys)

    def page(self, number):
        cut = Paginator(self.keys[:MOST], self.per_page).page(number)
        rows = self.object_list.filter(pk__in=cut.object_list)
        return Page(rows, cut.number, self)
