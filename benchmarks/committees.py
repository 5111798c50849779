"""A committee of 400 members, 600 actions and ten years: its pages, the public list."""

import datetime as dt

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role, RoleState
from accounts.models import RoleAssignment
from benchmarks.harness import absolute, benchmark, percentile, times
from clee.enums import MemberKind, Side
from clee.enums.actions import ActionState
from clee.enums.reviews import ReviewKind
from clee.models import Action, ActionType, Committee, Mandate, Member, Review
from directory.models import Academy, Department, SchoolYear
from directory.years import current_year, start_year_of

MEMBERS, ACTIONS, YEARS, COMMITTEES = 400, 600, 10, 27
RUNS = 20
P95 = 120


@benchmark
def committees_pages(size):
    """Through the whole stack; the rows are undone."""
    with transaction.atomic():
        committee, lead, review = _made()
        visitor, keeper = Client(), Client()
        keeper.force_login(lead)
        pages = (
            ("public page", visitor, committee.get_absolute_url(), 10),
            ("public list of 27", visitor, reverse("clee:list"), 4),
            ("review draft", keeper, review.get_absolute_url(), 10),
        )
        for name, client, url, most in pages:
            client.get(url)  # what a process reads once
            with CaptureQueriesContext(connection) as found:
                answer = client.get(url)
            count = len(found)
            if answer.status_code != 200:
                raise ValueError(f"{url}: {answer.status_code}")
            late = percentile(times(lambda c=client, u=url: c.get(u), repeat=RUNS), 95) * 1000
            yield absolute(f"committees. {name}", late, "ms", at_most=P95, detail=f"p95 of {RUNS}")
            yield absolute(f"committees. {name}, queries", count, "", at_most=most)
        transaction.set_rollback(True)


def _made():
    """(the committee, the account of a co-lead, the draft of its review)."""
    academy, _ = Academy.objects.get_or_create(code="16", defaults={"name": "Toulouse"})
    place, _ = Department.objects.get_or_create(
        code="31", defaults={"name": "Haute-Garonne", "academy": academy}
    )
    rows = [Committee(name=f"CLEE de banc {number}") for number in range(COMMITTEES)]
    for committee in rows:
        committee.save()
        committee.departments.add(place)
    committee, today = rows[0], timezone.localdate()
    lead = get_user_model().objects.create_user("banc@clee.example", "x")
    begun = today - dt.timedelta(days=1)
    RoleAssignment.objects.create(
        user=lead, role=Role.CO_LEAD, state=RoleState.VALIDATED, starts_on=begun,
        validated_at=timezone.now(),
    )  # fmt: skip
    for one in rows:
        Mandate.objects.create(
            committee=one, side=Side.ECONOMIC, starts_on=begun, person_name="A. Roux",
            user=lead if one is committee else None,
        )  # fmt: skip
    Member.objects.bulk_create(
        Member(committee=committee, kind=MemberKind.ASSOCIATION, other_name=f"Membre {number}",
               joined_on=begun)
        for number in range(MEMBERS)
    )  # fmt: skip
    return committee, lead, _years(committee, today)


def _years(committee, today):
    """Ten years of actions; the draft of the review of the last one."""
    kind, start = ActionType.objects.first(), start_year_of(today)
    for number in range(YEARS):
        year, _ = SchoolYear.objects.get_or_create(start_year=start - number)
        day = dt.date(year.start_year + 1, 1, 12)
        Action.objects.bulk_create(
            Action(
                committee=committee, school_year=year, type=kind, title=f"Action {line}",
                levels=["3e"], girls=3, boys=4, state=ActionState.DONE, starts_on=day, ends_on=day,
            )
            for line in range(ACTIONS // YEARS)
        )  # fmt: skip
    return Review.objects.create(
        committee=committee, school_year=current_year(), kind=ReviewKind.REVIEW
    )
