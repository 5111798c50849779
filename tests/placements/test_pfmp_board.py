"""The board of vocational classes and what is done for many pupils at once."""

import datetime as dt
import uuid
from collections import defaultdict

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import JournalEntry
from directory.violations import Refused
from outbox.models import Notice
from placements.board_pfmp import Wanted, board_of, pupils_of_periods
from placements.enums import CancelReason, PupilStatus
from placements.enums.hosts import AskState
from placements.follow_up import PRESSING_PFMP, seeking
from placements.models import (
    Agreement,
    HostAsk,
    HostDeclaration,
    HostPart,
    HostRequest,
    HostRequestPupil,
    LegalGuardian,
    Placement,
)
from placements.reminders.without import BEFORE_PFMP
from placements.rules.presence import WeekTable
from placements.workflow import pfmp_bulk, pfmp_letters, placements
from placements.workflow.facts import Facts
from placements.workflow.pfmp_bulk import Given
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory, DiplomaClassFactory, SchoolFactory
from tests.placements.factories import PeriodFactory, PlacementFactory, PupilFactory
from tests.placements.pfmp_world import make_pfmp_world

USUAL = WeekTable((((540, 720), (810, 990)),) * 5 + ((), ()))
DURING = dt.date(2027, 1, 20)


@pytest.fixture
def world(db):
    return make_pfmp_world()


def placed(world, pupil=None, **more):
    days = {"starts_on": world.period.starts_on, "ends_on": world.period.ends_on}
    pupil = pupil or PupilFactory(class_group=world.group)
    return PlacementFactory(pupil=pupil, kind="pfmp", period=world.period, **(days | more))


def ask_for(world, places=2, **more):
    request = HostRequest.objects.create(
        school=world.period.school,
        period=world.period,
        message="Bonjour",
        answers_by=dt.date(2026, 12, 20),
        created_by=world.rbde.user,
    )
    return HostAsk.objects.create(
        request=request,
        company=world.company,
        contact_email="accueil@meca.test",
        state=AskState.ACCEPTED,
        places=places,
        **more,
    )


def statuses(world, today=None):
    [section] = board_of(world.rbde, world.period.school_year, today)
    return {line.pupil.pk: line.cells[0].status for line in section.lines}


def test_each_pupil_stands_somewhere_in_each_period(world):
    searching, asked = world.pupils(2)
    ask = ask_for(world)
    HostRequestPupil.objects.create(request=ask.request, pupil=asked)
    rows = {state: placed(world, state=state) for state in ("found", "signing", "signed")}
    missed = placed(world, state="missed", missed_reason="host")
    found = statuses(world)
    assert found[searching.pk] == PupilStatus.SEARCHING
    assert found[asked.pk] == PupilStatus.APPLIED
    assert [found[row.pupil_id] for row in rows.values()] == ["found", "signing", "signed"]
    assert found[missed.pupil_id] == PupilStatus.MISSED
    assert statuses(world, DURING)[rows["signed"].pupil_id] == PupilStatus.PRESENT


def test_a_pupil_who_changed_class_keeps_the_placement_in_sight(world):
    """R-PF-1: shown in the period of the new class that it meets, marked as leaving it."""
    row = placed(world, state="signed")
    other = DiplomaClassFactory(school=world.period.school, diploma=world.group.diploma)
    window = PeriodFactory(
        class_group=other, starts_on=dt.date(2027, 1, 18), ends_on=dt.date(2027, 2, 5)
    )
    row.pupil.class_group = other
    row.pupil.save()
    sections = {s.group.pk: s for s in board_of(world.rbde, world.period.school_year)}
    [line] = sections[other.pk].lines
    assert (line.cells[0].period, line.cells[0].placement) == (window, row.pk)
    assert line.cells[0].is_elsewhere
    window.delete()
    sections = {s.group.pk: s for s in board_of(world.rbde, world.period.school_year)}
    [line] = sections[other.pk].lines
    assert [one.placement for one in line.others] == [row.pk]


