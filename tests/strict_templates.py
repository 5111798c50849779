"""In tests an undefined variable in a template of ours is an error, not a blank.

Third-party templates rely on blanks; so do `{% if %}` and `|default`, which say so. Who asked
for a variable is read from the stack, and only when it is missing: what is found, nearly all
of a page, costs nothing more.
"""

import sys
from pathlib import Path

from django.template.base import FilterExpression, Node, Variable, VariableDoesNotExist

OURS = str(Path(__file__).resolve().parent.parent / "templates")
LENIENT_FILTERS = {"default", "default_if_none"}


class UndefinedTemplateVariable(AssertionError):
    """A template of ours shows a variable that its view did not give."""


def caller(function, frame):
    """The local names of the nearest call of `function`, from `frame` outwards; {} without."""
    while frame and frame.f_code is not function.__code__:
        frame = frame.f_back
    return frame.f_locals if frame else {}


def is_lenient(expression):
    filters = expression["self"].filters if expression else []
    asked = expression.get("ignore_failures")
    return asked or any(function.__name__ in LENIENT_FILTERS for function, _ in filters)


def checked(original):
    """What Django raises is raised: unless one of our templates wanted a value."""

    def made(self, *args):
        original(self, *args)
        frame = sys._getframe(1)
        node = caller(Node.render_annotated, frame).get("self")
        origin = getattr(getattr(node, "origin", None), "name", "") or ""
        if origin.startswith(OURS) and not is_lenient(caller(FilterExpression.resolve, frame)):
            variable = caller(Variable._resolve_lookup, frame)["self"]
            raise UndefinedTemplateVariable(f"{origin}: {variable.var}") from self

    return made


def install(patch):
    """For the life of the patch."""
    patch.setattr(VariableDoesNotExist, "__init__", checked(VariableDoesNotExist.__init__))
