"""Who answers for a place: the bureau des entreprises, the DSDEN, the rectorat."""

from dataclasses import dataclass

from accounts.enums import Role
from accounts.models import RoleAssignment
from clee import people
from clee.models import Committee
from directory import maps
from directory.models import BranchOrganisation, Department, Municipality, School
from directory.search import fold, matches, near
from portal.models import ServiceContact

OFFICES_SHOWN = 4
FARTHEST_KM = 60
CHOICES_SHOWN = 12


@dataclass(frozen=True)
class Place:
    """A municipality or a school: what the visitor chose."""

    name: str
    department: Department
    point: tuple | None
    municipality: Municipality | None = None
    school: School | None = None


def choices(text):
    """(municipalities, schools) whose name begins like `text`, or with this postcode."""
    if text.isdigit():
        towns = Municipality.objects.filter(postcodes__postcode__startswith=text).distinct()
    else:
        towns = Municipality.objects.filter(sort_key__startswith=fold(text))
    schools = matches(School.objects.open(), text)
    return towns.select_related("department")[:CHOICES_SHOWN], schools[:CHOICES_SHOWN]


def place_of(insee_code="", uai=""):
    """The chosen `Place`, or None when there is no such municipality or school."""
    if insee_code:
        town = Municipality.objects.select_related("department").filter(pk=insee_code).first()
        point = (town.latitude, town.longitude) if town and town.latitude is not None else None
        return town and Place(town.name, town.department, point, town)
    school = School.objects.open().select_related("department", "municipality").filter(uai=uai)
    found = school.first() if uai else None
    return found and Place(str(found), found.department, found.position, found.municipality, found)


def offices(place):
    """The bureaux des entreprises of the place: its own school's, else the nearest ones.

    An office is a school in which an RBDE is in post today. Only addresses of schools are
    given, never a person's.
    """
    held = RoleAssignment.objects.in_force().filter(role=Role.RBDE).values("schools")
    schools = School.objects.open().filter(pk__in=held)
    if place.school:
        own = list(schools.filter(pk=place.school.pk))
        if own:
            return own
    if place.point:
        close = near(schools, place.point, FARTHEST_KM).order_by("distance_km", "pk")
        found = list(close[:OFFICES_SHOWN])
        if found:
            return found
    return list(schools.filter(department=place.department)[:OFFICES_SHOWN])


def services(place):
    """The education authority's services for the place."""
    return ServiceContact.objects.for_department(place.department)


def picture(place, schools):
    """The place (0) and the bureaux around it, by their number in the list."""
    points = [(0, *place.point)] if place.point else []
    numbered = enumerate(schools, start=1)
    points += [(number, *school.position) for number, school in numbered if school.position]
    return maps.picture(points)


def mission(place):
    """Whether a mission officer, or who stands for one, answers for the place today."""
    return people.answering([place.department.pk])[0] is not None


def branches(place):
    """The professional branches of the place's département, with a function address."""
    return BranchOrganisation.objects.filter(departments=place.department).exclude(email="")


def committees(place):
    """The active committees whose territory holds the place, else those of its département."""
    towns = [place.municipality] if place.municipality else []
    schools = School.objects.filter(municipality__in=towns)
    if place.school:
        schools = School.objects.filter(pk=place.school.pk)
    basins = schools.exclude(basin=None).values("basin")
    active = Committee.objects.active()
    near_by = list(active.holding(place.department, towns, basins))
    return near_by or active.filter(departments=place.department)
