"""What the rules read of the base: each part in one query, when it is first needed, for one
placement as for all those of a list."""

from collections import defaultdict
from functools import cached_property

from directory.calendar import Calendar
from partnerships import seats
from placements import host_places
from placements.enums import PlacementKind
from placements.models import Campaign, ClassReferent, HostAsk, Placement
from placements.workflow.vocational_limits import in_force


class Facts:
    """The facts about the placements of `pupils` at `hostings`, which have a company and days.

    `but` is the placement that is moved. `limits` and `hosts` are given by who has read them
    already, or knows better than the base; `asks` are the accorded places to be given.
    """

    def __init__(self, pupils, hostings, *, but=None, limits=None, hosts=None, asks=()):
        self.pupils, self.hostings, self.but = list(pupils), list(hostings), but
        self._limits, self._one = {}, limits
        self._asks = list(asks)
        if hosts is not None:
            self.hosts = hosts

    @classmethod
    def of(cls, founds, but=None):
        """Those of placements to be recorded (`Found`)."""
        founds = list(founds)
        hostings = [hosting for found in founds for hosting in found.hostings]
        asks = [found.ask for found in founds if found.ask]
        return cls([found.pupil for found in founds], hostings, but=but, asks=asks)

    @cached_property
    def calendar(self):
        return Calendar.load()

    def limits_of(self, kind, school_id, day):
        """The version of the limits that applies (R-PL-3, R-PF-2, R-PF-5)."""
        if self._one is not None:
            return self._one
        key = PlacementKind(kind).is_vocational, school_id, day
        if key not in self._limits:
            self._limits[key] = in_force(kind, school_id, day)
        return self._limits[key]

    @cached_property
    def windows(self):
        """{class key: its periods}."""
        return Campaign.objects.by_class(pupil.class_group for pupil in self.pupils)

    @cached_property
    def referents(self):
        """{class key: its referents}."""
        found = defaultdict(list)
        rows = ClassReferent.objects.filter(class_group__in=self.windows).order_by("pk")
        for row in rows.select_related("user"):
            found[row.class_group_id].append(row.user)
        return found

    @cached_property
    def held(self):
        """{pupil key: [(first day, last day)]} of the placements that are held (R-PL-7)."""
        rows = Placement.objects.held().filter(pupil__in=[pupil.pk for pupil in self.pupils])
        found = defaultdict(list)
        columns = ("pupil", "starts_on", "ends_on")
        for pupil, *days in rows.exclude(pk=self.but and self.but.pk).values_list(*columns):
            found[pupil].append(tuple(days))
        return found

    @cached_property
    def companies(self):
        return list({one.company.pk or id(one): one.company for one in self.hostings}.values())

    @cached_property
    def hosts(self):
        """What the hosts have declared."""
        return host_places.hosts_of(self.companies)

    @cached_property
    def around(self):
        """{host: who is there}, all schools together (R-PF-2)."""
        first = min(hosting.starts_on for hosting in self.hostings)
        last = max(hosting.ends_on for hosting in self.hostings)
        return host_places.around(self.companies, first, last, self.but)

    @cached_property
    def asks(self):
        """{key: accorded places}, locked until the end of the transaction."""
        rows = HostAsk.objects.filter(pk__in=[ask.pk for ask in self._asks])
        return {row.pk: row for row in seats.lock(rows)} if self._asks else {}

    def add(self, found):
        """It is allowed: those that are checked after it count with it."""
        self.held[found.pupil.pk].append((found.first, found.last))
        if found.kind.is_vocational:
            who = found.pupil.pk, found.first
            for one in found.hostings:
                tutor = host_places.tutor_of(one)
                there = host_places.There(who, one.starts_on, one.ends_on, tutor)
                self.around[host_places.host_of(one.company)].append(there)
        if found.ask:
            self.asks[found.ask.pk].taken += 1

    def write(self):
        """The accorded places that are given; the database refuses more than were accorded."""
        if self.asks:
            HostAsk.objects.bulk_update(self.asks.values(), ["taken"])
