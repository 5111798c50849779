"""The plan and review of a year (R-CL-5): in turn, frozen, compared, versioned."""

import datetime as dt
import io
import threading
import zipfile

import pytest
from django.db import connection
from django.urls import reverse
from pypdf import PdfReader

from accounts.enums import Role
from accounts.models import JournalEntry
from clee.enums import Side
from clee.enums.reviews import Outcome, ReviewKind, ReviewState
from clee.figures import ALL
from clee.models import Action, Committee, Review
from clee.reminders.reviews import unfiled
from clee.review import content as review_content
from clee.todo import reviews as todo_reviews
from clee.workflow import reviews
from directory.models import SchoolYear
from directory.violations import Refused
from documents.verification import verify
from outbox.models import Notice
from tests.accounts.factories import actor_for
from tests.clee.factories import ActionFactory, CommitteeFactory, MandateFactory, MemberFactory
from tests.directory.factories import (
    ClassGroupFactory,
    CompanyFactory,
    DepartmentFactory,
    SchoolFactory,
    SchoolYearFactory,
)
from tests.partnerships.factories import (
    BookingFactory,
    CompanyNeedFactory,
    SchoolRequestFactory,
)
from tests.placements.factories import PlacementFactory, PupilFactory
from tests.worlds import shared_world

pytestmark = pytest.mark.django_db


class World:
    """A committee with a co-lead on each side, an office, an authority, a draft."""

    def __init__(self):
        gard = DepartmentFactory(code="30")
        self.committee = CommitteeFactory(departments=[gard])
        self.school, self.economic = (self._lead(side) for side in Side)
        self.office = actor_for(Role.DEPARTMENT_OFFICE, department=gard)
        self.authority = actor_for(Role.EDUCATION_AUTHORITY, whole_region=True)
        self.year = SchoolYearFactory()
        self.review = reviews.start(self.school, self.committee, self.year, ReviewKind.REVIEW)

    def _lead(self, side):
        actor = actor_for(Role.CO_LEAD)
        MandateFactory(committee=self.committee, side=side, user=actor.user)
        return actor

    def act(self, who, event, comment=""):
        self.review = reviews.act(getattr(self, who), self.review, event, comment)

    def filed(self):
        self.act("school", "propose")
        self.act("economic", "agree")
        return reviews.last_version(self.review)

    def decided(self, event="validate"):
        self.filed()
        self.act("office", "see", "Bien reçu")
        self.act("authority", event, "Beau travail")


@shared_world
def world():
    return World()


def test_the_turn(world):
    """Each step of the table, by who may, and nobody else."""
    everybody = ("school", "economic", "office", "authority")
    path = [
        ("propose", {"school", "economic"}, "school"),
        ("agree", {"economic"}, "economic"),
        ("see", {"office"}, "office"),
        ("validate", {"authority"}, "authority"),
        ("reopen", {"school", "economic", "authority"}, "school"),
    ]
    stranger = actor_for(Role.DEPARTMENT_OFFICE, department=DepartmentFactory(code="34"))
    for event, allowed, who in path:
        may = {n for n in everybody if reviews.TABLE.can(world.review, event, getattr(world, n))}
        assert may == allowed, event
        with pytest.raises(Refused):
            reviews.act(stranger, world.review, event, "x")
        world.act(who, event, "x")
    assert world.review.state == ReviewState.DRAFT


def test_every_state_and_event(world):
    """What the table does not hold is refused, whoever asks."""
    known = set(reviews.TABLE.transitions)
    admin = actor_for(Role.ADMINISTRATOR)
    for state in ReviewState:
        for event in reviews.TABLE.events:
            if (state, event) not in known:
                Review.objects.update(state=state, proposed_side="school")
                with pytest.raises(Refused, match="plus possible"):
                    reviews.act(admin, world.review, event, "x")


