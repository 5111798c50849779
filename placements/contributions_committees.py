"""What placements add to committees: the periods that these send to companies in June."""

from clee import periods
from placements.territory_calendar import lines_of, weeks_of


def lines_of_departments(codes, school_year):
    """The weeks of a territory, as its calendar gives them."""
    return lines_of(weeks_of(school_year, codes))


periods.register(lines_of_departments)
