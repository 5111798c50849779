"""`{% load portal %}`: the header and footer of a page, badges, page numbers."""

from django import template
from django.conf import settings
from django.template import defaultfilters

from accounts import lists_out
from accounts.tables_out import FORMATS
from directory import french
from portal.doors import admin_doors
from portal.header import header_context
from portal.todos import todos_for

register = template.Library()

GREEN = (
    "accepted published done signed completed sealed open active current valid validated delivered "
    "met retained agreed evaluated green present placed submitted eligible admitted "
    "confirmed ready"
)
ORANGE = (
    "waiting paused provisional awaiting_visa to_confirm in_signature void preparation unknown "
    "suppressed asked to_review signing orange deferred waitlisted requested searching"
)
RED = (
    "refused expired uncovered cancelled withdrawn voided revoked failed bounced complained missed "
    "red absent"
)
BLUE = "running sent pending planned claimed changed offered proposed publishing given"
BADGES = {
    **dict.fromkeys(GREEN.split(), "fr-badge--success"),
    **dict.fromkeys(ORANGE.split(), "fr-badge--warning"),
    **dict.fromkeys(RED.split(), "fr-badge--error"),
    **dict.fromkeys(BLUE.split(), "fr-badge--info"),
}


@register.inclusion_tag("layout/header.html", takes_context=True)
def page_header(context):
    """The header: brand, tools, menu by role, role and school year in use."""
    return header_context(context.get("request"), context.get("csrf_token", ""))


@register.inclusion_tag("layout/footer.html")
def page_footer():
    """The footer: brand and legal links."""
    return {"brand": settings.DSFR_BRAND}


@register.inclusion_tag("components/list_files.html", takes_context=True)
def list_files(context, address="", query="", words="Télécharger cette liste"):
    """The files of a list, at the address that gives them (`accounts.lists_out`): that of the
    page itself when none is named."""
    address = f"{address}?{query}" if address else context["request"].get_full_path()
    address = lists_out.bare(address)
    return {
        "words": words,
        "files": [
            (kind.label, lists_out.address_of(address, code)) for code, kind in FORMATS.items()
        ],
        "choose_url": lists_out.chooser(address),
    }


register.filter("minus", french.minus)


@register.filter
def badge_class(state):
    """The DSFR colour of a state; a state without colour is grey."""
    return BADGES.get(str(state), "")


@register.filter
def page_numbers(page):
    """The numbers to print under a list, with "…" where some are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.filter
def pluralize(value, endings="s"):
    """Django's, with the plural of French, from two on: « 0 place »."""
    try:
        count = float(value)
    except (TypeError, ValueError):
        count = len(value)
    return defaultfilters.pluralize(2 if count >= 2 else 1, endings)


@register.filter
def field_anchor(field):
    """The id that a link of the error summary jumps to; groups have no id of their own."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def error_count(form):
    """How many sentences the summary of errors lists: a field may have several."""
    fields = summary_fields(form)
    return len(form.non_field_errors()) + sum(len(field.errors) for field in fields)


@register.filter
def summary_fields(form):
    """The fields that the summary of errors leads to, those of the rows of the form included."""
    return form.every_field() if hasattr(form, "every_field") else list(form)


@register.filter(is_safe=True)
def unbroken(text):
    """What Python wrote with plain spaces before « : ; ? ! », so that no line ends there."""
    return french.unbroken(str(text))


@register.filter
def of_name(name):
    """« d’ABADIE Léa », « de Martin »."""
    return french.of(name)


@register.filter
def because(reason):
    """« parce qu’un collègue vous remplace »."""
    return french.because(reason)


@register.filter(expects_localtime=True)
def french_day(day, weekday=""):
    """« 1er mars 2027 »; with the argument "l", « lundi 1er mars 2027 »; no day, nothing."""
    return french.full_day(day, bool(weekday)) if day else ""


@register.filter(expects_localtime=True)
def french_date(day, weekday=""):
    """« 1er mars », where the year is plain; with "l", « lundi 1er mars »."""
    return french.day_and_month(day, bool(weekday)) if day else ""


@register.filter(expects_localtime=True)
def french_moment(at, weekday=""):
    """« 1er mars 2027 à 8 h 05 »; with "l", « lundi 1er mars 2027 à 8 h 05 »."""
    return french.moment(at, bool(weekday)) if at else ""


@register.filter(expects_localtime=True)
def french_hour(at):
    """« 8 h 05 », never cut at the end of a line; no hour, nothing."""
    return french.hour(at) if at else ""


@register.simple_tag
def period(first, last, weekday=""):
    """« du 4 au 6 janvier 2027 »; with "l", « du lundi 4 janvier au mercredi 6 janvier 2027 »."""
    return french.period(first, last, bool(weekday))


@register.simple_tag
def crumbs(*pairs):
    """`{% crumbs "Immersions" "/immersions/" as links %}`: the links of a breadcrumb."""
    return list(zip(pairs[::2], pairs[1::2], strict=True))


@register.simple_tag
def my_admin_doors(request):
    """The pages of the portal that the index of the admin leads to."""
    return admin_doors(request.actor.role)


@register.simple_tag
def my_todos(request):
    """What waits for the actor: the index of the admin shows it too."""
    return todos_for(request.actor, request.school_year)
