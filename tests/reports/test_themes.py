"""The other themes of the report: placements, partnerships, requests, committees."""

import datetime as dt
from dataclasses import replace

import pytest

from accounts.enums import Role
from clee.enums import Side
from clee.enums.meetings import MeetingState
from directory.enums import SpecialKind
from directory.violations import Refused
from partnerships.enums import BookingState
from partnerships.models import Partnership
from reports.details import asked_rows
from reports.dimensions import BASIN, COMMITTEE, DEPARTMENT, SCHOOL_KIND, TOTAL
from reports.indicators import Theme
from reports.report import Report
from reports.tables import of_theme
from reports.territories import ALL, Territory
from reports.views.report import details_link
from tests.accounts.factories import UserFactory, actor_for
from tests.clee.factories import CommitteeFactory, MandateFactory
from tests.clee.factories_meetings import MeetingFactory
from tests.directory.factories import (
    ClassGroupFactory,
    CompanyFactory,
    SchoolFactory,
    SchoolYearFactory,
    TrainingBasinFactory,
)
from tests.partnerships.factories import (
    BookingFactory,
    CompanyNeedFactory,
    SchoolRequestAnswerFactory,
    SchoolRequestFactory,
)
from tests.placements.factories import CampaignFactory, PlacementFactory, PupilFactory
from tests.placements.track_world import make_track_world
from tests.reports.world import TODAY

pytestmark = pytest.mark.django_db
EVERYWHERE = Territory(ALL, "Partout")


@pytest.fixture(autouse=True)
def years():
    SchoolYearFactory()
    SchoolYearFactory(start_year=2025, state="closed")


def placement(state="found", **values):
    why = {"missed": {"missed_reason": "pupil"}, "cancelled": {"cancel_reason": "pupil"}}
    return PlacementFactory(state=state, **why.get(state, {}), **values)


def report(territory=EVERYWHERE):
    return Report(2026, territory, today=TODAY)


def of(school):
    return Territory("s", "Mon collège", schools=(school.pk,), reads_all=True)


def now(code, found=None, *group):
    return (found or report()).figure(code, *group).now


def test_placements_found_covered_and_done():
    host = CompanyFactory()
    for state in ("found", "signing", "signed", "done", "uncovered", "missed", "cancelled"):
        placement(state, company=host)
    PlacementFactory(source="offer")
    found = report()
    assert now("placements", found) == 6
    assert now("placements_covered", found) == 2
    assert now("placements_done", found) == 1
    assert now("placements_portal", found) == 1
    assert now("placement_companies", found) == 2


def test_discovery_tracks_and_their_pupils():
    """A track is counted once, with the pupils whose placement holds."""
    world = make_track_world()
    track = world.track(capacity=3)
    for row, state in zip(
        world.propose(track, world.near, 3), ("found", "done", "cancelled"), strict=True
    ):
        row.placement = placement(state, source="track", pupil=row.pupil)
        row.save()
    found = report()
    assert now("placement_tracks", found) == 1
    assert now("placements_track", found) == now("placements", found) == 2


def test_girls_boys_and_priority_audiences_of_one_s_own_school():
    school = SchoolFactory(priority_education="REP+", qpv="inside")
    group = ClassGroupFactory(school=school)
    for sex in ("F", "F", "M", ""):
        PlacementFactory(pupil=PupilFactory(class_group=group), sex=sex)
    placement("missed", pupil=PupilFactory(class_group=group), sex="F", audience=SpecialKind.SEGPA)
    found = report(of(school))
    codes = ("placements_girls", "placements_boys", "placements_unspecified")
    assert [now(code, found) for code in codes] == [2, 1, 1]
    assert now("placements_rep", found) == now("placements_qpv", found) == 4
    assert now("placements_audience", found) == 0 and now("placements_missed", found) == 1


def test_who_reads_a_territory_is_not_told_a_small_number():
    group = ClassGroupFactory()
    for sex in "FMMMMMM":
        PlacementFactory(pupil=PupilFactory(class_group=group), sex=sex)
    found = report()
    shown = [now(code, found) for code in ("placements_girls", "placements_boys", "placements")]
    assert shown == ["< 5", "< 5", 7]
    assert found.figure("placements_girls").difference is None
    # Neither the rows, nor how many there are.
    for code in ("placements_girls", "placements_boys"):
        with pytest.raises(Refused, match="masqué"):
            asked_rows(found, code, TOTAL, "")
        assert details_link(found, found.by_code[code], TOTAL, "") == ""
    assert asked_rows(found, "placements", TOTAL, "").keys
    cells = str(of_theme(found, Theme.PLACEMENTS).rows)
    assert "'< 5'" in cells
    assert now("placements_girls", report(of(group.school))) == 1
    # Of one school all are hidden: the other schools would tell them by a subtraction.
    one = report(replace(of(group.school), reads_all=False))
    assert [now(code, one) for code in ("placements_boys", "placements")] == ["< 5", 7]


