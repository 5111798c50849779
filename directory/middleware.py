"""`request.school_year`: the year chosen in the header, else the current one; what is refused
because a year is closed."""

from functools import cache

from django.shortcuts import render
from django.utils.functional import SimpleLazyObject

from directory.closed_years import YearClosed
from directory.enums import YearState
from directory.models import SchoolYear
from directory.sql import Kept
from directory.years import current_year

SESSION_KEY = "school_year"


def chosen_year(session, years):
    """The session's `SchoolYear` among these; the current one when none is chosen or it is
    gone."""
    chosen = session.get(SESSION_KEY)
    found = [year for year in years if year.pk == chosen]
    found += [year for year in years if year.state == YearState.CURRENT]
    return found[0] if found else current_year()


class SchoolYearMiddleware:
    """Lazy: a page that shows no year asks the database nothing; one that shows the year and
    the list to choose from (`request.school_years`, the latest first) asks once."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.school_years = SimpleLazyObject(_all_years)
        request.school_year = SimpleLazyObject(
            lambda: chosen_year(request.session, request.school_years)
        )
        return self.get_response(request)

    def process_exception(self, request, exception):
        """Any act may meet a closed year (`directory.closed_years`): where the page does not
        say so itself, this one does."""
        if isinstance(exception, YearClosed):
            return render(request, "directory/year_closed.html", {"refused": exception}, status=409)
        return None


def _all_years():
    return list(_latest_first()())


@cache
def _latest_first():
    """Every page asks it."""
    return Kept(SchoolYear.objects.order_by("-start_year"))
