"""Which priority audiences a school or a class belongs to: read, never stored (R-ID-7)."""

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q

from directory.enums import PriorityEducation, Qpv, SchoolKind, SpecialKind, YearState
from directory.models import School
from placements.enums.offers import Audience

FACTS = ("kind", "priority_education", "qpv", "municipality__is_rural")
OF_CLASS = {SpecialKind.SEGPA: Audience.SEGPA, SpecialKind.ULIS: Audience.ULIS}


def audiences_of(schools):
    """The audiences of these schools (keys) and of their classes; one query.

    REP+ is within REP; QPV is within or at less than 300 m.
    """
    current = Q(class_groups__school_year__state=YearState.CURRENT)
    own = ArrayAgg("class_groups__special_kind", distinct=True, filter=current)
    rows = School.objects.filter(pk__in=schools).order_by().annotate(own=own)
    facts = list(rows.values_list(*FACTS, "own"))
    found = {audience for *row, _ in facts for audience in _of_school(*row)}
    kinds = {kind for *_, own in facts for kind in own or ()}
    return found | {OF_CLASS[kind] for kind in kinds if kind in OF_CLASS}


def audiences_of_class(group):
    """Those of a class: its own and its school's, read from the rows."""
    school = group.school
    is_rural = school.municipality is not None and school.municipality.is_rural
    found = set(_of_school(school.kind, school.priority_education, school.qpv, is_rural))
    own = OF_CLASS.get(group.special_kind)
    return found | {own} if own else found


def _of_school(kind, priority, qpv, is_rural):
    if priority:
        yield Audience.REP
    if priority == PriorityEducation.REP_PLUS:
        yield Audience.REP_PLUS
    if qpv in (Qpv.INSIDE, Qpv.NEAR):
        yield Audience.QPV
    if is_rural:
        yield Audience.RURAL
    if kind == SchoolKind.SEGPA:
        yield Audience.SEGPA


def needs_tick(offer, audiences):
    """Whether who applies says that the pupil meets what the host asks: no attribute of the
    school or class does, and the offer is open to those without network."""
    return Audience.NETWORK in offer.audiences and not audiences & set(offer.audiences)
