"""What every Celery task of the portal shares."""

from celery import Task

from directory.history import acting


class TracedTask(Task):
    """A task whose changes carry its name in the history of the rows."""

    abstract = True

    def __call__(self, *args, **kwargs):
        with acting(f"Tâche {self.name}"):
            return super().__call__(*args, **kwargs)
