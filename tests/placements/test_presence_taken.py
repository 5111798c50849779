"""Who was there, incidents, what became of the placement: the school and the host's link."""

import datetime as dt
import io
import uuid
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from pypdf import PdfReader

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import JournalEntry, PersonalLink
from directory.violations import Refused
from outbox.enums import Urgency
from outbox.kinds import kind_of
from outbox.models import Notice
from placements.enums import PlacementState as P
from placements.enums import Source
from placements.forms.follow_up import PresenceForm
from placements.models import Incident, Placement, PresenceDay, Stay
from placements.rules.follow_up import Expected
from placements.workflow import host_links, incidents, outcomes, presence
from placements.workflow.agreement_time import advance
from tests.accounts.factories import actor_for
from tests.placements.factories import PlacementFactory
from tests.placements.follow_world import FRIDAY, MONDAY, TUESDAY, WEDNESDAY, followed, on

pytestmark = pytest.mark.django_db
THERE, AWAY = ("present", "present"), ("absent", "absent")
AFTER = FRIDAY + dt.timedelta(days=3)


@pytest.fixture
def world():
    return followed()


@pytest.fixture
def host(world):
    return host_of(world)


def host_of(world, rank=0):
    stay = world.placement.stays.order_by("starts_on")[rank]
    return stay, Actor.of_link(host_links.send(world.teacher, stay))


def take(world, said, actor=None, stay=None, today=FRIDAY):
    return presence.take(actor or world.teacher, world.placement, said, stay=stay, today=today)


def week(halves):
    return {MONDAY + dt.timedelta(days=n): halves for n in range(5)}


def test_the_host_says_who_was_there_and_the_school_hears_of_an_absence(world, host):
    stay, actor = host
    assert take(world, {MONDAY: THERE, TUESDAY: AWAY}, actor, stay) == [MONDAY, TUESDAY]
    (notice,) = Notice.objects.filter(kind="placement.absent")
    assert notice.recipient_email == world.teacher.user.email
    mail = kind_of("placement.absent").render(notice.at(notice.due_at))
    assert mail.facts[0] == ("Absence", "26 janvier 2027, matin et après-midi")
    assert take(world, {MONDAY: THERE}, actor, stay) == []
    take(world, {TUESDAY: THERE}, actor, stay)
    assert not kind_of("placement.absent").still_relevant(Notice.objects.get(pk=notice.pk))


def test_the_word_of_the_school_is_kept_beside(world, host):
    stay, actor = host
    take(world, {MONDAY: AWAY}, actor, stay)
    take(world, {MONDAY: THERE})
    rows = PresenceDay.objects.order_by("side").values_list("side", "morning")
    assert list(rows) == [("host", "absent"), ("school", "present")]
    assert Notice.objects.filter(kind="placement.absent").count() == 1


@pytest.mark.parametrize(
    ("day", "today"),
    [(TUESDAY, MONDAY), (AFTER, AFTER), (MONDAY, FRIDAY + dt.timedelta(days=31))],
)
def test_a_day_that_is_not_taken(world, day, today):
    with pytest.raises(Refused, match="ne se relève pas"):
        take(world, {day: THERE}, today=today)


def test_a_host_speaks_for_its_own_days_only():
    world = followed(hosts=2)
    first, actor = host_of(world)
    with pytest.raises(Refused, match="ne se relève pas"):
        take(world, {WEDNESDAY: THERE}, actor, first)
    second, _ = host_of(world, 1)
    for stay in (second, None):
        with pytest.raises(Refused, match="Seuls l’accueillant"):
            take(world, {WEDNESDAY: THERE}, actor, stay)
    with pytest.raises(Refused, match="Seuls l’accueillant"):
        take(world, {MONDAY: THERE}, actor_for(Role.TEACHER, school=world.placement.school))
    assert not PresenceDay.objects.exists()


def test_a_pupil_who_never_came_leaves_the_placement_missed(world):
    take(world, week(AWAY))
    assert advance(FRIDAY) == 0
    assert advance(AFTER) == 1
    world.placement.refresh_from_db()
    assert (world.placement.state, world.placement.missed_reason) == (P.MISSED, "pupil")
    told = set(Notice.objects.filter(kind="placement.missed").values_list("user_id", flat=True))
    assert told == {world.teacher.user.pk, world.head.user.pk}
    take(world, {FRIDAY: ("present", "")}, today=AFTER)
    world.placement.refresh_from_db()
    assert (world.placement.state, world.placement.missed_reason) == (P.DONE, "")
    take(world, {FRIDAY: AWAY}, today=AFTER)
    world.placement.refresh_from_db()
    assert world.placement.state == P.MISSED


def test_one_half_day_of_presence_is_enough(world):
    take(world, week(AWAY) | {MONDAY: ("present", "absent")})
    other = PlacementFactory(state=P.SIGNED)
    assert advance(AFTER) == 2
    assert set(Placement.objects.values_list("state", flat=True)) == {P.DONE}
    assert other.presences.count() == 0


