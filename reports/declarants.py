"""Who declares a year: which schools, committees and networks, who fills in, who signs, what
the portal already knows of them."""

from django.db.models import Q
from django.http import Http404

from accounts.enums import SCHOOL_MANAGEMENT, Role
from clee.enums import NETWORK_KEEPERS, CommitteeKind, CommitteeState
from clee.enums.reviews import ReviewKind
from clee.models import Committee, Mandate, Review
from clee.review.content import content_of
from directory.models import PartnerNetwork, School, SchoolYear
from directory.years import first_day, last_day
from partnerships.models import NetworkAction, NetworkMember
from partnerships.workflow.networks import may_keep
from reports.enums.declaration import DeclarantKind
from reports.indicators import Theme
from reports.models.declarations import FOLLOWERS, signed_for
from reports.report import Report
from reports.territories import Territory

SCHOOL, COMMITTEE, NETWORK = DeclarantKind


def concerned(kind, year):
    """All that are asked for this year: schools open one day of it, annexes with their parent
    (R-ID-2); committees that work and networks of RBDE; partner networks."""
    if kind == SCHOOL:
        return School.objects.counted().open_during(year)
    if kind == COMMITTEE:
        return Committee.objects.filter(state=CommitteeState.ACTIVE)
    return PartnerNetwork.objects.all()


def followed(actor, kind, year):
    """Those of the territory of who follows the answers."""
    rows = concerned(kind, year)
    if actor.is_administrator:
        return rows
    if actor.role not in FOLLOWERS:
        return rows.none()
    codes = actor.department_codes
    if kind == SCHOOL:
        return rows.filter(department__in=codes)
    return rows.filter(departments__in=codes).distinct()


def own(actor, kind, year):
    """Those that the actor fills in or signs."""
    rows = concerned(kind, year)
    if kind == SCHOOL:
        keys = signed_for(actor)
        if actor.role in SCHOOL_MANAGEMENT:
            keys |= actor.school_ids
        return rows.filter(pk__in=keys)
    if kind == COMMITTEE:
        if actor.role == Role.CO_LEAD:
            led = Mandate.objects.running().filter(user=actor.user)
            return rows.filter(pk__in=led.values("committee"))
        if actor.role in NETWORK_KEEPERS:
            return rows.filter(kind=CommitteeKind.RBDE, departments__in=actor.department_codes)
        return rows.none()
    return rows.filter(pk__in=actor.network_ids)


def opens(actor, year):
    """Whether the page of the year's declarations has something for the actor."""
    return actor.role in FOLLOWERS or any(own(actor, kind, year).exists() for kind in DeclarantKind)


def signed_by(actor, kind, year):
    """Of one's own, those that the actor signs: a school's only its head, or who holds the
    head's delegation (R-AG-1)."""
    rows = own(actor, kind, year)
    return rows.filter(pk__in=signed_for(actor)) if kind == SCHOOL else rows


def subject_or_404(actor, kind, pk, year):
    """The school, committee or network, for who fills it in or follows it."""
    rows = (own(actor, kind, year), followed(actor, kind, year))
    for found in rows:
        if row := found.filter(pk=min(pk, 2**63 - 1)).first():
            return row
    if kind == NETWORK:
        row = PartnerNetwork.objects.filter(pk=min(pk, 2**63 - 1)).first()
        if row and may_keep(actor, row):
            return row
    raise Http404


def may_fill(actor, kind, subject, year):
    """Whether the actor prepares it: the management of the school, the lead, the network's own
    people and who keeps it."""
    if kind == NETWORK:
        return may_keep(actor, subject)
    return own(actor, kind, year).filter(pk=subject.pk).exists()


def may_sign(actor, kind, subject, year):
    if kind == NETWORK:
        return may_keep(actor, subject)
    return signed_by(actor, kind, year).filter(pk=subject.pk).exists()


def may_follow(actor, kind, subject, year):
    return followed(actor, kind, year).filter(pk=subject.pk).exists()


# --- What the portal knows -------------------------------------------------------------------


def known(kind, subject, year, today=None):
    """[{title, rows [[label, value, value of the year before]]}] that the portal counts."""
    if kind == SCHOOL:
        return _of_school(subject, year, today)
    if kind == COMMITTEE:
        return _of_committee(subject, year)
    return _of_network(subject, year)


def has_rows(tables):
    """Whether the portal counts anything in the year."""
    return any(now for table in tables for _, now, _ in table["rows"])


def _of_school(school, year, today):
    keys = (school.pk, *school.annexes.values_list("pk", flat=True))
    place = Territory(f"etablissement-{school.uai}", str(school), schools=keys, reads_all=True)
    report = Report(year, place, today)
    tables = []
    for theme in report.themes:
        if theme in (Theme.COVERAGE, Theme.NETWORK):
            continue
        lines = [
            [one.label, figure.now, figure.before]
            for one, figure in report.lines(theme)
            # Small numbers of pupils are not for who follows a territory (DOMAIN §8).
            if not one.family and (figure.now or figure.before)
        ]
        tables.append({"title": theme.label, "rows": lines})
    return [table for table in tables if table["rows"]]


def _of_committee(committee, year):
    """The figures of its review (R-CL-5), whether it was opened or not."""
    school_year = SchoolYear(start_year=year)
    review = Review(committee=committee, school_year=school_year, kind=ReviewKind.REVIEW)
    tables = content_of(review)["figures"]
    rows = [[table["title"], [row for row in table["rows"] if any(row[1:])]] for table in tables]
    return [{"title": title, "rows": found} for title, found in rows if found]


def _of_network(network, year):
    def actions(start):
        held = NetworkAction.objects.filter(network=network, held_on__gte=first_day(start))
        return held.filter(held_on__lte=last_day(start)).count()

    def members(start):
        present = NetworkMember.objects.filter(network=network, joined_on__lte=last_day(start))
        return present.filter(Q(left_on=None) | Q(left_on__gte=first_day(start))).count()

    rows = [["Actions du réseau", actions(year), actions(year - 1)]]
    if any(rows[0][1:]):
        rows.append(["Membres", members(year), members(year - 1)])
        return [{"title": "Vie du réseau", "rows": rows}]
    return []
