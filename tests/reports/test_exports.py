"""Exports: leased rows, a private file for some days, cancelled, failed, begun again."""

import contextlib
import datetime as dt

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, connections
from django.utils import timezone

from accounts.enums import Role
from accounts.models import JournalEntry, RoleAssignment
from directory.models import SchoolYear, Sector
from directory.violations import Refused
from outbox.models import Notice
from portal.templatetags.portal import french_moment
from reports import producers
from reports.enums.exports import ExportState
from reports.models import Export
from reports.reading import one_snapshot, source
from reports.workflow import exports as workflow
from tests.accounts.factories import actor_for
from tests.directory.factories import AcademyFactory, DepartmentFactory, SchoolYearFactory

PARAMS = {"annee": 2026, "territoire": "tout", "format": "csv"}
LABEL = "Rapport 2026-2027"


@contextlib.contextmanager
def same_connection():
    yield contextlib.nullcontext


@pytest.fixture
def rectorat(db, settings, tmp_path, monkeypatch):
    """Rows of the test's own transaction are read where they were written."""
    monkeypatch.setattr(workflow, "one_snapshot", same_connection)
    settings.MEDIA_ROOT = tmp_path
    DepartmentFactory()
    DepartmentFactory(code="34", name="Hérault", academy=AcademyFactory(code="11"))
    SchoolYearFactory()
    return actor_for(
        Role.EDUCATION_AUTHORITY, academies=[AcademyFactory(), AcademyFactory(code="11")]
    )


def asked(actor, **params):
    return workflow.ask(actor, producers.REPORT, PARAMS | params, LABEL)


def producing(monkeypatch, make):
    monkeypatch.setitem(workflow.PRODUCERS, producers.REPORT, make)


def test_from_the_button_to_the_file(client, rectorat):
    client.force_login(rectorat.user)
    page = client.get("/rapports/?annee=2026").content.decode()
    assert "/rapports/exports/rapport/?annee=2026&amp;territoire=tout" in page
    url = client.post("/rapports/exports/rapport/?annee=2026&territoire=tout",
                      {"format": "csv"}).url  # fmt: skip
    waiting = client.get(url).content.decode()
    assert "<progress" in waiting and "every 2s" in waiting and "Annuler" in waiting
    # Nothing is known yet of how long it takes; then it is told in figures too.
    assert "pas encore commencé" in waiting and 'value="' not in waiting.split("<progress")[1][:60]
    Export.objects.update(state=ExportState.RUNNING, done=1_500, total=240_000)
    assert "1\xa0500 sur 240\xa0000" in client.get(url).content.decode()
    Export.objects.update(state=ExportState.WAITING, done=0, total=0)
    assert client.get(f"{url}fichier/").status_code == 404
    assert workflow.work() == 1
    row = Export.objects.get()
    assert (row.state, row.done) == (ExportState.READY, row.total) and row.total > 5
    told = Notice.objects.get(kind="export.ready")
    assert told.user_id == rectorat.user.pk
    assert "Télécharger" in client.get(url).content.decode()
    answer = client.get(f"{url}fichier/")
    content = b"".join(answer.streaming_content)
    assert content.startswith(b"\xef\xbb\xbfannee;") and len(content) == row.size
    assert JournalEntry.objects.get(verb="a téléchargé un export").words
    assert JournalEntry.objects.filter(verb="a demandé un export").count() == 1
    assert LABEL in client.get("/rapports/exports/").content.decode()


def test_a_file_is_its_owner_s_alone_and_needs_the_role(client, rectorat):
    row = asked(rectorat)
    workflow.work()
    url = row.get_absolute_url()
    client.force_login(actor_for(Role.ADMINISTRATOR).user)
    for path in (url, f"{url}fichier/"):
        assert client.get(path).status_code == 404
    assert client.post(f"{url}annuler/").status_code == 404
    client.force_login(rectorat.user)
    assert client.get(f"{url}fichier/").status_code == 200
    RoleAssignment.objects.filter(user=rectorat.user).first().academies.set([AcademyFactory()])
    assert client.get(f"{url}fichier/").status_code == 404


def test_asked_twice_is_asked_once_and_three_at_most(rectorat):
    assert asked(rectorat) == asked(rectorat)
    asked(rectorat, format="ods")
    asked(rectorat, format="pdf")
    with pytest.raises(Refused, match="Trois fichiers sont déjà en préparation"):
        asked(rectorat, format="xlsx")
    with pytest.raises(Refused, match="périmètre"):
        workflow.ask(actor_for(Role.HEAD), producers.REPORT, PARAMS, LABEL)


def test_cancelled_while_it_is_made(rectorat, monkeypatch):
    row = asked(rectorat)

    def make(actor, params, step):
        step(1, 2)
        workflow.cancel(rectorat, row)
        step(2, 2)

    producing(monkeypatch, make)
    workflow.work()
    row.refresh_from_db()
    assert (row.state, row.done) == (ExportState.CANCELLED, 1)
    assert not row.path.exists() and not Notice.objects.filter(kind="export.ready").exists()
    assert workflow.cancel(rectorat, row).state == ExportState.CANCELLED
    Export.objects.update(state=ExportState.FAILED)
    with pytest.raises(Refused, match="plus en préparation"):
        workflow.cancel(rectorat, row)