def test_the_school_marks_a_placement_missed_then_held(world):
    with pytest.raises(Refused, match="annulez-le"):
        outcomes.miss(world.teacher, world.placement, "host", today=MONDAY - dt.timedelta(days=1))
    outcomes.miss(world.teacher, world.placement, "host", "Fermé pour travaux.", today=AFTER)
    world.placement.refresh_from_db()
    assert (world.placement.state, world.placement.missed_reason) == (P.MISSED, "host")
    take(world, week(THERE), today=AFTER)
    world.placement.refresh_from_db()
    assert world.placement.state == P.MISSED  # what somebody said stays
    outcomes.hold(world.head, world.placement, today=AFTER)
    world.placement.refresh_from_db()
    assert world.placement.state == P.DONE


def test_another_placement_of_these_days_keeps_it_missed(world):
    outcomes.miss(world.teacher, world.placement, "host", today=MONDAY)
    PlacementFactory(pupil=world.pupil, state=P.SIGNED)
    with pytest.raises(Refused, match="déjà un stage à ces dates"):
        outcomes.hold(world.teacher, world.placement, today=MONDAY)


def test_who_marks_what(world):
    stranger = actor_for(Role.HEAD)
    for act in (
        lambda: outcomes.miss(stranger, world.placement, "host", today=AFTER),
        lambda: outcomes.hold(stranger, world.placement, today=AFTER),
    ):
        with pytest.raises(Refused, match="suivez pas"):
            act()
    with pytest.raises(Refused, match="convention signée"):
        outcomes.hold(world.teacher, world.placement, today=AFTER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.update(state=P.MISSED)


def incident(world, actor=None, stay=None, kind="accident", day=TUESDAY, key=None, today=TUESDAY):
    row = Incident(kind=kind, day=day, hour=dt.time(10, 30), what="Une chute.", measures="15.")
    key = key or uuid.uuid4()
    return incidents.tell(
        actor or world.teacher, world.placement, row, key=key, stay=stay, today=today
    )


def test_an_accident_told_by_the_host_is_known_at_once(world, host):
    stay, actor = host
    key = uuid.uuid4()
    row = incident(world, actor, stay, key=key)
    assert incident(world, actor, stay, key=key) == row and Incident.objects.count() == 1
    notices = Notice.objects.filter(kind="placement.incident")
    assert set(notices.values_list("user_id", flat=True)) == {
        world.teacher.user.pk,
        world.head.user.pk,
    }
    assert set(notices.values_list("urgency", flat=True)) == {Urgency.IMMEDIATE}
    mail = kind_of("placement.incident").render(notices[0].at(notices[0].due_at))
    assert "le jour même" in mail.paragraphs[1] and "chute" not in str(mail)
    entry = JournalEntry.objects.get(verb="a signalé un accident")
    assert (entry.company, entry.words) == (None, "le 26/01/2027")


@pytest.mark.parametrize(
    ("day", "message"), [(WEDNESDAY, "pas encore passé"), (dt.date(2027, 1, 20), "pas un jour")]
)
def test_an_incident_is_of_a_day_of_the_placement(world, day, message):
    with pytest.raises(Refused, match=message):
        incident(world, day=day)


def test_the_link_leaves_three_days_before_and_once(world):
    assert host_links.open_due(MONDAY - dt.timedelta(days=4)) == 0
    assert host_links.open_due(MONDAY - dt.timedelta(days=3)) == 1
    assert host_links.open_due(MONDAY) == 0
    (notice,) = Notice.objects.filter(kind="placement.host_follow")
    assert notice.recipient_email == "dounia@meca.test"
    mail = kind_of("placement.host_follow").render(notice.at(notice.due_at))
    assert mail.action[1].endswith(PersonalLink.objects.get().path)


def test_the_link_leaves_before_closed_days(world):
    """Easter Monday: what begins on Tuesday is told on Friday, four days before."""
    tuesday = dt.date(2027, 3, 30)
    Stay.objects.update(starts_on=tuesday, ends_on=tuesday)
    assert host_links.open_due(dt.date(2027, 3, 25)) == 0
    assert host_links.open_due(dt.date(2027, 3, 26)) == 1


def test_after_an_outage_the_link_does_not_wait_for_the_next_morning(world):
    """On Friday it waits for the digest; on Monday, once the pupil is there, it leaves."""
    friday = MONDAY - dt.timedelta(days=3)
    with on(friday, hour=1):
        host_links.open_due(friday)
        assert Notice.objects.get(kind="placement.host_follow").urgency == Urgency.ROUTINE
    Notice.objects.all().delete()
    PersonalLink.objects.all().delete()
    with on(MONDAY):
        assert host_links.open_due(MONDAY) == 1
        assert Notice.objects.get(kind="placement.host_follow").urgency == Urgency.IMMEDIATE


def test_nobody_known_at_the_host_gets_no_link(world):
    Stay.objects.update(tutor_email="")
    Placement.objects.update(source=Source.ELSEWHERE)
    assert host_links.open_due(MONDAY) == 0
    with pytest.raises(Refused, match="Aucune adresse"):
        host_links.send_all(world.teacher, world.placement)


def test_a_corrected_address_kills_the_link_of_the_first(world, host):
    stay, actor = host
    stay.tutor_email = "autre@meca.test"
    stay.save()
    new = host_links.send(world.teacher, stay)
    actor.link.refresh_from_db()
    assert actor.link.revoked_at and new.holder_email == "autre@meca.test"


def text_of(response):
    return " ".join(response.content.decode().replace("&nbsp;", " ").split())


def test_the_host_by_its_link_on_a_phone(client, world, host):
    _, actor = host
    path = actor.link.path
    with on(TUESDAY):
        shown = text_of(client.get(path))
        assert "Léa Martin" in shown and "Lundi 25 janvier, matin" in shown
        assert "Mercredi" not in shown and "Cahier" not in shown
        data = {f"morning_{MONDAY}": "present", f"afternoon_{MONDAY}": "absent"}
        assert client.post(path, data).url == path
        typed = {"kind": "way", "day": "2027-01-26", "hour": "08:10", "what": "Une chute."}
        answer = client.post(f"{path}incident/", typed | {"form_key": uuid.uuid4()})
        assert answer.url == path
        assert "Fiche de déclaration de l’accident" in text_of(client.get(path))
        answer = client.get(f"{path}accident/{Incident.objects.get().pk}/")
        words = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
        assert "Une chute." in words and "Léa Martin" in words and "Méca 1" in words
        assert client.get(f"{path}accident/999/").status_code == 404
    assert JournalEntry.objects.filter(verb="a ouvert la fiche de déclaration d’accident").exists()
    assert PresenceDay.objects.get().afternoon == "absent"


def test_what_the_school_told_is_not_for_the_host(client, world, host):
    _, actor = host
    row = incident(world)
    with on(TUESDAY):
        assert client.get(f"{actor.link.path}accident/{row.pk}/").status_code == 404
        assert "Fiche" not in text_of(client.get(actor.link.path))


def page(world, name, *more):
    return reverse(f"placements:{name}", args=[world.placement.pk, *more])


def test_the_pages_of_the_school(client, world):
    with on(WEDNESDAY):
        client.force_login(world.teacher.user)
        assert "Mercredi 27 janvier" in text_of(client.get(page(world, "presence")))
        data = {f"morning_{TUESDAY}": "absent", f"afternoon_{TUESDAY}": "absent"}
        assert client.post(page(world, "presence"), data).url == world.placement.get_absolute_url()
        typed = {"kind": "accident", "day": "2027-01-27", "what": "Une coupure."}
        client.post(page(world, "incident"), typed | {"form_key": uuid.uuid4()})
        shown = text_of(client.get(world.placement.get_absolute_url()))
        assert "2 d’absence" in shown and "Une coupure." in shown and "Fiche de déclar" in shown
        row = Incident.objects.get()
        assert client.get(page(world, "accident_sheet", row.pk))["Content-Type"].endswith("pdf")
        client.post(page(world, "follow_link"))
        assert PersonalLink.objects.filter(purpose=host_links.PURPOSE).count() == 1
        client.post(page(world, "placement_miss"), {"reason": "stopped"})
        world.placement.refresh_from_db()
        assert world.placement.state == P.MISSED
        shown = text_of(client.get(world.placement.get_absolute_url()))
        assert "Stage interrompu avant la fin" in shown
        client.post(page(world, "placement_hold"))
        world.placement.refresh_from_db()
        assert world.placement.state == P.SIGNED


ACTS = ("presence", "incident", "placement_miss")


def test_a_stranger_finds_none_of_these_pages(client, world):
    row = incident(world)
    client.force_login(actor_for(Role.HEAD).user)
    assert {client.get(page(world, name)).status_code for name in ACTS} == {404}
    assert client.get(page(world, "accident_sheet", row.pk)).status_code == 404
    client.force_login(world.company.user)
    assert {client.get(page(world, name)).status_code for name in ACTS} == {403}


def test_weeks_that_are_told_are_folded():
    """Four weeks of a PFMP are twenty days: only those that wait are open."""
    days = [dt.date(2027, 1, 11) + dt.timedelta(days=n) for n in range(12) if n % 7 < 5]
    expected = [Expected(day, True, day.weekday() != 2, 0) for day in days]
    told = {day: SimpleNamespace(morning="present", afternoon="absent") for day in days[:5]}
    form = PresenceForm(expected, told)
    first, second = form.weeks
    assert (first.title, first.is_told, first.is_open) == ("Semaine du 11 janvier", True, False)
    assert (second.is_told, second.is_open) == (False, True)
    assert [len(fields) for fields in first.days] == [2, 2, 1, 2, 2]
    wrong = PresenceForm(expected, told, {f"morning_{days[0]}": "autre"})
    assert not wrong.is_valid() and wrong.weeks[0].is_open
    assert all(week.is_open for week in PresenceForm(expected[:5], told).weeks)
