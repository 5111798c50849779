"""A broker that is dead or frozen costs a request a second at most, and no mail."""

import threading
import time

import pytest
from celery import current_app
from django.db import transaction
from kombu import pools

from config.celery import app
from outbox import broker, delivery, doorbell
from outbox.models import Mail
from outbox.workflow import notify
from tests.outbox.kinds import CAMILLE, a_subject
from tests.outbox.smtp import relay  # noqa: F401 - fixture
from tests.outbox.valkey import Valkey


@pytest.fixture
def valkey(tmp_path):
    server = Valkey(tmp_path)
    yield server
    server.thaw()
    server.kill()


@pytest.fixture
def ringing(valkey, monkeypatch):
    """The portal's doorbell wired to that broker."""
    pools.reset()
    monkeypatch.setattr(app.conf, "broker_url", valkey.url)
    monkeypatch.setattr(app.conf, "broker_write_url", valkey.url)
    monkeypatch.setattr(doorbell, "_quiet_until", 0.0)
    yield valkey
    pools.reset()


def seconds_of(call):
    start = time.monotonic()
    call()
    return time.monotonic() - start


def book():
    """What a booking does: its rows and a notice in one transaction."""
    with transaction.atomic():
        notify("test.plain", a_subject(), CAMILLE, occasion=str(time.monotonic()))


@pytest.mark.django_db(transaction=True)
def test_a_ring_leaves_one_message_in_the_mail_queue(ringing):
    book()

    assert ringing.length() == 1


def test_every_thread_of_the_web_server_rings_at_the_same_broker(ringing):
    seen = []
    thread = threading.Thread(target=lambda: (seen.append(current_app.main), doorbell.ring()))
    thread.start()
    thread.join()

    assert seen == ["passerelle"] and ringing.length() == 1


class Counted(threading.Event):
    """Tells how often it was set."""

    def __init__(self):
        super().__init__()
        self.times = threading.Semaphore(0)

    def set(self):
        super().set()
        self.times.release()


def test_threads_that_ask_while_one_rings_share_the_next_ring(monkeypatch):
    asked, rung, end = Counted(), threading.Semaphore(0), threading.Event()
    monkeypatch.setattr(doorbell, "_asked", asked)
    monkeypatch.setattr(doorbell, "_quiet_until", 0.0)
    monkeypatch.setattr(doorbell, "_publish", lambda: (rung.release(), end.wait(10)))
    threads = [threading.Thread(target=doorbell.ring) for _ in range(6)]

    threads[0].start()
    assert rung.acquire(timeout=10)
    for thread in threads[1:]:
        thread.start()
    assert all(asked.times.acquire(timeout=10) for _ in threads)
    end.set()
    for thread in threads:
        thread.join(10)

    assert rung.acquire(timeout=10), "what was asked while it rang is heard too"
    assert not rung.acquire(blocking=False)


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_with_redis_down_the_booking_holds_and_the_tick_sends_its_mail(ringing, relay):  # noqa: F811
    ringing.kill()

    assert seconds_of(book) < 1
    assert seconds_of(book) < 0.1, "a process does not wait twice for a dead broker"

    assert Mail.objects.count() == 2
    delivery.send_due()  # what the tick of the next minute, or cron, does
    assert len(relay.mails()) == 2 and not relay.doubles()


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("connected", [False, True])
def test_with_redis_frozen_a_request_waits_a_second_at_most(ringing, connected):
    if connected:
        book()
    ringing.freeze()

    waited = seconds_of(book)

    assert waited < 1.2
    assert Mail.objects.count() == 1 + connected


def test_the_bell_rings_again_when_the_broker_is_back(ringing, monkeypatch):
    ringing.kill()
    doorbell.ring()
    ringing.start()
    monkeypatch.setattr(doorbell, "_quiet_until", 0.0)

    doorbell.ring()

    assert ringing.length() == 1


def test_a_broker_that_evicts_is_refused(tmp_path):
    evicting = Valkey(tmp_path, policy="allkeys-lru")
    try:
        with pytest.raises(SystemExit, match="noeviction"):
            broker.refuse_eviction(evicting.url)
    finally:
        evicting.kill()


def test_a_good_broker_is_accepted_and_a_silent_one_is_left_to_celery(valkey):
    broker.refuse_eviction(valkey.url)
    valkey.kill()
    broker.refuse_eviction(valkey.url)


def test_celery_is_set_as_measured():
    conf = app.conf
    assert conf.visibility_timeout == conf.broker_transport_options["visibility_timeout"] == 900
    assert conf.result_backend_transport_options["visibility_timeout"] == 900
    assert conf.task_acks_late and conf.task_reject_on_worker_lost and conf.task_ignore_result
    assert conf.worker_prefetch_multiplier == 1 and conf.result_backend is None
    ticks = {entry["task"] for entry in conf.beat_schedule.values()}
    assert ticks >= {
        "outbox.tasks.send_due",
        "outbox.tasks.beat_canary",
        "reminders.tasks.plan",
    }
    app.loader.import_default_modules()
    assert all(app.tasks[entry["task"]] for entry in conf.beat_schedule.values())