def test_calls_at_35_15_and_0_days(world):
    world.pupils(1)
    [section] = board_of(world.rbde, world.period.school_year)
    [column] = section.columns
    assert (column.without, column.total) == (1, 1)
    assert (column.days, column.call) == (49, "")  # 23 November to 11 January
    column.days = 35
    assert column.call == "J-35"
    column.days = 3
    assert column.call == "J-15"
    column.days = 0
    assert column.call == "J-0"


def test_the_thing_to_do_opens_with_the_first_call(world):
    world.pupils(1)
    first = world.period.starts_on
    assert seeking(first - dt.timedelta(days=35)).get().due == first
    assert not seeking(first - dt.timedelta(days=36)).exists()
    assert BEFORE_PFMP[0] == 35 == PRESSING_PFMP.days


def test_the_board_costs_the_same_whatever_its_size(client, world, django_assert_max_num_queries):
    client.force_login(world.rbde.user)
    address = reverse("placements:pfmp_board")
    placed(world)
    client.get(address)
    with django_assert_max_num_queries(12) as first:
        client.get(address)
    for _ in range(3):
        other = PeriodFactory(
            class_group=DiplomaClassFactory(school=world.period.school, diploma=world.group.diploma)
        )
        for _ in range(4):
            PlacementFactory(pupil=PupilFactory(class_group=other.class_group), kind="pfmp")
    with django_assert_max_num_queries(len(first)):
        page = client.get(address).content.decode()
    assert page.count('name="coche"') == 13


def test_who_sees_the_board(client, world):
    pupil = world.pupils(1)[0]
    assert board_of(world.referent, world.period.school_year)[0].lines
    assert not board_of(world.teacher, world.period.school_year)
    elsewhere = actor_for("rbde", school=SchoolFactory())
    assert not board_of(elsewhere, world.period.school_year)
    key = f"{pupil.pk}-{world.period.pk}"
    assert pupils_of_periods(world.rbde, [key, "9-9", "x", "1-2-3"]) == [(pupil, world.period)]
    assert not pupils_of_periods(world.teacher, [key])
    client.force_login(elsewhere.user)
    assert client.get(reverse("placements:pfmp_assign"), {"coche": key}).status_code == 404


def test_narrowing(world):
    searching = world.pupils(1)[0]
    placed(world)
    sections = board_of(world.rbde, world.period.school_year)
    [section] = Wanted(without=True).narrow(sections)
    assert [line.pupil for line in section.lines] == [searching]
    [section] = Wanted(status="found").narrow(sections)
    assert len(section.lines) == 1
    assert not Wanted(group=0).narrow(sections)


def test_hosts_are_given_to_many_at_once_and_once(world):
    pupils = world.pupils(3)
    ask = ask_for(world, places=2)
    gifts = [Given(pupil, world.period, world.company, ask) for pupil in pupils]
    key = uuid.uuid4()
    outcome = pfmp_bulk.assign(world.rbde, gifts, USUAL, key=key)
    assert outcome.done == 2
    [(who, why)] = outcome.refused
    assert who == pupils[2] and "dernière place" in why
    again = pfmp_bulk.assign(world.rbde, gifts[:2], USUAL, key=key)
    assert (again.done, Placement.objects.count()) == (0, 2)
    row = Placement.objects.earliest("pk")
    assert (row.kind, row.period, row.host_ask) == ("pfmp", world.period, ask)
    assert (row.starts_on, row.ends_on) == (world.period.starts_on, world.period.ends_on)
    placements.cancel(world.rbde, row, CancelReason.HOST)
    ask.refresh_from_db()
    assert ask.taken == 1  # the place is free again
    assert pfmp_bulk.assign(world.rbde, gifts[2:], USUAL, key=uuid.uuid4()).done == 1


