"""In tests an undefined variable in a template of ours is an error, not a blank.

Third-party templates rely on blanks; so do `{% if %}` and `|default`, which say so.
"""

import threading
from pathlib import Path

from django.template.base import FilterExpression, Node, Variable, VariableDoesNotExist

OURS = str(Path(__file__).resolve().parent.parent / "templates")
LENIENT_FILTERS = {"default", "default_if_none"}


class UndefinedTemplateVariable(AssertionError):
    """A template of ours shows a variable that its view did not give."""


class Strictness(threading.local):
    """Which template's node is being rendered, and whether a blank is asked for."""

    origin = ""
    lenient = False


now = Strictness()


def render_annotated(original):
    def wrapper(self, context):
        before = now.origin
        now.origin = getattr(getattr(self, "origin", None), "name", "") or ""
        try:
            return original(self, context)
        finally:
            now.origin = before

    return wrapper


def resolve_expression(original):
    def wrapper(self, context, ignore_failures=False):
        before = now.lenient
        now.lenient = ignore_failures or any(
            function.__name__ in LENIENT_FILTERS for function, _ in self.filters
        )
        try:
            return original(self, context, ignore_failures)
        finally:
            now.lenient = before

    return wrapper


def resolve_variable(original):
    def wrapper(self, context):
        try:
            return original(self, context)
        except VariableDoesNotExist as error:
            if now.lenient or not now.origin.startswith(OURS):
                raise
            raise UndefinedTemplateVariable(f"{now.origin}: {self.var}") from error

    return wrapper


def install(patch):
    """Wrap the three places of Django's engine, for the life of the patch."""
    for owner, name, wrap in (
        (Node, "render_annotated", render_annotated),
        (FilterExpression, "resolve", resolve_expression),
        (Variable, "resolve", resolve_variable),
    ):
        patch.setattr(owner, name, wrap(getattr(owner, name)))
