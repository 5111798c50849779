from django.apps import AppConfig, apps
from django.core.management import call_command
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules

# What an app declares to the registries of lower floors, by module name.
REGISTRIES = (
    "notices",
    "reminders",
    "documents",
    "erasers",
    "movers",
    "contributions",
    "correctable",
)


def create_cache_table(using, **_):
    """The default cache is a table without a model: `migrate` makes it too."""
    call_command("createcachetable", database=using, verbosity=0)


class HouseConfig(AppConfig):
    """Last of INSTALLED_APPS: fills the registries once every model is known."""

    name = "config"
    verbose_name = "Passerelle"

    def ready(self):
        post_migrate.connect(create_cache_table, sender=apps.get_app_config("sessions"))
        autodiscover_modules(*REGISTRIES)
