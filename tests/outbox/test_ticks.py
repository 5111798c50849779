"""Every tick of beat is published, and reaches one queue only."""

import pytest

from config.celery import app
from outbox.queues import QUEUES
from tests.outbox.test_doorbell import ringing, valkey  # noqa: F401 - fixtures

SCHEDULE = app.conf.beat_schedule
LONG = ("reports.tasks.export_next", "reports.tasks.count_wide")


@pytest.mark.parametrize("name", SCHEDULE)
def test_a_tick_is_one_message_in_its_queue(name, valkey, ringing):  # noqa: F811
    entry = SCHEDULE[name]
    app.loader.import_default_modules()
    with app.connection_for_write() as connection:
        app.tasks[entry["task"]].apply_async(connection=connection, **entry["options"])
    own = "mail" if entry["task"].startswith("outbox") else "default"
    own = "exports" if entry["task"] in LONG else own
    own = entry["options"].get("queue", own)
    assert {queue: valkey.length(queue) for queue in QUEUES} == {
        queue: int(queue == own) for queue in QUEUES
    }
