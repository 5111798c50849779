"""What one report hides (DOMAIN §8): what was decided for its territory (`reports.verdicts`), and
what its own figures ask for, should they be younger."""

from collections import defaultdict
from functools import cached_property

from reports import masking, wholes
from reports.dimensions import AUDIENCE, SCHOOL, TOTAL
from reports.indicators import Ratio
from reports.indicators.base import OF_AUDIENCE, OF_PUPILS


def tells_audience(indicator, known):
    """Whether its groups by audience say what the figures of the audiences say, `known` being the
    indicators of the report: then they are told with them, or not at all."""
    return indicator.unit in OF_PUPILS and any(
        one.family == OF_AUDIENCE and one.source == indicator.source and not isinstance(one, Ratio)
        for one in known
    )


def family_of(indicator, dimension):
    """With whose figures it is hidden by this grouping; "" where it never is. How many pupils
    there are of an audience is as much said of them as their sex."""
    of_audience = dimension == AUDIENCE and indicator.source.knows(AUDIENCE)
    if of_audience and not indicator.family and indicator.unit in OF_PUPILS:
        return indicator.audience_family or indicator.code
    return indicator.family


class Hiding:
    """Of a Report; `decide` gives {(family, year, grouping): groups}, asked when first needed."""

    def __init__(self, report, decide):
        self.report, self._decide = report, decide
        self._small: dict = {}
        self._whole: dict = {}

    @cached_property
    def decided(self):
        return self._decide(self.report)

    def groups(self, indicator, year, dimension):
        """The groups of which a reader of many schools is not told the number; of one school,
        all: subtracted from the others, the least would be told."""
        report, known = self.report, self.report.by_code.values()
        family = family_of(indicator, dimension)
        if report.territory.reads_all or not family:
            return set()
        if report.territory.is_of_schools or dimension == SCHOOL:
            return self._every(indicator, dimension)
        is_told = not self.decided.get((OF_AUDIENCE, year, TOTAL))
        if dimension == AUDIENCE and not is_told and tells_audience(indicator, known):
            return self._every(indicator, dimension)
        return self._of_family(family, indicator, year, dimension)

    def _every(self, indicator, dimension):
        place = indicator.source.code, dimension
        if place not in self._whole:
            values = self.report.values(indicator.source)
            self._whole[place] = {key for _, found, key, _ in values if found == dimension}
        return self._whole[place]

    def _of_family(self, family, indicator, year, dimension):
        place = family, year, dimension
        if place not in self._small:
            sisters = {indicator.code} | {
                one.code
                for one in self.report.of_source(indicator.source)
                if not isinstance(one, Ratio) and family_of(one, dimension) == family
            }
            own = self.small_groups(indicator.source, sisters, year, dimension)
            self._small[place] = own | self.decided.get(place, set())
        return self._small[place]

    def small_groups(self, source, codes, year, dimension):
        """The groups of which the counts of these indicators, parts of one whole, are hidden for
        the sake of the figures of this report alone."""
        among = wholes.PLACES if dimension in wholes.PLACES else (dimension,)
        groups: dict = defaultdict(dict)
        for (its_year, found, key, code), count in self.report.values(source).items():
            if its_year == year and found in among and code in codes:
                groups[found, key][code] = count
        added_up = self.report.wholes if dimension in wholes.PLACES else {}
        hidden = masking.hidden(groups, wholes.sums(groups, added_up))
        return {key for found, key in hidden if found == dimension}
