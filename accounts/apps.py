from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Comptes et rôles"

    def ready(self):
        for name in ("second_factor.events", "signin_events"):
            import_module(f"accounts.{name}")
