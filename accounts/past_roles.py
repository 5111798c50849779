"""Who had which role where on a day: the assignments as they stood then.

Former versions are pghistory's events, which hold the old values; they answer the same
`in_force` as the living rows. Places come from the links that existed on that day.
"""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import CharField, F, OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from accounts.enums import Role
from accounts.models import RoleAssignment, User
from accounts.models.roles import RoleAssignmentQuerySet
from directory.history import event_tables, parts_of
from directory.search import fold, matches

GONE = "Personne supprimée"
WHOLE_REGION = "Toute la région académique"


@dataclass
class Held:
    """A role as it was held on the day."""

    person: str
    email: str
    role: str
    starts_on: dt.date
    ends_on: dt.date | None
    granted_by: str
    validated_by: str
    places: list = field(default_factory=list)


class PastRoles:
    """The roles in force on `day`, by person; sliceable, with a count: what a paginator takes.

    `person` filters by words of the name or address, `place` by an official number or by
    words of the name.
    """

    def __init__(self, day, person="", place=""):
        self.day = day
        start = dt.datetime.combine(day, dt.time(), timezone.get_current_timezone())
        self.start, self.end = start, start + dt.timedelta(days=1)
        self.events = event_tables()[RoleAssignment]
        self.keys = self._keys(person, place)

    def count(self):
        return self.keys.count()

    def __len__(self):
        return self.count()

    def __getitem__(self, part):
        return self._read(list(self.keys[part]))

    def _versions(self):
        """(living rows, former rows) in force on the day, each assignment once.

        A version lasts from the change before it (or the grant) to the change after it.
        """
        before = self.events.objects.filter(pgh_obj=OuterRef("pgh_obj"))
        earlier = before.filter(pgh_id__lt=OuterRef("pgh_id")).order_by("-pgh_id")
        last = self.events.objects.filter(pgh_obj=OuterRef("pk")).order_by("-pgh_id")
        living = RoleAssignment.objects.in_force(self.day).annotate(
            since=Coalesce(Subquery(last.values("pgh_created_at")[:1]), F("granted_at"))
        )
        former = RoleAssignmentQuerySet(self.events).in_force(self.day)
        former = former.filter(pgh_created_at__gt=self.start).annotate(
            since=Coalesce(Subquery(earlier.values("pgh_created_at")[:1]), F("granted_at"))
        )
        living, former = (
            rows.filter(since__lt=self.end, validated_at__lt=self.end) for rows in (living, former)
        )
        former = former.exclude(pgh_obj__in=living.values("pk"))
        latest = former.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id").values("pgh_id")
        return living, RoleAssignmentQuerySet(self.events).filter(pgh_id__in=latest)

    def _keys(self, person, place):
        living, former = self._versions()
        parts = []
        for rows, owner, version in ((living, "pk", Value(0)), (former, "pgh_obj", F("pgh_id"))):
            if person:
                rows = rows.filter(user__in=self._people(person))
            if place:
                rows = rows.filter(**{f"{owner}__in": self._placed(place)})
            name = User.objects.filter(pk=OuterRef("user_id")).values("sort_key")[:1]
            rows = rows.order_by().annotate(
                name=Coalesce(Subquery(name), Value(""), output_field=TextField()),
                assignment=F(owner),
                version=version,
            )
            parts.append(rows.values_list("name", "assignment", "version"))
        return parts[0].union(parts[1], all=True).order_by("name", "assignment")

    def _people(self, words):
        known = matches(User.objects.all(), words).values("pk")
        gone = event_tables()[User].objects.filter(
            Q(email__icontains=words) | Q(last_name__icontains=words), pgh_label="delete"
        )
        return known.union(gone.values("pgh_obj"))

    def _links(self):
        """[(links that existed on the day, model of the place, field)], two sets for each scope."""
        for part in parts_of(RoleAssignment):
            place = part.model._meta.get_field(part.other)
            made = part.events.objects.filter(pgh_label="insert")
            later = made.filter(pgh_created_at__gte=self.end).values("pgh_obj")
            living = part.model.objects.exclude(pk__in=later)
            undone = part.events.objects.filter(
                pgh_label="delete", pgh_created_at__gt=self.start
            ).exclude(pgh_obj__in=later)
            yield place.related_model, part.other, (living, undone)

    def _placed(self, words):
        """The assignments that a place of this number or name limits."""
        found = []
        for model, name, links in self._links():
            places = _places(model, words)
            found += [
                rows.filter(**{f"{name}__in": places}).values("roleassignment") for rows in links
            ]
        return found[0].union(*found[1:])

    def _read(self, keys):
        versions = [version for _, _, version in keys if version]
        living = RoleAssignment.objects.in_bulk([key for _, key, version in keys if not version])
        former = self.events.objects.in_bulk(versions)
        rows = [(key, former[version] if version else living[key]) for _, key, version in keys]
        people = self._named(rows)
        places = self._places_of([key for key, _ in rows])
        return [self._held(key, row, people, places) for key, row in rows]

    def _held(self, key, row, people, places):
        name, email = people.get(row.user_id, (f"{GONE} n° {row.user_id}", ""))
        return Held(
            person=name,
            email=email,
            role=Role(row.role).label,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            granted_by=people.get(row.granted_by_id, ("", ""))[0],
            validated_by=people.get(row.validated_by_id, ("", ""))[0],
            places=([WHOLE_REGION] if row.whole_region else []) + places.get(key, []),
        )

    def _named(self, rows):
        """{key: (name, address)} of the people of these rows, those who are gone included."""
        keys = {
            key for _, row in rows for key in (row.user_id, row.granted_by_id, row.validated_by_id)
        }
        found = {key: (str(user), user.email) for key, user in User.objects.in_bulk(keys).items()}
        gone = event_tables()[User].objects.filter(pgh_label="delete", pgh_obj__in=keys)
        for user in gone:
            name = f"{user.first_name} {user.last_name}".strip() or user.email
            found.setdefault(user.pgh_obj_id, (f"{name} (compte supprimé)", user.email))
        return found

    def _places_of(self, keys):
        """{assignment: names of its places on the day}, in one query."""
        parts = []
        for _, name, links in self._links():
            for rows in links:
                rows = rows.filter(roleassignment__in=keys).order_by()
                rows = rows.annotate(
                    owner=F("roleassignment"), label=Cast(F(f"{name}__name"), CharField())
                )
                parts.append(rows.values_list("owner", "label"))
        found = {}
        for owner, label in parts[0].union(*parts[1:]).order_by("owner", "label"):
            found.setdefault(owner, []).append(label)
        return found


def _places(model, words):
    """The places of a kind that have this official number, or these words in their name."""
    names = {column.name for column in model._meta.get_fields()}
    number = next((name for name in ("uai", "siret", "code") if name in names), None)
    by_name = Q(sort_key__contains=fold(words)) if "sort_key" in names else Q(name__icontains=words)
    if number:
        by_name |= Q(**{number: words.upper().replace(" ", "")})
    return model.objects.filter(by_name).values("pk")