def test_a_full_disk_leaves_no_file_and_says_so(rectorat, monkeypatch):
    row = asked(rectorat)

    def chunks():
        yield b"half"
        raise OSError(28, "No space left on device")

    producing(monkeypatch, lambda actor, params, step: ("a.csv", "text/csv", chunks()))
    workflow.work()
    row.refresh_from_db()
    assert row.state == ExportState.FAILED and "stockage est plein" in row.error
    assert list(row.path.parent.iterdir()) == []


def test_a_dropped_connection_begins_again_three_times_at_most(rectorat, monkeypatch):
    row = asked(rectorat)

    def make(actor, params, step):
        raise OperationalError("server closed the connection unexpectedly")

    producing(monkeypatch, make)
    assert workflow.work() == workflow.MOST_ATTEMPTS
    row.refresh_from_db()
    assert row.state == ExportState.FAILED and "a échoué" in row.error


def test_a_worker_that_died_is_followed_by_another(rectorat):
    row = asked(rectorat)
    dead = workflow.claim()
    assert dead == row and workflow.claim() is None
    later = timezone.now() + workflow.LEASE + dt.timedelta(seconds=1)
    assert workflow.claim(later) == row
    with pytest.raises(workflow.Stopped):
        workflow._ready(dead, "a.csv", "text/csv", 1, "0" * 64)


def test_cron_may_make_them_too(rectorat, capsys):
    asked(rectorat)
    call_command("make_exports")
    assert capsys.readouterr().out.strip() == "made=1"


def test_files_go_after_a_week_and_rows_after_three_months(client, rectorat):
    row = asked(rectorat)
    workflow.work()
    now = timezone.now()
    workflow.erase_expired(now + workflow.KEPT + dt.timedelta(minutes=1))
    row.refresh_from_db()
    assert row.state == ExportState.EXPIRED and not row.path.exists()
    client.force_login(rectorat.user)
    for page in ("/rapports/exports/", row.get_absolute_url()):
        assert (
            f"effacé le {french_moment(timezone.localtime(row.expires_at))}"
            in client.get(page).content.decode()
        )
    # The address of the file says that too, and the page where to ask again.
    page = client.get(f"{row.get_absolute_url()}fichier/", follow=True)
    assert page.redirect_chain == [(row.get_absolute_url(), 302)]
    again = page.context["again_url"]
    assert "Demander de nouveau" in page.content.decode()
    assert client.get(again).context["report"].territory.code == PARAMS["territoire"]
    workflow.erase_expired(now + dt.timedelta(days=91))
    assert not Export.objects.exists()


def test_the_list_says_until_when_a_file_is_kept(client, rectorat, time_machine):
    """Also past its end, before the tick that erases it."""
    row = asked(rectorat)
    client.force_login(rectorat.user)
    assert 'data-label="Gardé jusqu’au">–<' in client.get("/rapports/exports/").content.decode()
    workflow.work()
    row.refresh_from_db()
    until = f'data-label="Gardé jusqu’au">{french_moment(timezone.localtime(row.expires_at))}<'
    assert until in client.get("/rapports/exports/").content.decode()
    time_machine.move_to(row.expires_at + dt.timedelta(minutes=1))
    client.force_login(rectorat.user)
    page = client.get("/rapports/exports/").content.decode()
    assert "effacé le" in page and ">prêt<" not in page
    assert "Télécharger" not in client.get(row.get_absolute_url()).content.decode()


@pytest.mark.django_db(transaction=True)
def test_one_snapshot_reads_one_moment_and_writes_beside_it():
    Sector.objects.create(code="avant", label="Avant")
    usual = connections["default"]
    with one_snapshot() as writing:
        assert Sector.objects.filter(code="avant").exists()
        with writing():
            Sector.objects.create(code="pendant", label="Pendant")
            assert Sector.objects.filter(code="pendant").exists()
        assert not Sector.objects.filter(code="pendant").exists()
        with connection.cursor() as cursor:
            cursor.execute("SHOW transaction_isolation")
            assert cursor.fetchone() == ("repeatable read",)
            cursor.execute("SHOW transaction_read_only")
            assert cursor.fetchone() == ("on",)
    assert connections["default"] is usual and Sector.objects.filter(code="pendant").exists()
    assert not SchoolYear.objects.filter(pk=1).exists()


def test_the_replica_is_read_when_there_is_one(monkeypatch):
    assert source() == "default"
    monkeypatch.setitem(connections.settings, "replica", {})
    assert source() == "replica"


@pytest.mark.django_db
def test_a_file_is_of_the_day_of_its_page():
    """Asked for in the evening and made after midnight, it counts as the page did."""
    actor = actor_for(Role.ADMINISTRATOR)
    params = PARAMS | {"jour": "2026-11-20"}
    assert producers.report_of(actor, params).today.isoformat() == "2026-11-20"
