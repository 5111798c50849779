"""Who may see a thing sees on its page what was sent about it, to whom and when."""

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone

from documents.models import QuestionnaireAnswer
from outbox.enums import Urgency
from outbox.models import Notice
from reminders.rules import all_rules
from tests.access.rollback import rolled_back
from tests.access.told import KNOWN, NOT_SHOWN, SHOWN

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(1200)]
MARK = "Personne Marquée"
TRIED = 20


def tell(row):
    """A mail to come about the row, to somebody whom no page names otherwise."""
    Notice.objects.create(
        dedup_key=f"marked:{row._meta.label}:{row.pk}",
        kind="marked",
        subject_type=ContentType.objects.get_for_model(row),
        subject_id=str(row.pk),
        recipient_email="personne.marquee@exemple.test",
        recipient_name=MARK,
        urgency=Urgency.ROUTINE,
        due_at=timezone.now(),
    )


def home_of(row):
    return row.subject.get_absolute_url() if isinstance(row, QuestionnaireAnswer) else ""


def pages_of(client, label, path):
    """The first pages of rows of the model that this person may open, the last rows first."""
    for row in apps.get_model(label).objects.order_by("-pk")[:TRIED]:
        with rolled_back():
            tell(row)
            answer = client.get(path.format(row=row, home=home_of(row)))
        if answer.status_code == 200:
            found = answer.content.decode()
            yield found
            if MARK in found:
                break


@pytest.mark.parametrize("label", SHOWN)
def test_the_page_shows_what_was_sent(demo, label):
    account, path = SHOWN[label]
    client = Client()
    client.force_login(demo[account])
    pages = list(pages_of(client, label, path))
    assert pages, f"{account} opens no page of {label}"
    assert any(MARK in page for page in pages)


def test_all_that_a_mail_of_the_demonstration_or_a_reminder_is_about_is_known(demo):
    types = Notice.objects.exclude(subject_type=None).order_by().values_list("subject_type")
    about = {ContentType.objects.get_for_id(key).model_class() for (key,) in types.distinct()}
    about |= {rule.subjects().model for rule in all_rules()}
    assert {model._meta.label for model in about} - KNOWN == set()
    assert not {*SHOWN} & {*NOT_SHOWN}
