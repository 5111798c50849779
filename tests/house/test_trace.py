"""Every table of ours keeps its former values, or says here why it does not."""

from django.apps import apps
from django.core.management import get_commands, load_command_class
from pghistory.models import Event

from config.celery import app as celery_app
from config.tasks import TracedTask
from directory.commands import TracedCommand
from directory.history import event_tables
from tests.house.source import FLOORS

UNTRACKED = {
    # Open reference data, which imports replace.
    "directory.Academy": "official list",
    "directory.Department": "official list",
    "directory.TrainingBasin": "official list",
    "directory.TrainingBasin_departments": "official list",
    "directory.Municipality": "official list",
    "directory.MunicipalityPostcode": "official list",
    "directory.Sector": "official list",
    "directory.NafSector": "official list",
    # Written once.
    "accounts.JournalEntry": "never updated: it is the trace itself",
    "accounts.PersonalDataRead": "never updated: it is the trace itself",
    "documents.DocumentTemplate": "a version is never edited, a trigger holds it",
    "placements.PfmpLimits": "a version is never edited, a trigger holds it",
    "placements.PresenceLimits": "a version is never edited, a trigger holds it",
    "documents.Questionnaire": "a version is never edited, a trigger holds it",
    "documents.Snapshot": "never updated nor deleted, a trigger holds it",
    "documents.StoredFile": "never updated, a trigger holds it; named by its own hash",
    "placements.AgreementNotice": "numbered, never updated",
    "events.CheckIn": "written once",
    "events.Registration": "former values would outlive the erasure",
    "events.Regulation": "a version is never edited, a trigger holds it",
    "events.Score": "every save is in events.SheetHistory",
    "events.ScoreSheet": "every save is in events.SheetHistory",
    "events.SheetHistory": "never updated nor deleted, a trigger holds it",
    "partnerships.ContractNotice": "numbered, never updated",
    "reports.PublishedReport": "its versions are snapshots; the journal tells what was opened",
    "reports.WeeklyFigures": "written once",
    "reports.CountedYear": "counted again every day",
    "reports.HiddenFigures": "decided again every day",
    "reports.ExportColumns": "a choice of the person",
    # Secrets and what must leave no copy.
    "accounts.OneTimeCode": "codes live for minutes",
    "accounts.RoleLetter": "codes live for weeks; the journal tells of each letter",
    "accounts.FormSubmission": "keys of forms; what they made is tracked",
    "clee.Enquiry": "former values would outlive the destruction",
    "partnerships.NominativeList": "former values would outlive the destruction (R-CEE-3)",
    "documents.SheetImport": "former values would outlive the destruction, the next day",
    # Derived, or a queue with its own states and times.
    "directory.Word": "derived from the companies",
    "partnerships.SlotFacets": "derived from the offers",
    "partnerships.SlotCount": "derived from the slots",
    "reports.Export": "a queue: states and times are its columns",
    "outbox.Mail": "a queue: states and times are its columns",
    "outbox.Notice": "a queue: states and times are its columns",
    "outbox.Stop": "a choice; the journal tells of each change",
    "outbox.Heartbeat": "a sign of life",
    "outbox.BarredAddress": "never deleted, only lifted; the journal tells by whom and why",
    "outbox.FeedbackEvent": "written once",
    "outbox.SendingCount": "counts of a window of time",
}
SECRETS = ("password", "hash", "salt", "secret", "token", "sealed", "code_")


def ours():
    """Our tables and their tables of links, but those of events and proxies."""
    for model in apps.get_models(include_auto_created=True):
        ours = model._meta.app_label in FLOORS and not model._meta.proxy
        if ours and not issubclass(model, Event):
            yield model


def tracked_tables():
    return {model._meta.db_table for model in event_tables()}


def test_every_table_is_tracked_or_says_why_not():
    tracked = tracked_tables()
    found = {model._meta.label for model in ours() if model._meta.db_table not in tracked}

    assert found == set(UNTRACKED)


def test_no_secret_is_copied():
    copied = [
        f"{table.__name__}.{field.name}"
        for table in event_tables().values()
        for field in table._meta.fields
        if any(word in field.name for word in SECRETS) and field.name != "sealed_at"
    ]

    assert copied == ["SignatureRoundEvent.sealed_file"]  # points to a file


def test_every_command_says_that_it_acts():
    for name, app in get_commands().items():
        if app in FLOORS:
            assert isinstance(load_command_class(app, name), TracedCommand), name


def test_every_task_says_that_it_acts():
    celery_app.loader.import_default_modules()
    tasks = {name: task for name, task in celery_app.tasks.items() if name.split(".")[0] in FLOORS}

    assert tasks and all(isinstance(task, TracedTask) for task in tasks.values())
