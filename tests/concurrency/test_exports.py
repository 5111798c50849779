"""Workers on connections of their own: a file is made once, of one moment."""

import threading
import time

import pytest
from django.db import connection
from django.utils import timezone

from accounts.enums import Role
from directory import sql
from directory.models import SchoolYear, Sector
from outbox.models import Notice
from reports import lists, producers
from reports.enums.exports import UNDER_WAY, ExportState
from reports.models import Export
from reports.workflow import exports as workflow
from tests.accounts.factories import actor_for
from tests.concurrency.threads import together
from tests.directory.factories import SchoolFactory, SchoolYearFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


@pytest.fixture
def rectorat(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    SchoolYearFactory()
    monkeypatch.setattr("outbox.doorbell._publish", lambda: None)
    return actor_for(Role.ADMINISTRATOR)


@pytest.fixture
def made(monkeypatch):
    """The `number` of each file that is made, slowly."""
    made, lock = [], threading.Lock()

    def make(actor, params, step):
        with lock:
            made.append(params["number"])
        step(1, 2)
        time.sleep(0.3)
        return "a.csv", "text/csv", [b"whole"]

    monkeypatch.setitem(workflow.PRODUCERS, producers.REPORT, make)
    monkeypatch.setitem(workflow.CHECKS, producers.REPORT, lambda actor, params: None)
    return made


def ask(actor, number):
    return workflow.ask(actor, producers.REPORT, {"number": number}, f"Fichier {number}")


def test_two_workers_make_each_file_once(rectorat, made):
    for number in range(3):
        ask(rectorat, number)
    assert sorted(together([workflow.work, workflow.work])) in ([0, 3], [1, 2])
    assert sorted(made) == [0, 1, 2]
    assert set(Export.objects.values_list("state", flat=True)) == {ExportState.READY}
    assert Notice.objects.filter(kind="export.ready").count() == 3


def naive_claim():
    """What nearly everybody writes first: read what waits, then take it."""
    row = Export.objects.filter(state__in=UNDER_WAY).first()
    time.sleep(0.2)
    row.state, row.lease_owner = ExportState.RUNNING, str(threading.get_ident())
    row.lease_until = timezone.now() + workflow.LEASE
    row.save()
    return row


def test_the_control_a_worker_that_does_not_lock_makes_it_twice(rectorat, made):
    ask(rectorat, 0)
    together([lambda: workflow.run(naive_claim())] * 2)
    assert made == [0, 0]


def test_asked_for_by_two_clicks_it_is_asked_for_once(rectorat, made):
    rows = together([lambda: ask(rectorat, 0)] * 4)
    assert len({row.pk for row in rows}) == 1


def test_a_file_is_of_one_moment_whatever_is_written_meanwhile(rectorat, monkeypatch):
    Sector.objects.create(code="avant", label="Avant")

    def counted(actor, params, step):
        def chunks():
            yield f"{Sector.objects.count()};".encode()
            writer = threading.Thread(target=write)
            writer.start()
            writer.join()
            step(1, 2)
            yield f"{Sector.objects.count()}".encode()

        return "a.csv", "text/csv", chunks()

    def write():
        Sector.objects.create(code="pendant", label="Pendant")
        connection.close()

    monkeypatch.setitem(workflow.PRODUCERS, producers.REPORT, counted)
    monkeypatch.setitem(workflow.CHECKS, producers.REPORT, lambda actor, params: None)
    row = ask(rectorat, 0)
    before = Sector.objects.count()
    workflow.work()
    assert row.path.read_text() == f"{before};{before}"
    assert Sector.objects.count() == before + 1


def ask_list(actor):
    """One school, as CSV."""
    SchoolFactory(name="=Collège")
    year = SchoolYear.objects.get()
    address = f"/rapports/detail/fichier/?annee={year.pk}&indicateur=schools_concerned&format=csv"
    params = lists.params_of(actor, address, year)
    return workflow.ask(actor, producers.LIST, params, "Établissements")


def test_a_list_is_cancelled_in_the_middle_of_its_copy(rectorat, monkeypatch):
    row, copied = ask_list(rectorat), sql.copied

    def cancel():
        workflow.cancel(rectorat, row)
        connection.close()

    def cancelled(query):
        for found in copied(query):
            thread = threading.Thread(target=cancel)
            thread.start()
            thread.join()
            yield found

    monkeypatch.setattr(sql, "copied", cancelled)
    workflow.work()
    row.refresh_from_db()
    assert row.state == ExportState.CANCELLED and list(row.path.parent.iterdir()) == []


def test_a_list_leaves_by_copy_while_its_progress_is_written(rectorat):
    """Two connections: nothing else passes through one that copies."""
    row = ask_list(rectorat)
    workflow.work()
    row.refresh_from_db()
    assert (row.state, row.done, row.total) == (ExportState.READY, 1, 1)
    heads, line = row.path.read_text(encoding="utf-8-sig").splitlines()
    assert heads.startswith("UAI;Établissement") and ";'=Collège;" in line


def test_a_worker_that_wakes_after_its_lease_touches_nothing(rectorat, monkeypatch):
    """The file of who took it up stays, and stays ready."""
    monkeypatch.setitem(workflow.CHECKS, producers.REPORT, lambda actor, params: None)
    row = ask(rectorat, 0)
    slow, quick = threading.Event(), threading.Event()

    def make(actor, params, step):
        if threading.current_thread() is frozen:
            slow.set()
            quick.wait(30)
        return "a.csv", "text/csv", [b"whole"]

    monkeypatch.setitem(workflow.PRODUCERS, producers.REPORT, make)

    def run():
        workflow.work()
        connection.close()

    frozen = threading.Thread(target=run)
    frozen.start()
    slow.wait(30)
    later = timezone.now() + workflow.LEASE * 2
    workflow.run(workflow.claim(later))
    quick.set()
    frozen.join()
    row.refresh_from_db()
    assert (row.state, row.attempts) == (ExportState.READY, 2)
    assert row.path.read_bytes() == b"whole"
    assert [path.name for path in row.path.parent.iterdir()] == [str(row.pk)]
    assert Notice.objects.filter(kind="export.ready").count() == 1
