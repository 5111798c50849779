"""What the page of a company says of the pupils whom it received: numbers, never a pupil."""

import datetime as dt

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from accounts.enums import Role
from documents import questionnaires
from documents.models import Questionnaire, QuestionnaireAnswer
from partnerships import activity
from placements.evaluation import PUPIL, QUESTIONS
from placements.models import Placement, PlacementApplication
from tests.accounts.factories import actor_for
from tests.directory.factories import ClassGroupFactory, CompanyFactory
from tests.placements.bank import offer_of
from tests.placements.factories import PlacementFactory, PupilFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2027, 2, 1)


def received(company, number, **values):
    group = ClassGroupFactory(level="3e")
    return [
        PlacementFactory(
            pupil=PupilFactory(class_group=group), company=company, state="done", **values
        )
        for _ in range(number)
    ]


def marked(placement, mark):
    questionnaires.publish(PUPIL, *QUESTIONS[PUPIL])
    QuestionnaireAnswer.objects.create(
        questionnaire=Questionnaire.objects.get(kind=PUPIL),
        subject_type=ContentType.objects.get_for_model(Placement),
        subject_id=placement.pk,
        answers={"satisfaction": mark, "jobs": "Soudeur chez Léa"},
        asked_at=timezone.now(),
        answered_at=timezone.now(),
        closes_on=dt.date(2027, 6, 1),
        function="famille",
        email=f"eleve{placement.pk}@essai.example",
    )


def test_pupils_received_are_in_the_activity_of_the_company(client):
    company = CompanyFactory()
    three = received(company, 3)
    received(company, 1)
    PlacementFactory(company=company, state="found")
    found = activity.of_company(company, TODAY)
    (line,) = found.hosted
    assert (line["year"], line["groups"], line["schools"]) == ("2026-2027", 4, 2)
    assert found.levels == [("3e", 4)]
    assert sorted(line.what.rpartition(", ")[2] for line in found.latest) == ["1 élève", "3 élèves"]

    client.force_login(actor_for(Role.RBDE, school=three[0].school).user)
    page = client.get(f"/relations/entreprises/{company.pk}/").content.decode()
    assert "3 élèves" in page and str(three[0].school) in page
    assert three[0].pupil.last_name not in page


def test_the_mark_of_one_pupil_is_not_shown_alone():
    company = CompanyFactory()
    rows = received(company, 3)
    for placement in rows[:2]:
        marked(placement, 5)
    assert activity.of_company(company, TODAY).satisfaction is None
    marked(rows[2], 2)
    found = activity.of_company(company, TODAY)
    assert (found.satisfaction, found.opinions, found.jobs) == (4.0, 3, [])


def test_answers_to_applications_count_with_those_to_requests():
    company = CompanyFactory()
    offer = offer_of(company, department=company.department)
    offer.save()
    sent = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
    for days, state in ((2, "refused"), (None, "expired"), (None, "withdrawn")):
        row = PlacementApplication.objects.create(
            offer=offer, pupil=PupilFactory(), state=state, expires_on=dt.date(2026, 10, 16),
            starts_on=dt.date(2027, 1, 25), ends_on=dt.date(2027, 1, 29),
            refusal_reason="full" if state == "refused" else "",
        )  # fmt: skip
        answered = sent + dt.timedelta(days=days) if days else None
        PlacementApplication.objects.filter(pk=row.pk).update(sent_at=sent, answered_at=answered)
    found = activity.of_company(company, TODAY)
    assert (found.asked, found.answered, found.median_days) == (2, 1, 2.0)