def test_pupils_without_a_placement_of_the_classes_that_have_a_window():
    campaign = CampaignFactory()
    group = ClassGroupFactory(school=campaign.school)
    placed = PupilFactory(class_group=group)
    PlacementFactory(pupil=placed)
    cancelled = PupilFactory(class_group=group)
    placement("cancelled", pupil=cancelled)
    PupilFactory(class_group=group, left_on=dt.date(2026, 12, 1))
    PupilFactory()
    # The same week again for this class alone: a pupil counts once.
    CampaignFactory(school=campaign.school, class_group=group, starts_on=dt.date(2027, 2, 1),
                    ends_on=dt.date(2027, 2, 5))  # fmt: skip
    found = report(of(group.school))
    assert now("placement_pupils", found) == 2
    assert now("placement_pupils_placed", found) == 1
    assert now("placement_rate", found) == 50


def test_groups_by_bassin_and_school_type():
    basin = TrainingBasinFactory(name="Toulouse Nord")
    lycee = SchoolFactory(kind="lycee_pro", basin=basin)
    PlacementFactory(pupil=PupilFactory(class_group=ClassGroupFactory(school=lycee)))
    PlacementFactory()
    found = report()
    assert now("placements", found, SCHOOL_KIND, "lycee_pro") == 1
    assert now("placements", found, BASIN, basin.pk) == 1
    names = [name for _, name, _ in found.groups(BASIN, Theme.PLACEMENTS)]
    assert names == ["Bassin non renseigné", "Toulouse Nord"]
    assert not found.groups(SCHOOL_KIND, Theme.NETWORK)
    # A committee is in no bassin: no figure, rather than none.
    assert now("committees", found, BASIN, basin.pk) is None
    assert now("committees", found) == 0


def partnership(**values):
    given = {
        "kind": "host",
        "title": "Partenariat",
        "starts_on": dt.date(2026, 10, 1),
        "state": "active",
        "owner": UserFactory(),
    } | values
    if given["state"] == "ended":
        given["ending_reason"] = "Échu"  # fmt: skip
    return Partnership.objects.create(**given)


def test_partnerships_in_force_a_day_of_the_year():
    school, company = SchoolFactory(), CompanyFactory()
    held = {"school": school, "company": company}
    partnership(**held)
    partnership(**held, kind="framework", ends_on=dt.date(2026, 11, 1), state="ended")
    partnership(**held, starts_on=dt.date(2024, 10, 1), ends_on=dt.date(2025, 8, 31),
                state="ended")  # fmt: skip
    partnership(**held, state="signing")
    found = report()
    assert (now("partnerships", found), found.figure("partnerships").before) == (2, 0)
    assert now("framework", found) == 1 and now("hosting", found) == 1
    assert now("partner_companies", found) == 1
    assert now("partnerships", report(of(SchoolFactory()))) == 0


def test_a_company_is_new_once():
    old, new = CompanyFactory(), CompanyFactory()
    partnership(company=old, school=SchoolFactory(), starts_on=dt.date(2023, 10, 1))
    BookingFactory(slot__offer__host_company=old, state=BookingState.ACCEPTED)
    PlacementFactory(company=new)
    placement("cancelled", company=CompanyFactory())
    found = report()
    assert now("active_companies", found) == 2
    assert now("new_companies", found) == 1


def test_requests_and_needs():
    SchoolRequestAnswerFactory(request=SchoolRequestFactory(state="met"))
    SchoolRequestAnswerFactory(kind="not_now")
    SchoolRequestFactory(state="awaiting_visa")
    CompanyNeedFactory(count=3)
    found = report()
    codes = ("requests", "requests_answered", "requests_met", "requests_rate", "needs",
             "needs_people")  # fmt: skip
    assert [now(code, found) for code in codes] == [2, 1, 1, 50, 1, 3]
    assert "needs" not in {one.code for one in report(of(SchoolFactory())).indicators()}


def test_committees_of_today_and_bureaux_of_the_year():
    committee = CommitteeFactory()
    MandateFactory(committee=committee)
    assert now("committees_vacant") == 1
    MandateFactory(committee=committee, side=Side.ECONOMIC)
    for state in (MeetingState.HELD, MeetingState.REPORTED, MeetingState.CANCELLED):
        starts_at = dt.datetime(2027, 1, 15, 9, tzinfo=dt.UTC)
        MeetingFactory(committee=committee, state=state, starts_at=starts_at)
    CommitteeFactory(state="dormant")
    CommitteeFactory(kind="rbde")  # a network of RBDE is no committee
    school = SchoolFactory()
    actor_for(Role.RBDE, school=school)
    found = report()
    assert now("committees", found) == now("committees_dormant", found) == 1
    assert now("committees_vacant", found) == 0 and now("meetings", found) == 2
    assert now("committees", found, COMMITTEE, committee.pk) == 1
    # Nothing says how they stood a year ago.
    assert found.figure("committees").before is None
    assert now("rbde", found) == now("rbde_schools", found, DEPARTMENT, "31") == 1
