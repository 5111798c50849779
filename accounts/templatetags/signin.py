"""What the pages of sign-in show."""

import json

from django import template
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

from accounts.proconnect import provider

register = template.Library()


@register.filter
def as_json(value):
    """For a `data-` attribute, which the template escapes."""
    return json.dumps(value, cls=DjangoJSONEncoder)


@register.filter
def names_keys(request_options):
    """Whether the options of a ceremony name passkeys of the person."""
    return bool(request_options["publicKey"].get("allowCredentials"))


@register.simple_tag
def support_address():
    """Whom to write to when one cannot sign in."""
    return settings.PUBLISHER["contact"]


@register.simple_tag
def has_proconnect():
    """Whether the button of ProConnect is shown."""
    return provider.is_configured()
