"""`{% load options %}`: the lines of a `<select>`."""

from django import template
from django.forms.utils import flatatt
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

register = template.Library()


@register.filter
def options(optgroups):
    """The options of a widget. Django renders two templates for each: a list has a hundred."""
    return mark_safe("\n".join(_group(name, found) for name, found, _ in optgroups))  # noqa: S308


def _group(name, found):
    lines = "\n".join(map(_line, found))
    return f'<optgroup label="{conditional_escape(name)}">\n{lines}\n</optgroup>' if name else lines


def _line(option):
    value, label = conditional_escape(str(option["value"])), conditional_escape(option["label"])
    # Most have none, and writing none costs as much as the rest.
    attrs = flatatt(option["attrs"]) if option["attrs"] else ""
    return f'<option value="{value}"{attrs}>{label}</option>'
