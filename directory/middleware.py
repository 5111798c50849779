"""`request.school_year`: the year chosen in the header, else the current one."""

from django.utils.functional import SimpleLazyObject

from directory.models import SchoolYear
from directory.years import current_year

SESSION_KEY = "school_year"


def chosen_year(session):
    """The session's `SchoolYear`; the current one when none is chosen or it is gone."""
    start_year = session.get(SESSION_KEY)
    chosen = SchoolYear.objects.filter(pk=start_year).first() if start_year else None
    return chosen or current_year()


class SchoolYearMiddleware:
    """Lazy: a page that shows no year asks the database nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.school_year = SimpleLazyObject(lambda: chosen_year(request.session))
        return self.get_response(request)
