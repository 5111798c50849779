"""Opinions asked on the last day and a week later, the board, the file, the attestations."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.actor import Actor
from accounts.enums import Role
from documents import questionnaires
from documents.models import QuestionnaireAnswer
from outbox.kinds import kind_of
from outbox.models import Notice
from placements import evaluation
from placements.board import board_of
from placements.class_file import TITLES, lines_of
from placements.enums import PlacementState as P
from placements.enums import PupilStatus
from placements.models import Placement, Visit
from placements.workflow import host_links, outcomes, presence
from placements.workflow.agreement_time import advance
from tests.accounts.factories import actor_for
from tests.placements.factories import PlacementFactory, PupilFactory
from tests.placements.follow_world import FRIDAY, MONDAY, TUESDAY, followed, on
from tests.reminders.planning import plan

pytestmark = pytest.mark.django_db
AFTER = FRIDAY + dt.timedelta(days=3)
SAID = {"punctual": 5, "curious": 4, "attitude": 5, "again": "oui", "words": "Léa est vive."}


@pytest.fixture
def world():
    return followed()


def rows():
    return {row.function: row for row in QuestionnaireAnswer.objects.all()}


def answered(row, said=None):
    with on(AFTER):
        return questionnaires.answer(Actor.of_link(row.link), row, said or SAID)


def test_both_are_asked_on_the_last_day_once(world):
    with on(FRIDAY, 6):
        assert advance(FRIDAY - dt.timedelta(days=1)) == 0 and not rows()
        advance(FRIDAY)
        advance(FRIDAY)
    asked = rows()
    assert {key: row.email for key, row in asked.items()} == {
        "tuteur": "dounia@meca.test",
        "famille": "lea@famille.test",
    }
    due = Notice.objects.filter(kind="documents.questionnaire_asked").values_list(
        "due_at", flat=True
    )
    assert {at.date() for at in due} == {FRIDAY}


def test_a_week_later_who_has_not_answered_is_reminded(world):
    with on(FRIDAY, 6):
        advance(FRIDAY)
    answered(rows()["tuteur"])
    day = FRIDAY + dt.timedelta(days=6)
    with on(day):
        plan("placement.evaluation.", now=dt.datetime.combine(day, dt.time(9), dt.UTC))
    (notice,) = Notice.objects.filter(kind="placement.evaluation.7")
    assert notice.recipient_email == "lea@famille.test"
    mail = kind_of(notice.kind).render(notice.at(notice.due_at))
    assert mail.action[1] == rows()["famille"].url


def test_a_guardian_passes_it_on_and_a_tutor_without_address_is_not_asked(world):
    world.pupil.email = ""
    world.pupil.save()
    world.placement.stays.update(tutor_email="")
    evaluation.ask_due(FRIDAY)
    assert {row.email for row in rows().values()} == {"parent1@famille.test"}
    with on(FRIDAY, 6):
        QuestionnaireAnswer.objects.update(asked_at=timezone.now())
    day = FRIDAY + dt.timedelta(days=6)
    with on(day):
        plan("placement.evaluation.", now=dt.datetime.combine(day, dt.time(9), dt.UTC))
    assert not Notice.objects.filter(kind="placement.evaluation.7").exists()  # not asked twice


def test_nobody_is_asked_about_a_pupil_who_never_came(world):
    days = {MONDAY: ("absent", "absent"), TUESDAY: ("absent", "absent")}
    presence.take(world.teacher, world.placement, days, today=FRIDAY)
    assert evaluation.ask_due(FRIDAY) == 0
    Placement.objects.update(state=P.UNCOVERED)
    world.placement.presences.all().delete()
    assert evaluation.ask_due(FRIDAY) == 0
    Placement.objects.update(state=P.SIGNED)
    assert evaluation.ask_due(AFTER + dt.timedelta(days=30)) == 0


def test_a_missed_placement_closes_what_was_asked(world):
    evaluation.ask_due(FRIDAY)
    with on(AFTER):
        outcomes.miss(world.teacher, world.placement, "stopped", today=AFTER)
        assert not QuestionnaireAnswer.objects.awaited().exists()
        assert not plan("placement.evaluation").planned


def test_the_board_says_evaluated_and_missed(world, django_assert_max_num_queries):
    group = world.placement.class_group
    evaluation.ask_due(FRIDAY)
    advance(AFTER)

    def status():
        return board_of(world.head, group).lines[0].status

    assert status() == PupilStatus.DONE
    answered(rows()["tuteur"])
    assert status() == PupilStatus.EVALUATED
    Placement.objects.update(state=P.MISSED, missed_reason="host")
    assert status() == PupilStatus.MISSED
    for _ in range(5):
        PlacementFactory(pupil=PupilFactory(class_group=group), state=P.DONE)
    with django_assert_max_num_queries(8):
        board = board_of(world.head, group)
        assert len(board.lines) == 6 and lines_of(board)


def test_the_file_tells_the_follow_up(world):
    presence.take(world.teacher, world.placement, {MONDAY: ("present", "absent")}, today=FRIDAY)
    Visit.objects.create(placement=world.placement, kind="call", done_on=TUESDAY, alert="green")
    outcomes.miss(world.teacher, world.placement, "stopped", today=FRIDAY)
    line = dict(
        zip(TITLES, lines_of(board_of(world.head, world.placement.class_group))[1], strict=True)
    )
    assert line["État"] == "Non réalisé" and line["Vu ou appelé le"] == "26/01/2027"
    assert (line["Demi-journées de présence"], line["Demi-journées d’absence"]) == (1, 1)
    assert line["Motif de non-réalisation"] == "Stage interrompu avant la fin"


def words_of(answer):
    return [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]


def test_the_attestations_of_a_class_are_one_file(client, world):
    group = world.placement.class_group
    page = reverse("placements:attestations", args=[group.pk])
    own = reverse("placements:attestation", args=[world.placement.pk])
    client.force_login(world.teacher.user)
    assert client.get(page).status_code == client.get(own).status_code == 302
    presence.take(world.teacher, world.placement, {MONDAY: ("present", "absent")}, today=FRIDAY)
    Placement.objects.update(state=P.DONE)
    PlacementFactory(pupil=PupilFactory(class_group=group, last_name="Zola"), state=P.DONE)
    PlacementFactory(pupil=PupilFactory(class_group=group), state=P.UNCOVERED)
    first, second = words_of(client.get(page))
    assert "Léa Martin" in first and "1 demi-journée de présence, 1 d’absence" in first
    assert "Zola" in second and "Présence" not in second
    assert len(words_of(client.get(own))) == 1


def test_the_host_takes_the_attestation_by_its_link(client, world):
    link = host_links.send(world.teacher, world.placement.stays.get())
    with on(AFTER):
        assert client.get(f"{link.path}attestation/").status_code == 404
        advance(AFTER)
        assert "Léa Martin" in words_of(client.get(f"{link.path}attestation/"))[0]


def test_what_was_answered_is_read_by_who_follows_the_pupil(client, world):
    evaluation.ask_due(FRIDAY)
    answered(rows()["tuteur"])
    client.force_login(world.head.user)
    page = client.get(world.placement.get_absolute_url()).content.decode()
    assert "Léa est vive." in page and "pas encore donné" in page
    client.force_login(actor_for(Role.TEACHER, school=world.placement.school).user)
    assert client.get(world.placement.get_absolute_url()).status_code == 404
    attestations = reverse("placements:attestations", args=[world.placement.class_group_id])
    assert client.get(attestations).status_code == 403