def test_whoever_must_act_next_is_told(world):
    def told(kind):
        return set(Notice.objects.filter(kind=kind).values_list("user", flat=True))

    world.act("school", "propose")
    assert told("clee.review_proposed") == {world.economic.user.pk}
    (line,) = todo_reviews.todos(world.economic)
    assert line.title == "Valider un plan ou bilan" and todo_reviews.todos(world.school) == []
    world.act("economic", "agree")
    assert told("clee.review_filed") == {world.office.user.pk}
    assert [one.title for one in todo_reviews.todos(world.office)] == [
        "Voir un plan ou bilan de CLEE"
    ]
    world.act("office", "see", "Vu, merci")
    assert told("clee.review_seen") == {world.authority.user.pk}
    assert len(todo_reviews.todos(world.authority)) == 1
    with pytest.raises(Refused, match="à reprendre"):
        world.act("authority", "return")
    world.act("authority", "return", "Précisez les publics")
    assert told("clee.review_answered") == {world.school.user.pk, world.economic.user.pk}
    (line,) = todo_reviews.todos(world.school)
    assert line.title == "Reprendre un plan ou bilan renvoyé"
    version = reviews.last_version(world.review)
    assert (version.outcome, version.outcome_comment) == (Outcome.RETURNED, "Précisez les publics")
    for notice in Notice.objects.filter(kind__startswith="clee.review"):
        assert notice.subject == world.review


def test_texts_are_kept_until_they_are_validated(client, world):
    client.force_login(world.school.user)
    page = world.review.get_absolute_url()
    assert client.post(page, {"highlights": "Le forum"}).status_code == 302
    assert "Le forum" in client.get(page).content.decode()
    world.act("school", "propose")
    assert client.post(page, {"highlights": "Autre"}).status_code == 404
    with pytest.raises(Refused, match="reprenez"):
        reviews.write(world.school, world.review, {})
    world.act("economic", "rework", "Ajoutons les difficultés")
    assert Review.objects.get().proposed_side == ""


def test_a_side_without_account_does_not_hold_the_filing_back(world):
    world.committee.mandates.filter(side=Side.SCHOOL).update(user=None, person_name="Denis Fabre")
    assert not reviews.TABLE.can(world.review, "propose", world.economic)
    world.act("economic", "file")
    validated = reviews.last_version(world.review).validated
    assert [side for side, _ in validated] == ["côté entreprises"]


def test_figures_are_frozen_and_what_came_later_is_listed_in_the_next_version(world):
    first = ActionFactory(committee=world.committee, state="done", girls=10, title="Visite")
    world.decided()
    before = reviews.last_version(world.review)
    assert before.content["actions"][0]["pupils"] == 10
    later = ActionFactory(committee=world.committee, state="done", boys=5, title="Tard venue")
    first.girls = 99
    first.save()
    before.refresh_from_db()
    assert before.content["actions"][0]["pupils"] == 10
    world.act("school", "reopen", "Une action oubliée")
    version = world.filed()
    assert (version.number, version.content["added"]) == (2, [later.title])
    assert world.review.versions.count() == 2
    assert world.review.versions.get(number=1).document_id == before.document_id


def test_the_year_before_stands_beside(world):
    last = SchoolYearFactory(start_year=2025, state="closed")
    past = {"school_year": last, "starts_on": dt.date(2026, 1, 12), "ends_on": dt.date(2026, 1, 12)}
    ActionFactory(committee=world.committee, state="done", girls=7, **past)
    ActionFactory(committee=world.committee, state="done", girls=3, priority=2)
    ActionFactory(committee=world.committee, state="planned", girls=50)
    ActionFactory(state="done", girls=500)
    content = review_content.content_of(world.review)
    rows = {label: (now, before) for table in content["figures"]
            for label, now, before in table["rows"]}  # fmt: skip
    assert rows["Filles, saisie"] == (3, 7)
    assert (rows["Réalisées"], rows["Prévues"]) == ((1, 1), (1, 0))
    assert rows["Dont élèves de publics prioritaires, saisie"] == (2, 0)


