"""Pages of very long lists: the rows are counted up to a limit, never all of them."""

from django.core.paginator import Paginator
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
