"""Every tick of beat is published, and reaches one queue only."""

import pytest

from config.celery import app
from tests.outbox.test_doorbell import ringing, valkey  # noqa: F401 - fixtures

SCHEDULE = app.conf.beat_schedule


@pytest.mark.parametrize("name", SCHEDULE)
def test_a_tick_is_one_message_in_its_queue(name, valkey, ringing):  # noqa: F811
    entry = SCHEDULE[name]
    app.loader.import_default_modules()
    with app.connection_for_write() as connection:
        app.tasks[entry["task"]].apply_async(connection=connection, **entry["options"])
    queue, other = (
        ("mail", "default") if entry["task"].startswith("outbox") else ("default", "mail")
    )
    assert (valkey.length(queue), valkey.length(other)) == (1, 0)
