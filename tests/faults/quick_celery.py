"""The portal's Celery application with a beat that ticks every second, for `celery --app`."""

from config.celery import app, tick

app.conf.include = ["tests.faults.hurry"]
app.conf.beat_schedule = {"send due mails": tick("outbox.tasks.send_due", 1)}
