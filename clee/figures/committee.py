"""The columns of the desk about the committee itself: who leads it, who belongs to it."""

import datetime as dt

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from clee.enums import Side
from clee.figure import Figure
from clee.models import Mandate, Member
from directory.french import full_day

# How long before the end of a term its successor is looked for.
SOON = dt.timedelta(days=60)
BOTH, NONE = "both", ""


def _led(day):
    """`both`, the only side that is held, or nothing."""
    held = {
        side: Exists(Mandate.objects.running(day).filter(committee=OuterRef("pk"), side=side))
        for side in Side
    }
    return Case(
        When(held[Side.SCHOOL] & held[Side.ECONOMIC], then=Value(BOTH)),
        *(When(held[side], then=Value(side.value)) for side in Side),
        default=Value(NONE),
        output_field=CharField(),
    )


def _led_words(value, day):
    if value == BOTH:
        return "Les deux côtés"
    vacant = [side.label for side in Side if side != value]
    return f"Siège vacant {' et '.join(vacant)}"


def _next_end(day):
    """The first end among the terms that run."""
    ends = Mandate.objects.running(day).filter(committee=OuterRef("pk"), ends_on__isnull=False)
    return Subquery(ends.order_by("ends_on").values("ends_on")[:1])


def _end_words(value, day):
    return full_day(value) if value else "Sans terme"


def _present(day):
    rows = Member.objects.present().filter(committee=OuterRef("pk")).order_by()
    counted = rows.values("committee").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


FIGURES = (
    Figure("led", "Copilotage", _led, _led_words, lambda value, day: value != BOTH),
    Figure(
        "term",
        "Fin du prochain mandat",
        _next_end,
        _end_words,
        lambda value, day: value is not None and value <= day + SOON,
    ),
    Figure("present", "Membres", _present, lambda value, day: str(value)),
)