def test_many_placements_cost_the_statements_of_a_few(world):
    """The facts are read once, the rows written together: places accorded, hosts and tutors
    included."""
    made = []
    for count in (2, 12):
        ask = ask_for(world, places=count)
        gifts = [Given(pupil, world.period, CompanyFactory()) for pupil in world.pupils(count)]
        gifts += [Given(one, world.period, world.company, ask) for one in world.pupils(count)]
        with CaptureQueriesContext(connection) as queries:
            outcome = pfmp_bulk.assign(world.rbde, gifts, USUAL, key=uuid.uuid4())
        assert (outcome.done, outcome.refused) == (2 * count, [])
        made.append(len(queries))
        ask.refresh_from_db()
        assert ask.left == 0
    assert made[0] == made[1] <= 40
    entries = JournalEntry.objects.filter(verb="a attribué un accueil")
    assert entries.filter(company=world.company).count() == 14
    assert {str(row.pk) for row in Placement.objects.all()} == {row.subject_id for row in entries}


def test_those_of_one_batch_count_for_one_another(world):
    """R-PF-2: a host that declared five people takes three, whoever sends them together."""
    HostDeclaration.objects.create(company=world.company, kind="staff", staff=5)
    gifts = [Given(pupil, world.period, world.company) for pupil in world.pupils(5)]
    outcome = pfmp_bulk.assign(world.rbde, [*gifts, gifts[0]], USUAL, key=uuid.uuid4())
    assert outcome.done == Placement.objects.count() == 3
    whys = {pupil: why for pupil, why in outcome.refused}
    assert "accueille déjà 3 stagiaires" in whys[gifts[3].pupil]
    assert "a déjà un stage" in whys[gifts[0].pupil]


def test_the_database_has_the_last_word_on_one_of_many(world, monkeypatch):
    """What was written behind the back of the rules: one hears why, the others are made."""
    busy, free = world.pupils(2)
    placed(world, busy)
    monkeypatch.setattr(Facts, "held", property(lambda facts: defaultdict(list)))
    gifts = [Given(pupil, world.period, world.company) for pupil in (busy, free)]
    outcome = pfmp_bulk.assign(world.rbde, gifts, USUAL, key=uuid.uuid4())
    assert outcome.refused == [(busy, "Cet élève a déjà un stage à ces dates.")]
    assert (outcome.done, free.placements.count()) == (1, 1)


def test_what_one_pupil_lacks_holds_nobody_back(world):
    busy, free = world.pupils(2)
    placed(world, busy)
    gifts = [Given(pupil, world.period, world.company) for pupil in (busy, free)]
    outcome = pfmp_bulk.assign(world.rbde, gifts, USUAL, key=uuid.uuid4())
    assert (outcome.done, outcome.refused[0][0]) == (1, busy)
    outcome = pfmp_bulk.assign(world.teacher, gifts[1:], USUAL, key=uuid.uuid4())
    assert "suivez pas" in outcome.refused[0][1]


def test_the_pages_of_bulk_acts(client, world):
    pupil, other = world.pupils(2)
    ask = ask_for(world)
    client.force_login(world.rbde.user)
    keys = [f"{one.pk}-{world.period.pk}" for one in (pupil, other)]
    answer = client.post(reverse("placements:pfmp_act"), {"act": "affecter", "coche": keys})
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "2 places accordées" in page
    data = {
        "coche": keys,
        "form_key": uuid.uuid4(),
        "for_all": f"d{ask.pk}",
        "hours_every_am": "9-12",
        "hours_every_pm": "13h30-16h30",
    }
    assert client.post(reverse("placements:pfmp_assign"), data | {"for_all": ""}).status_code == 200
    client.post(reverse("placements:pfmp_assign"), data)
    assert Placement.objects.count() == 2
    empty = client.post(reverse("placements:pfmp_act"), {"act": "affecter"}, follow=True)
    assert "Cochez au moins un élève" in empty.content.decode()


