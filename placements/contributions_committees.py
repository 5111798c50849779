"""What placements add to committees: the periods that these send in June, and to which hosts."""

from clee import periods
from placements.calendar_readers import hosts_of_departments
from placements.territory_calendar import lines_of, weeks_of


def lines_of_departments(codes, school_year):
    """The weeks of a territory, as its calendar gives them."""
    return lines_of(weeks_of(school_year, codes))


periods.register(lines_of_departments)
periods.register_readers(hosts_of_departments)
