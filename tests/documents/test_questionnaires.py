"""Questionnaires: one answer per function, subject and occasion, until closed (R-CEE-7)."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import JournalEntry
from directory.violations import Refused
from documents import questionnaires
from documents.models import Questionnaire, QuestionnaireAnswer
from documents.questionnaires import Respondent, checked
from tests.accounts.factories import UserFactory
from tests.directory.factories import SchoolFactory
from tests.documents.factories import QuestionnaireFactory, ask

pytestmark = pytest.mark.django_db
LATER = timezone.localdate() + dt.timedelta(days=30)
GOOD = {"satisfaction": "5", "again": "oui", "how": "mail", "jobs": "4", "words": "Très bien."}


@pytest.fixture
def school():
    return SchoolFactory()


@pytest.fixture
def row(school):
    QuestionnaireFactory()
    return ask(school, closes_on=LATER)[0]


def test_asked_once_per_function_and_occasion(school, row, mailed):
    assert ask(school, closes_on=LATER) == [row]
    again = ask(school, closes_on=LATER, occasion="2027")[0]
    assert again != row
    assert mailed("documents.questionnaire_asked") == ["ana@meca.test"] * 2


def test_a_new_version_does_not_ask_again(school, row):
    QuestionnaireFactory()
    assert ask(school, closes_on=LATER) == [row]


def test_an_unknown_questionnaire_is_refused(school):
    with pytest.raises(Refused, match="n’existe pas"):
        ask(school, closes_on=LATER)


def test_publish_is_idempotent_and_counts_versions():
    questions = [{"code": "a", "text": "A ?", "type": "text"}]
    first = questionnaires.publish("essai", "Essai", questions)
    assert questionnaires.publish("essai", "Essai", questions) == first
    second = questionnaires.publish("essai", "Essai", [questions[0] | {"text": "B ?"}])
    assert (first.version, second.version) == (1, 2)


@pytest.mark.parametrize(
    "questions",
    [
        [],
        [{"code": "a", "text": "A", "type": "stars"}],
        [{"code": "a", "text": "A", "type": "choice"}],
        [{"code": "a", "text": "A", "type": "text"}] * 2,
    ],
)
def test_questions_that_no_form_can_show(questions):
    with pytest.raises(ValueError):
        questionnaires.publish("essai", "Essai", questions)
    assert not Questionnaire.objects.filter(kind="essai").exists()


@pytest.mark.parametrize(
    ("question", "value", "kept", "message"),
    [
        ({"type": "scale"}, "5", 5, ""),
        ({"type": "scale"}, "6", None, "1 à 5"),
        ({"type": "scale"}, "x", None, "1 à 5"),
        ({"type": "yes_no"}, "non", False, ""),
        ({"type": "yes_no"}, "peut-être", None, "oui ou par non"),
        ({"type": "choice", "choices": [["a", "A"]]}, "b", None, "proposées"),
        ({"type": "number"}, "-1", None, "entre 0"),
        ({"type": "number"}, "1e9", None, "entier"),
        ({"type": "text"}, "a\0b", "ab", ""),
        ({"type": "text"}, "x" * 5000, None, "4000"),
        ({"type": "text", "required": True}, "", None, "nécessaire"),
        ({"type": "text"}, "", None, ""),
    ],
)
def test_each_answer_is_checked(question, value, kept, message):
    found, why_not = checked(question, value)
    assert found == kept
    assert message in why_not
    assert bool(why_not) == bool(message)


def test_the_page_by_link_keeps_and_changes_the_answer(client, row, school):
    path = row.path
    page = client.get(path).content.decode()
    assert "La classe de 4e B" in page
    assert QuestionnaireAnswer.objects.get().answered_at is None
    assert client.post(path, GOOD).status_code == 302
    row.refresh_from_db()
    assert row.answers == {
        "satisfaction": 5,
        "again": True,
        "how": "mail",
        "jobs": 4,
        "words": "Très bien.",
    }
    assert "Vous avez répondu" in client.get(path).content.decode()
    client.post(path, GOOD | {"again": "non", "words": ""})
    row.refresh_from_db()
    assert row.answers["again"] is False
    assert "words" not in row.answers
    assert QuestionnaireAnswer.objects.count() == 1
    verbs = [entry.verb for entry in JournalEntry.objects.about(school).order_by("pk")]
    assert [verb.split(" : ")[0] for verb in verbs] == ["a répondu", "a modifié sa réponse"]


def test_a_missing_answer_keeps_what_was_typed(client, row):
    page = client.post(row.path, GOOD | {"satisfaction": ""}).content.decode()
    assert "Cette réponse est nécessaire." in page
    assert "Très bien." in page
    row.refresh_from_db()
    assert row.answered_at is None


def test_a_closed_questionnaire_is_read_only(client, row):
    client.post(row.path, GOOD)
    QuestionnaireAnswer.objects.update(closes_on=timezone.localdate() - dt.timedelta(days=1))
    page = client.get(row.path).content.decode()
    assert "clos depuis" in page
    assert "Très bien." in page
    client.post(row.path, GOOD | {"words": "Changé"})
    row.refresh_from_db()
    assert row.answers["words"] == "Très bien."


def test_an_account_answers_its_own_and_sees_no_other(client, school):
    QuestionnaireFactory()
    mine, other = UserFactory(), UserFactory()
    first, second = ask(
        school,
        Respondent("teacher", "Moi", user=mine),
        Respondent("head", "Autre", user=other),
        closes_on=LATER,
    )
    client.force_login(mine)
    address = reverse("documents:questionnaire", args=[first.pk])
    assert first.path == address
    assert client.post(address, GOOD).status_code == 302
    hidden = reverse("documents:questionnaire", args=[second.pk])
    assert client.get(hidden).status_code == 404
    assert client.post(hidden, GOOD).status_code == 404
    with pytest.raises(Refused, match="autre personne"):
        questionnaires.answer(Actor.of(mine), second, GOOD)
