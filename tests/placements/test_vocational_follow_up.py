"""R-PF-1: weeks that count, who lacks some, grids of skills, loads, missed hours, figures."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.enums import Role
from accounts.models import JournalEntry
from directory.violations import Refused
from documents.models import Questionnaire, QuestionnaireAnswer, SheetImport
from documents.sheet_files import Sheet as SheetImportSheet
from placements import vocational_figures
from placements.attestation import statement, to_attest
from placements.board import with_evaluation
from placements.diploma_weeks import lines
from placements.enums import PlacementState as P
from placements.evaluation import ask, ask_due, asked_of, grid_kind
from placements.models import EarlyEnd, Placement, PresenceDay
from placements.rules.follow_up import missed_minutes
from placements.rules.presence import Stay
from placements.workflow import early_ends, skill_grids
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory
from tests.placements.factories import PupilFactory
from tests.placements.follow_world import on
from tests.placements.vocational_world import FIRST, LAST, WEEK, make_world, place

DAY = dt.timedelta(days=1)
AFTER = LAST + 3 * DAY


def away(placement, day, side="host", halves=("absent", "absent")):
    return PresenceDay.objects.create(
        placement=placement, day=day, side=side, morning=halves[0], afternoon=halves[1],
        taken_by="A",
    )  # fmt: skip


@pytest.fixture
def world(db):
    return make_world(state=P.DONE)


def test_missed_hours_by_half_days():
    class Row:
        side = "host"

        def __init__(self, day, morning, afternoon):
            self.day, self.morning, self.afternoon = day, morning, afternoon

    stays = [Stay(FIRST, LAST, WEEK)]
    rows = [Row(FIRST, "absent", "present"), Row(FIRST + DAY, "absent", "absent")]
    assert missed_minutes(rows, stays) == 180 + 420
    assert missed_minutes([Row(LAST + DAY, "absent", "absent")], stays) == 0


def test_weeks_counted_missed_and_left(world, django_assert_max_num_queries):
    """A pupil who was away, one who stopped, one who never had a placement."""
    away(world.placement, FIRST)
    away(world.placement, FIRST + DAY)
    # The school's word stands before the host's.
    away(world.placement, FIRST + DAY, "school", ("present", "absent"))
    group, period = world.placement.class_group, world.placement.period
    stopped, without = (PupilFactory(class_group=group) for _ in range(2))
    company = CompanyFactory()
    place(stopped, company, last=FIRST + 11 * DAY, state=P.DONE, period=period)
    place(stopped, company, first=dt.date(2027, 3, 1), last=dt.date(2027, 3, 12))
    uncovered = PupilFactory(class_group=group)
    place(uncovered, company, state=P.UNCOVERED)
    with django_assert_max_num_queries(7):
        found = lines(world.head, group.school_year, AFTER)
    assert {one.pupil: (one.due, one.done, one.to_come, one.missed, one.left) for one in found} == {
        without: (4, 0, 0, 4, 18),
        uncovered: (4, 0, 0, 4, 18),
        stopped: (4, 2, 2, 2, 14),
        world.pupil: (4, 3.7, 0, 0.3, 14.3),
    }
    assert [one.missed for one in found] == [4, 4, 2, 0.3]
    assert lines(actor_for(Role.HEAD), group.school_year, AFTER) == []
    assert lines(actor_for(Role.MISSION_OFFICER), group.school_year, AFTER) == []


def test_the_page_of_who_catches_up(client, world):
    group = world.placement.class_group
    without = PupilFactory(class_group=group, last_name="Sansstage")
    url = reverse("placements:catch_up")
    with on(AFTER):
        client.force_login(world.head.user)
        page = client.get(url).content.decode()
        assert "SANSSTAGE" in page and "4 semaines" in page and "CAZALS" not in page
        assert "1 élève sur 2" in page
        assert "SANSSTAGE" in client.get(url, {"classe": group.pk}).content.decode()
        asked = {"classe": group.pk, "format": "csv"}
        file = client.get(reverse("placements:catch_up_file"), asked)
        text = (b"".join(file.streaming_content) if file.streaming else file.content).decode()
        assert len(text.splitlines()) == 2 and "Sansstage" in text
        (entry,) = JournalEntry.objects.filter(verb="a exporté les semaines à rattraper")
        assert str(group) in str(entry.words) + str(entry.reason)
        place(without, CompanyFactory(), state=P.DONE)
        assert "Personne n’a de semaine" in client.get(url).content.decode()
        client.force_login(actor_for(Role.HEAD).user)
        assert "Aucune classe ne prépare" in client.get(url, {"classe": group.pk}).content.decode()
        client.force_login(world.company.user)
        assert client.get(url).status_code == 403


def test_the_attestation_counts_weeks_towards_the_diploma(world):
    away(world.placement, FIRST, halves=("absent", "present"))
    (row,) = to_attest(Placement.objects.all())
    facts = dict(statement(row, "La cheffe")["facts"])
    assert facts["Durée comptée"] == "3,9 semaines (18 au moins sur toute la formation)"
    assert facts["Diplôme préparé"].startswith("Technicien d’usinage")


# --- The grid of skills ------------------------------------------------------------------


def csv(code, *lines, head="Code du diplôme;Bloc;Compétence;Niveaux"):
    text = "\n".join([head, *(line.replace("CODE", code) for line in lines)])
    return SimpleUploadedFile("grille.csv", text.encode(), "text/csv")


def test_a_grid_is_imported_with_a_preview_then_asked_of_the_tutor(client, world):
    diploma = world.placement.class_group.diploma
    kind = grid_kind(world.placement.school_id, diploma.pk)
    rows = ("CODE;Usiner;Régler la machine;", "CODE;;Contrôler une cote;Non / Oui",
            "999;;Autre;", "CODE;;;", "CODE;;Contrôler une cote;")  # fmt: skip
    with on(LAST):
        client.force_login(world.head.user)
        file = {"file": csv(diploma.code, *rows)}
        answer = client.post(reverse("placements:skill_import"), file)
        preview = answer.url
        page = client.get(preview).content.decode()
        for words in (
            "Aucune classe ne prépare le diplôme « 999 »",
            "La compétence manque.",
            "déjà dans la grille",
            "Non acquise",
            "2 compétences enregistrées",
        ):
            assert words in page, words
        assert not Questionnaire.objects.filter(kind=kind).exists()
        kept = SheetImport.objects.get()
        refused = client.get(reverse("placements:skill_errors", args=[kept.pk]))
        assert len(b"".join(refused.streaming_content).strip().splitlines()) == 4
        assert client.post(preview, {"step": "apply"}).url == reverse("placements:skill_grids")
        shown = client.get(reverse("placements:skill_grids")).content.decode()
        assert "Version 1, 2 compétences" in shown
        Placement.objects.update(state=P.SIGNED)
        assert ask_due(LAST) == 1
    asked = QuestionnaireAnswer.objects.get(questionnaire__kind=kind)
    assert asked.email == "dounia@meca.test"
    choices = asked.questionnaire.questions[1]["choices"]
    assert choices == [["Non", "Non"], ["Oui", "Oui"]]
    assert asked_of(world.placement, "dounia@meca.test")
    assert not with_evaluation(Placement.objects.all()).get().is_evaluated
    asked.answered_at = asked.asked_at
    asked.save()
    assert with_evaluation(Placement.objects.all()).get().is_evaluated


def test_the_same_grid_again_is_no_new_version(world):
    diploma = world.placement.class_group.diploma

    def imported(*rows):
        head = ["Diplôme", "Compétence"]
        from_file = SheetImportSheet(head, [(n, row) for n, row in enumerate(rows, 2)])
        kept = skill_grids.keep(world.head, from_file, "g.csv", world.placement.school)
        return skill_grids.apply(world.head, kept)

    first = imported([diploma.code, "Régler"], [diploma.label, "Contrôler"])
    assert first.counts == [("compétences enregistrées", 2)]
    assert imported([diploma.code, "Régler"], [diploma.code, "Contrôler"]).counts == [
        ("compétences inchangées", 2)
    ]
    imported([diploma.code, "Régler"])
    assert Questionnaire.objects.latest_of(
        grid_kind(world.placement.school_id, diploma.pk)).version == 2  # fmt: skip
    with pytest.raises(Refused, match="Aucune ligne"):
        imported(["999", "Régler"])
    sheet = SheetImportSheet(["Diplôme", "Compétence"], [(2, [diploma.code, "Régler"])])
    for actor in (world.teacher, actor_for(Role.HEAD)):
        with pytest.raises(Refused, match="n’importe pas de grille"):
            skill_grids.keep(actor, sheet, "g.csv", world.placement.school)


def test_without_a_grid_the_tutor_has_the_common_questions(world):
    asked = ask(world.teacher, world.placement)
    kinds = {row.questionnaire.kind for row in QuestionnaireAnswer.objects.all()}
    assert asked and kinds == {"placement.tutor", "placement.pupil"}


# --- Visits, loads -----------------------------------------------------------------------


def test_the_sheet_of_a_visit_says_whom_to_call_and_whether_it_fits(client, world):
    placement = world.placement
    placement.stays.update(tutor_phone="05 61 00 00 01")
    url = reverse("placements:visit_report", args=[placement.pk])
    with on(LAST):
        client.force_login(world.teacher.user)
        response = client.get(url)
        page = response.content.decode()
        assert 'href="tel:0561000001"' in page and "Personnes rencontrées" in page
        key = response.context["form"]["form_key"].value()
        typed = {"form_key": key, "kind": "visit", "done_on": LAST, "alert": "orange",
                 "met": "Le tuteur", "fits": "partly", "note": ""}  # fmt: skip
        assert client.post(url, typed).status_code == 302
        shown = client.get(placement.get_absolute_url()).content.decode()
        assert "Rencontré&nbsp;: Le tuteur." in shown and "en partie" in shown


def test_a_heavy_load_is_shown_above_the_number_of_the_authority(client, world):
    for _ in range(15):
        PupilFactory(class_group=world.placement.class_group)
    url = reverse("placements:loads")
    with on(LAST):
        client.force_login(world.head.user)
        assert "Charge élevée" not in client.get(url).content.decode()
        PupilFactory(class_group=world.placement.class_group)
        assert "Charge élevée" in client.get(url).content.decode()


# --- Figures -----------------------------------------------------------------------------


def test_the_figures_of_a_school(client, world):
    placement = world.placement
    Placement.objects.update(sex="F", distance_km=12)
    other = PupilFactory(class_group=placement.class_group)
    stopped = place(other, placement.stays.get().company, state=P.SIGNED, period=placement.period)
    PupilFactory(class_group=placement.class_group)
    with on(FIRST + 11 * DAY):
        early_ends.end(world.teacher, stopped, FIRST + 10 * DAY, "safety")
    rows = vocational_figures.placements_of([placement.school_id], placement.school_year)

    def said(found):
        return [(row.label, row.held, row.done, row.broken) for row in found]

    assert said(vocational_figures.by_sex(rows)) == [
        ("Filles", 1, 1, 0), ("Non précisé", 1, 0, 1)]  # fmt: skip
    assert said(vocational_figures.by_distance(rows)) == [
        ("De 10 à 30 km", 1, 1, 0), ("Non connue", 1, 0, 1)]  # fmt: skip
    assert said(vocational_figures.by_diploma(rows))[0][1:] == (2, 1, 1)
    assert vocational_figures.broken_off(rows) == [("Sécurité de l’élève", 1)]
    (period,) = vocational_figures.without_by_period([placement.school_id], placement.school_year)
    assert (period.pupils, period.without) == (3, 1)
    with on(AFTER):
        client.force_login(world.head.user)
        page = client.get(reverse("placements:vocational_figures")).content.decode()
        assert "Sécurité de l’élève&nbsp;: 1" in page and "De 10 à 30 km" in page
        assert "CAZALS" not in page
        client.force_login(world.teacher.user)
        assert client.get(reverse("placements:vocational_figures")).status_code == 403
    assert EarlyEnd.objects.count() == 1


@pytest.mark.django_db
def test_the_page_of_what_a_host_declares(client):
    world = make_world()
    company = world.placement.stays.get().company
    url = reverse("placements:declarations", args=[company.pk])
    client.force_login(world.company.user)
    assert url in client.get(reverse("placements:hosted")).content.decode()
    assert client.post(url, {"staff": "24", "hours_basis": ""}).status_code == 302
    assert 'value="24"' in client.get(url).content.decode()
    bad = client.post(url, {"staff": "24", "machines_on": "2036-01-01"}).content.decode()
    assert "pas encore passé" in bad
    client.force_login(actor_for(Role.COMPANY_REPRESENTATIVE).user)
    assert client.get(url).status_code == 404
