"""What the review of a committee says of the needs that nobody met (R-CL-5)."""

from django.db.models import Case, Count, IntegerField, Q, Value, When

from clee.models import Committee
from clee.review.figures import YEAR, Part, register
from directory.tallies import Tally
from directory.years import first_day, last_day
from partnerships.models import CompanyNeed, SchoolRequest


def tallies(committee, years):
    """Requests of its schools without a yes, needs of companies of its territory still open."""
    requests = SchoolRequest.objects.unanswered().filter(
        school__in=committee.schools(), school_year__in=years
    )
    yield Tally(requests, YEAR, {"Appels d’établissements sans réponse": Count("pk")})
    needs = CompanyNeed.objects.current().filter(_territory(committee))
    dated = needs.annotate(school_year=_year_of("told_on", years)).exclude(school_year=None)
    yield Tally(dated, YEAR, {"Besoins d’entreprises encore ouverts": Count("pk")})


def _year_of(path, years):
    cases = [
        When(**{f"{path}__range": (first_day(year), last_day(year))}, then=Value(year))
        for year in years
    ]
    return Case(*cases, output_field=IntegerField())


def _territory(committee):
    """A need is told for a bassin, or for a département."""
    basins = Committee.basins.through.objects.filter(committee=committee)
    departments = Committee.departments.through.objects.filter(committee=committee)
    here = Q(basin__in=basins.values("trainingbasin"))
    return here | Q(basin=None, department__in=departments.values("department"))


register(Part("Besoins sans réponse", tallies))