def test_what_the_floors_above_count(world):
    """Immersions of actions, placements of the territory, needs that nobody met."""
    gard = DepartmentFactory(code="30")
    group = ClassGroupFactory(school=SchoolFactory(department=gard, qpv="inside"))
    action = ActionFactory(committee=world.committee, state="done")
    booking = BookingFactory(elsewhere=True, class_group=group, girls=9, boys=6, unspecified=0)
    booking.committee_action = action
    booking.save()
    PlacementFactory(pupil=PupilFactory(class_group=group), sex="F", state="done")
    PlacementFactory(sex="F", state="done")
    PlacementFactory(pupil=PupilFactory(class_group=group), sex="M", state="done", kind="pfmp")
    SchoolRequestFactory(school=group.school, school_year=world.year)
    CompanyNeedFactory(department=gard, told_on=dt.date(2026, 10, 1))
    CompanyNeedFactory(told_on=dt.date(2026, 10, 1), department=DepartmentFactory(code="34"))
    content = review_content.content_of(world.review)
    rows = {label: now for table in content["figures"] for label, now, _ in table["rows"]}
    assert rows["Filles, compte du portail"] == 9
    assert rows["Dont élèves de publics prioritaires, compte du portail"] == 15
    assert (rows["Stages réalisés"], rows["Élèves de publics prioritaires"]) == (1, 1)
    assert (rows["Garçons"], rows["Entreprises d’accueil (hors PFMP et BTS)"]) == (0, 1)
    assert rows["PFMP et stages de BTS réalisés"] == 1
    assert rows["Appels d’établissements sans réponse"] == 1
    assert rows["Besoins d’entreprises encore ouverts"] == 1


def test_a_plan_lists_what_is_planned(world):
    plan = reviews.start(world.school, world.committee, world.year, ReviewKind.PLAN)
    assert reviews.start(world.school, world.committee, world.year, ReviewKind.PLAN) == plan
    ActionFactory(committee=world.committee, title="Prévue")
    ActionFactory(committee=world.committee, title="Annulée", state="cancelled", state_reason="x")
    content = review_content.content_of(plan)
    assert [one["title"] for one in content["actions"]] == ["Prévue"]
    assert [table["title"] for table in content["figures"]] == ["Actions"]


def test_the_documents(client, world):
    ActionFactory(committee=world.committee, state="done", title="Forum d’Alès")
    reviews.write(world.school, world.review, {"highlights": "Un beau forum"})
    world.filed()
    client.force_login(world.office.user)
    provisional = client.get(reverse("clee:review_pdf", args=[world.review.pk, 1]))
    text = PdfReader(io.BytesIO(provisional.content)).pages[0].extract_text()
    assert "sans suite du rectorat" in text
    world.act("office", "see", "Bien reçu")
    world.act("authority", "note", "À suivre")
    sealed = client.get(reverse("clee:review_pdf", args=[world.review.pk, 1])).content
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(sealed)).pages)
    assert "Un beau forum" in text and "À suivre" in text and "Bien reçu" in text
    version = reviews.last_version(world.review)
    assert verify(version.document.sha256).level == "success"
    assert client.get(reverse("clee:review_pdf", args=[world.review.pk, 1])).content == sealed
    for number in (0, 1):
        odt = client.get(reverse("clee:review_odt", args=[world.review.pk, number])).content
        xml = zipfile.ZipFile(io.BytesIO(odt)).read("content.xml").decode()
        assert "Forum d’Alès" in xml
    assert client.get(reverse("clee:review_pdf", args=[world.review.pk, 7])).status_code == 404
    assert JournalEntry.objects.filter(verb="a téléchargé le bilan").count() == 5


def test_pages_are_for_who_keeps_the_committee(client, world):
    elsewhere = actor_for(Role.DEPARTMENT_OFFICE, department=DepartmentFactory(code="34"))
    pages = [world.review.get_absolute_url(), reverse("clee:reviews", args=[world.committee.pk]),
             reverse("clee:review_act", args=[world.review.pk, "propose"])]  # fmt: skip
    for actor, answers in (
        (world.school, [200, 200, 200]),
        (world.office, [200, 200, 404]),
        (elsewhere, [404, 404, 404]),
        (actor_for(Role.CO_LEAD), [404, 404, 404]),
    ):
        client.force_login(actor.user)
        assert [client.get(page).status_code for page in pages] == answers
    start = reverse("clee:review_start", args=[world.committee.pk])
    client.force_login(world.school.user)
    for data in ({}, {"annee": "1999", "nature": "plan"}, {"annee": "2026", "nature": "x"}):
        assert client.post(start, data).status_code == 404
    assert client.post(start, {"annee": "2026", "nature": "plan"}).status_code == 302


