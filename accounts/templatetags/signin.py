"""What the pages of sign-in show."""

import json

from django import template
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

register = template.Library()


@register.filter
def as_json(value):
    """For a `data-` attribute, which the template escapes."""
    return json.dumps(value, cls=DjangoJSONEncoder)


@register.simple_tag
def support_address():
    """Whom to write to when one cannot sign in."""
    return settings.PUBLISHER["contact"]
