"""Indexes that several tables declare alike."""

from django.db.models import Index, Q
from django.db.models.functions import Lower


def email_index(field, name):
    """Finds the rows that hold an address, in whatever case, among any number."""
    return Index(Lower(field), name=name, condition=~Q(**{field: ""}))
