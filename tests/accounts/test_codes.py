import datetime as dt
import threading

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from accounts import codes, links
from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import OneTimeCode
from directory.violations import Refused
from outbox.models import Mail, Notice
from tests.accounts.factories import UserFactory, actor_for

WHAT = "signer la convention n° 12"


@pytest.fixture
def subject(db):
    return UserFactory()


@pytest.fixture
def holder(subject):
    link = links.issue(
        actor_for(Role.TEACHER),
        "signer",
        subject,
        name="Jeanne Durand",
        email="jeanne@entreprise.test",
        valid_until=timezone.now() + dt.timedelta(days=10),
    )
    return Actor.of_link(link)


def sent():
    return Notice.objects.filter(kind="accounts.one_time_code").latest("pk").secret


def test_the_right_code_is_verified_and_spent_once_r_ag_2(holder, subject):
    codes.send(holder, subject, WHAT)

    code = codes.verify(holder, subject, f" {sent()[:3]} {sent()[3:]} ")
    codes.use(code)

    with pytest.raises(Refused, match="déjà servi"):
        codes.use(code)
    with pytest.raises(Refused, match="plus valable"):
        codes.verify(holder, subject, sent())


def test_the_code_goes_to_the_holders_own_address_only_r_ag_2(holder, subject):
    code = codes.send(holder, subject, WHAT)

    assert Notice.objects.get().recipient_email == code.email == "jeanne@entreprise.test"
    assert len(sent()) == 6 and sent().isdigit()
    assert sent() not in str(vars(code)) and sent() not in str(Notice.objects.get().context)


def test_a_code_not_verified_cannot_be_spent(holder, subject):
    code = codes.send(holder, subject, WHAT)

    with pytest.raises(Refused):
        codes.use(code)


def test_five_tries_in_all(holder, subject):
    codes.send(holder, subject, WHAT)
    wrong = f"{(int(sent()) + 1) % 1_000_000:06d}"
    for _ in range(5):
        with pytest.raises(Refused, match="pas le bon"):
            codes.verify(holder, subject, wrong)

    with pytest.raises(Refused, match="plus valable"):
        codes.verify(holder, subject, sent())


def test_a_code_lives_ten_minutes(holder, subject):
    codes.send(holder, subject, WHAT)

    with (
        time_machine.travel(timezone.now() + dt.timedelta(minutes=10, seconds=1)),
        pytest.raises(Refused, match="plus valable"),
    ):
        codes.verify(holder, subject, sent())


def test_a_new_code_replaces_the_former(holder, subject):
    codes.send(holder, subject, WHAT)
    former = sent()
    codes.send(holder, subject, WHAT)

    if former != sent():
        with pytest.raises(Refused):
            codes.verify(holder, subject, former)
    assert codes.verify(holder, subject, sent())


def test_five_codes_an_hour(holder, subject):
    for _ in range(5):
        codes.send(holder, subject, WHAT)
    with pytest.raises(Refused, match="Trop de codes"):
        codes.send(holder, subject, WHAT)

    with time_machine.travel(timezone.now() + dt.timedelta(minutes=61)):
        assert codes.send(holder, subject, WHAT)


def test_a_code_is_for_one_holder_and_one_subject(holder, subject):
    codes.send(holder, subject, WHAT)
    other = actor_for(Role.HEAD)

    for actor, about in ((other, subject), (holder, UserFactory())):
        with pytest.raises(Refused):
            codes.verify(actor, about, sent())


def test_a_signed_in_person_gets_a_code_too(subject):
    head = actor_for(Role.HEAD)
    codes.send(head, subject, WHAT)

    assert Notice.objects.get().recipient_email == head.user.email
    codes.use(codes.verify(head, subject, sent()))


def test_nobody_in_particular_gets_no_code(subject):
    with pytest.raises(Refused):
        codes.send(Actor.anonymous(), subject, WHAT)


@pytest.mark.django_db(transaction=True)
def test_tries_are_counted_outside_the_transaction_of_the_act():
    subject, head = UserFactory(), actor_for(Role.HEAD)
    code = codes.send(head, subject, WHAT)
    with pytest.raises(RuntimeError), transaction.atomic():
        codes.verify(head, subject, "000000")

    with pytest.raises(Refused):
        codes.verify(head, subject, "not it")
    assert OneTimeCode.objects.get(pk=code.pk).tries == 1


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_same_moment_still_count_one_by_one():
    subject, head = UserFactory(), actor_for(Role.HEAD)
    code = codes.send(head, subject, WHAT)
    barrier, refusals = threading.Barrier(8), []

    def guess():
        try:
            barrier.wait()
            codes.verify(head, subject, "not it")
        except Refused as refusal:
            refusals.append(refusal.message)
        finally:
            connection.close()

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum("pas le bon" in message for message in refusals) == 5
    assert OneTimeCode.objects.get(pk=code.pk).tries == 5
    assert Mail.objects.count() == 1