def test_the_desk_lists_what_waits(client, world):
    world.filed()
    client.force_login(world.office.user)
    page = client.get(reverse("clee:reviews_desk"), {"etat": "filed"}).content.decode()
    assert world.committee.name in page
    page = client.get(reverse("clee:reviews_desk"), {"etat": "seen"}).content.decode()
    assert world.committee.name not in page


def test_a_review_that_is_not_filed_is_reminded(world):
    review, plan = ReviewKind.REVIEW, ReviewKind.PLAN
    assert unfiled(review).count() == unfiled(plan).count() == 2
    world.committee.mandates.filter(side=Side.SCHOOL).update(ends_on=dt.date(2027, 1, 1))
    # Still in office on 31 October, not on 30 June.
    assert (unfiled(plan).count(), unfiled(review).count()) == (2, 1)
    world.filed()
    assert not unfiled(review).exists() and unfiled(plan).count() == 2


def test_the_steering_desk_says_it(world):
    day = dt.date(2026, 11, 23)
    ActionFactory(committee=world.committee)
    world.filed()
    figures = {figure.key: figure for figure in ALL}
    # As the desk does: a figure may have the name of a relation.
    named = {f"figure_{key}": figures[key].expression(day) for key in figures}
    row = Committee.objects.annotate(**named).get(pk=world.committee.pk)
    assert figures["action_count"].words(row.figure_action_count, day) == "1"
    assert (
        figures["review_state"].words(row.figure_review_state, day) == "Déposé, à voir par la DSDEN"
    )
    assert figures["plan_state"].words(row.figure_plan_state, day) == "à ouvrir"
    assert figures["plan_state"].is_late(row.figure_plan_state, day) and not figures[
        "review_state"
    ].is_late(None, day)
    assert not figures["plan_state"].is_late(None, dt.date(2026, 10, 1))


def test_a_large_committee_asks_few_queries(world, client, django_assert_max_num_queries):
    """400 members, 600 actions, ten years: the page of the draft asks ten queries, whoever reads
    it and in which role included."""
    schools = [SchoolFactory() for _ in range(3)]
    company = CompanyFactory()
    MemberFactory.create_batch(3, committee=world.committee)
    years = [SchoolYearFactory(start_year=year, state="closed") for year in range(2017, 2026)]
    kind = ActionFactory(committee=world.committee).type
    rows = [
        Action(
            committee=world.committee, school_year=year, type=kind, title=f"Action {number}",
            levels=["3e"], girls=3, state="done",
            starts_on=dt.date(year.start_year + 1, 1, 12),
            ends_on=dt.date(year.start_year + 1, 1, 12),
        )
        for year in [*years, world.year]
        for number in range(60)
    ]  # fmt: skip
    made = Action.objects.bulk_create(rows)
    links = Action.schools.through
    links.objects.bulk_create(links(action=one, school=schools[0]) for one in made)
    links = Action.companies.through
    links.objects.bulk_create(links(action=one, company=company) for one in made)
    with django_assert_max_num_queries(2):
        content = review_content.content_of(world.review)
    assert len(content["actions"]) == 61
    client.force_login(world.school.user)
    client.get(world.review.get_absolute_url())
    with django_assert_max_num_queries(11):
        page = client.get(world.review.get_absolute_url()).content.decode()
    assert page.count('data-label="Dates"') == 61 and "Valider pour votre côté" in page
    world.act("school", "propose")
    world.act("economic", "rework", "Le bilan des stages manque.")
    with django_assert_max_num_queries(11):
        page = client.get(f"{world.review.get_absolute_url()}?messages=1").content.decode()
    assert "Suite donnée à un plan ou bilan" in page and "Historique</a>" in page


@pytest.mark.django_db(transaction=True)
def test_two_co_leads_at_once_file_one_version():
    world = World()
    SchoolYear.objects.get(pk=2026)
    world.act("school", "propose")
    start, refused = threading.Barrier(2), []

    def agree():
        try:
            start.wait(10)
            reviews.act(world.economic, world.review, "agree")
        except Refused as error:
            refused.append(error.message)
        finally:
            connection.close()

    threads = [threading.Thread(target=agree) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert world.review.versions.count() == 1 and len(refused) == 1
