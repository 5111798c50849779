from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def install_reference(sender, plan=(), apps=None, **options):
    """Reference rows after `migrate`, and after the flush between two tests."""
    if any(backwards for _, backwards in plan):
        return
    # Models cannot be imported at the top of an `apps` module.
    import_module("directory.reference").install(using=options["using"])


class DirectoryConfig(AppConfig):
    name = "directory"
    verbose_name = "Annuaire"

    def ready(self):
        post_migrate.connect(install_reference, sender=self)
