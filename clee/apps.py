from django.apps import AppConfig


class CleeConfig(AppConfig):
    name = "clee"
    verbose_name = "Comités locaux école-entreprise"
