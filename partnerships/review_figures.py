"""What the review of a committee says of the needs that nobody met (R-CL-5)."""

from django.db.models import Case, Count, IntegerField, Q, Value, When

from clee.models import Committee
from clee.review_figures import Part, Row, register, schools_of_territory
from directory.years import first_day, last_day
from partnerships.models import CompanyNeed, SchoolRequest


def rows(committee, years):
    """Requests of its schools without a yes, needs of companies of its territory still open;
    two queries."""
    requests = SchoolRequest.objects.unanswered().filter(
        school__in=schools_of_territory(committee), school_year__in=years
    )
    yield Row("Appels d’établissements sans réponse", _by_year(requests))
    needs = CompanyNeed.objects.current().filter(_territory(committee))
    dated = needs.annotate(school_year=_year_of("told_on", years)).exclude(school_year=None)
    yield Row("Besoins d’entreprises encore ouverts", _by_year(dated))


def _by_year(found):
    counts = found.order_by().values("school_year").annotate(count=Count("pk"))
    return {row["school_year"]: row["count"] for row in counts}


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


register(Part("Besoins sans réponse", rows))