def test_a_mail_merge_is_read_before_it_leaves_and_names_no_pupil(client, world):
    pupil, without = world.pupils(2)
    LegalGuardian.objects.create(pupil=pupil, rank=1, last_name="Roux", email="roux@famille.test")
    client.force_login(world.rbde.user)
    keys = [f"{one.pk}-{world.period.pk}" for one in (pupil, without)]
    data = {"coche": keys, "subject": "PFMP de {classe}", "text": "Elle va {periode}."}
    address = reverse("placements:pfmp_families")
    page = client.post(address, data | {"step": "preview"}).content.decode()
    assert "du 11/01/2027 au 05/02/2027" in page
    assert not Notice.objects.filter(kind="pfmp.family_message").exists()
    page = client.post(address, data | {"step": "act"}, follow=True).content.decode()
    assert "aucune adresse" in page
    [notice] = Notice.objects.filter(kind="pfmp.family_message")
    assert notice.recipient_email == "roux@famille.test"
    assert pupil.last_name not in str(notice.context)
    client.post(address, data | {"step": "act"})
    assert Notice.objects.filter(kind="pfmp.family_message").count() == 1
    with pytest.raises(Refused, match="suivez pas"):
        pfmp_letters.write_to_families(world.teacher, [(pupil, world.period)], "A", "B")


def test_a_mail_merge_to_hosts_is_one_mail_for_a_person(client, world):
    tutored, twin, other, without = world.pupils(4)
    for pupil in (tutored, twin):
        stay = placed(world, pupil, company=world.company).stays.get()
        stay.tutor_name, stay.tutor_email = "Louis Fabre", "fabre@meca.test"
        stay.save()
    silent = placed(world, other, company=CompanyFactory(name="Sans adresse"))
    keys = [f"{one.pk}-{world.period.pk}" for one in (tutored, twin, other, without)]
    client.force_login(world.rbde.user)
    asked = {"act": "accueillants", "coche": keys}
    address = client.post(reverse("placements:pfmp_act"), asked)["Location"]
    data = {"coche": keys, "subject": "Accueil de la {classe}", "text": "Merci.\nÀ bientôt."}
    page = client.post(address, data | {"step": "preview"}).content.decode()
    assert page.count("ps-preview") == 1 and f"Accueil de la {world.group.name}" in page
    assert "aucune adresse connue" in page and "aucun accueil dans cette période" in page
    assert not Notice.objects.filter(kind="pfmp.host_message").exists()
    page = client.post(address, data | {"step": "act"}, follow=True).content.decode()
    assert "Un courriel part aux accueillants" in page
    assert "aucune adresse connue" in page and "aucun accueil dans cette période" in page
    [notice] = Notice.objects.filter(kind="pfmp.host_message")
    assert (notice.recipient_email, notice.subject) == ("fabre@meca.test", world.period)
    [entry] = JournalEntry.objects.filter(verb="a écrit à un accueillant de PFMP")
    assert entry.company == world.company
    client.post(address, data | {"step": "act"})
    assert Notice.objects.filter(kind="pfmp.host_message").count() == 1
    HostPart.objects.create(
        agreement=Agreement.objects.create(placement=silent, state="draft"),
        company=silent.stays.get().company,
        signatory_email="patron@ferme.test",
    )
    told = pfmp_letters.write_to_hosts(world.rbde, [(other, world.period)], "Accueil", "Merci.")
    assert (told.sent, told.without) == (1, [])
    accorded = placed(world, without, company=world.company, host_ask=ask_for(world))
    told = pfmp_letters.write_to_hosts(world.rbde, [(without, world.period)], "Accueil", "Merci.")
    assert (told.sent, accorded.stays.get().tutor_email) == (1, "")
    assert Notice.objects.filter(recipient_email="accueil@meca.test").count() == 1


def test_the_file_of_the_board_is_read_again(client, world):
    row = placed(world, state="signed")
    world.pupils(1)
    client.force_login(world.rbde.user)
    file = client.get(reverse("placements:pfmp_board_file"), {"format": "csv"})
    text = b"".join(file.streaming_content) if file.streaming else file.content
    lines = text.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert row.pupil.last_name in text.decode() and "PFMP 1" in lines[1]
