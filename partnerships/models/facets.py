"""What the search page counts by: combinations of facets, and slots listed per combination.

Reading 300,000 slots to count them by five columns took 130 ms; by one integer it takes
40 ms, and 4 ms from the counts that the slots' triggers keep.
"""

import pgtrigger
from django.db import models
from django.db.models import Q, Sum

from directory.enums import Level
from directory.sql import rows
from partnerships.enums import OfferKind

# Before a slot is written: what its offer says, under the number of its combination.
FACETS_FROM_OFFER = """
SELECT * INTO STRICT offer FROM partnerships_offer WHERE id = NEW.offer_id;
NEW.kind = offer.kind;
NEW.department_id = offer.department_id;
NEW.sector_id = offer.sector_id;
NEW.latitude = offer.latitude;
NEW.longitude = offer.longitude;
NEW.is_listed = (offer.state = 'published' AND NEW.state = 'open');
FOR attempt IN 1..2 LOOP
    SELECT id INTO NEW.facets_id FROM partnerships_slotfacets
    WHERE kind = offer.kind AND department_id = offer.department_id
        AND min_level = offer.min_level AND max_level = offer.max_level
        AND sector_id IS NOT DISTINCT FROM offer.sector_id;
    EXIT WHEN FOUND;
    -- Another transaction may write the same one: this waits for it, then both read it.
    INSERT INTO partnerships_slotfacets
        (kind, department_id, sector_id, min_level, max_level)
    VALUES (offer.kind, offer.department_id, offer.sector_id, offer.min_level, offer.max_level)
    ON CONFLICT DO NOTHING;
END LOOP;
RETURN NEW;
"""
# After a statement wrote slots: what left the list and what entered it, in one order for
# all, so that two transactions never wait for each other's counts.
_COUNTED = """
SELECT starts_on, facets_id, requests_until, {change} AS change
FROM {rows} WHERE is_listed AND seats_left > 0
"""
_COUNT = """
INSERT INTO partnerships_slotcount AS known (starts_on, facets_id, requests_until, slots)
SELECT starts_on, facets_id, requests_until, sum(change) FROM ({changes}) AS changed
GROUP BY starts_on, facets_id, requests_until HAVING sum(change) <> 0
ORDER BY starts_on, facets_id, requests_until
ON CONFLICT (starts_on, facets_id, requests_until)
DO UPDATE SET slots = known.slots + excluded.slots;
RETURN NULL;
"""
LEFT = _COUNTED.format(change=-1, rows="old_rows")
ENTERED = _COUNTED.format(change=1, rows="new_rows")


def counting(name, operation, *changes, **rows):
    """The trigger that keeps SlotCount after one kind of statement on slots.

    Per statement: pgtrigger opens a subtransaction at each call, and closing one costs
    as much as there are rows still to be told, which makes bulk writes quadratic.
    """
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**rows),
        func=_COUNT.format(changes=" UNION ALL ".join(changes)),
    )


class SlotFacetsQuerySet(models.QuerySet):
    def for_level(self, level):
        """Combinations that take the level; an empty bound is open."""
        order, rank = list(Level), Level(level).order
        return self.filter(
            Q(min_level="") | Q(min_level__in=order[: rank + 1]),
            Q(max_level="") | Q(max_level__in=order[rank:]),
        )

    def choosing(self, choices):
        """Combinations that keep the chosen value of each facet; None chooses nothing."""
        equal = {name: value for name, value in choices.items() if value and name != "level"}
        found = self.filter(**equal)
        return found.for_level(choices["level"]) if choices["level"] else found


class SlotFacets(models.Model):
    """A combination of kind, département, sector and levels that some offer has had.

    Written by the triggers of slots only, and kept for ever: there are a few thousand.
    """

    kind = models.CharField(max_length=20, choices=OfferKind)
    department = models.ForeignKey(
        "directory.Department", models.CASCADE, db_index=False, related_name="+"
    )
    sector = models.ForeignKey(
        "directory.Sector", models.CASCADE, null=True, db_index=False, related_name="+"
    )
    min_level = models.CharField(max_length=20, blank=True)
    max_level = models.CharField(max_length=20, blank=True)

    objects = SlotFacetsQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="slot_facets_once",
                fields=["kind", "department", "min_level", "max_level", "sector"],
                nulls_distinct=False,
            ),
        ]

    def __str__(self):
        return f"{self.kind}, {self.department_id}, {self.min_level}–{self.max_level}"


def facet_rows(counted):
    """(kind, département, sector, lowest level, highest level, number of slots), … as texts.

    `counted`: slots, or counts of them. They are grouped by one integer before anything
    is joined, which the ORM cannot say.
    """
    sql, params = counted.per_facets().query.sql_with_params()
    return rows(
        f"""
        SELECT kind, department_id, sector_id::text, min_level, max_level, counted.count
        FROM ({sql}) AS counted JOIN partnerships_slotfacets AS known ON known.id = counted.facets
        """,  # noqa: S608 (the ORM's own text)
        params,
    )


class DatedQuerySet(models.QuerySet):
    """What slots and the counts of slots are both found by."""

    def upcoming(self, today):
        return self.filter(starts_on__gt=today)

    def accepting(self, today):
        """Not a selection whose last day of requests is past."""
        return self.filter(Q(requests_until__isnull=True) | Q(requests_until__gte=today))

    def between(self, first_day, last_day):
        """Slots that begin within the period; None leaves an end open."""
        queryset = self.filter(starts_on__gte=first_day) if first_day else self
        return queryset.filter(starts_on__lte=last_day) if last_day else queryset


class SlotCountQuerySet(DatedQuerySet):
    def open_to_requests(self, today):
        return self.upcoming(today).accepting(today)

    def per_facets(self):
        return self.order_by().values("facets").annotate(count=Sum("slots"))


class SlotCount(models.Model):
    """How many slots are listed with a seat left, per first day and facets.

    Written by the triggers of slots only, when a slot enters or leaves the list: seats
    taken of a slot that stays on it write nothing here.
    """

    starts_on = models.DateField()
    requests_until = models.DateField(null=True)
    facets = models.ForeignKey(SlotFacets, models.CASCADE, db_index=False, related_name="+")
    slots = models.IntegerField()

    objects = SlotCountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="slot_count_once",
                fields=["starts_on", "facets", "requests_until"],
                nulls_distinct=False,
            ),
        ]

    def __str__(self):
        return f"{self.slots} le {self.starts_on:%d/%m/%Y}"
