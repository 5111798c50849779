"""Declarations of last year: signed, to correct, sent back, begun, and awaited (DOMAIN §7)."""

import datetime as dt

from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Role
from reports import declarants
from reports.enums.declaration import DeclarantKind
from reports.models import Declaration
from reports.workflow import declarations

SCHOOL, COMMITTEE = DeclarantKind.SCHOOL, DeclarantKind.COMMITTEE
ELSEWHERE = {
    "speakers": (4, 96, 6, ""),
    "forums": (1, 120, 15, ""),
    "classes": (1, 24, 2, ""),
}


def add(people, year):
    """Told once, by those who hold the roles, on days when the year was declared."""
    if Declaration.objects.exists():
        return
    last, day = year.start_year - 1, dt.date(year.start_year, 6, 10)
    head = Actor.of(people["principal"], Role.HEAD)
    rbde = Actor.of(people["rbde"], Role.RBDE)
    own = list(declarants.own(head, SCHOOL, last).order_by("pk"))
    for school in own[:1]:
        row = declarations.save(head, SCHOOL, school, last, "exact", "", ELSEWHERE, day)
        declarations.sign(head, row, day)
    for school in declarants.own(rbde, SCHOOL, last).order_by("pk")[:1]:
        counts = {"staff": (2, 0, 9, ""), "other": (1, 30, 2, "Un défi d’ingénieurs")}
        declarations.save(rbde, SCHOOL, school, last, "to_correct",
                          "Deux visites de mars manquent.", counts, day)  # fmt: skip
    clee = Actor.of(people["clee"], Role.CO_LEAD)
    for committee in declarants.own(clee, COMMITTEE, last).order_by("pk")[:1]:
        counts = {"forums": (2, 340, 60, "")}
        row = declarations.save(clee, COMMITTEE, committee, last, "exact", "", counts, day)
        declarations.sign(clee, row, day)
    noon = timezone.make_aware(dt.datetime.combine(day, dt.time(12)))
    Declaration.objects.signed().update(signed_at=noon)
