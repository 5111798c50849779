"""Absolute addresses for mails: from settings, never from a request's host."""

from django.conf import settings


def absolute(path):
    """`path` (starting with a slash) under BASE_URL."""
    return f"{settings.BASE_URL}{path}"
