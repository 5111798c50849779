import threading
import uuid

import pytest
from django import forms
from django.db import connection, transaction

from accounts.actor import Actor
from accounts.enums import Role
from accounts.idempotency import OnceFormMixin, once
from accounts.models import FormSubmission, JournalEntry
from directory.violations import Refused
from tests.accounts.factories import UserFactory, actor_for


def entry():
    return JournalEntry.objects.create(actor_label="x", verb="a envoyé")


@pytest.mark.django_db
def test_the_second_submission_gets_the_first_ones_object():
    actor, key = actor_for(Role.TEACHER), uuid.uuid4()

    made, first = once(actor, key, entry)
    again, second = once(actor, key, entry)

    assert (again, first, second) == (made, True, False)
    assert JournalEntry.objects.count() == 1


@pytest.mark.django_db
def test_the_key_of_somebody_else_is_another_key():
    key = uuid.uuid4()

    assert once(actor_for(Role.TEACHER), key, entry)[1]
    assert once(actor_for(Role.TEACHER), key, entry)[1]
    assert once(Actor.anonymous(), key, entry)[1]
    assert not once(Actor.anonymous(), key, entry)[1]


@pytest.mark.django_db
def test_a_refused_form_may_be_sent_again():
    actor, key = actor_for(Role.TEACHER), uuid.uuid4()

    def refuse():
        raise Refused("complet")

    with pytest.raises(Refused), transaction.atomic():
        once(actor, key, refuse)
    assert once(actor, key, entry)[1]


@pytest.mark.django_db
def test_the_form_carries_its_key():
    class Form(OnceFormMixin, forms.Form):
        name = forms.CharField()

    shown = Form()
    key = str(shown["form_key"].value())
    form = Form({"name": "x", "form_key": key})

    assert f'value="{key}"' in str(shown["form_key"])
    assert form.is_valid()
    assert form.once(actor_for(Role.TEACHER), entry)[1]
    assert not Form({"name": "x"}).is_valid()


def click_at_once(action, times=6):
    barrier, results, errors = threading.Barrier(times), [], []

    def click():
        try:
            barrier.wait()
            results.append(action())
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    return results


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_clicks_at_the_same_moment_make_one_object():
    actor, key = Actor(user=UserFactory()), uuid.uuid4()

    results = click_at_once(lambda: once(actor, key, entry))

    assert sorted(created for _, created in results) == [False] * 5 + [True]
    assert len({made.pk for made, _ in results}) == JournalEntry.objects.count() == 1


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_control_without_the_key_every_click_makes_an_object():
    click_at_once(entry)

    assert JournalEntry.objects.count() == 6
    assert not FormSubmission.objects.exists()
