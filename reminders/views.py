"""What the portal reminds people of, and when."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count
from django.db.models.functions import Trunc
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import require
from accounts.enums import Role
from outbox.enums import Missed, NoticeState
from outbox.models import Heartbeat, Notice
from reminders.rules import Rule, all_rules

NEXT_DATES = 5
MISSED_FOR = timedelta(days=60)


@dataclass
class RuleLine:
    """A rule with its next moments, (moment, number of mails), and what did not leave, or
    will not: (cause, number)."""

    rule: Rule
    moments: list[tuple[datetime, int]] = field(default_factory=list)
    missed: list[tuple[str, int]] = field(default_factory=list)


@require(Role.EDUCATION_AUTHORITY, Role.ADMINISTRATOR)
@require_safe
def rules(request):
    """Every rule with its next dates; counts only, no name (four queries)."""
    lines = {rule.code: RuleLine(rule) for rule in all_rules()}
    planned = (
        Notice.objects.filter(state=NoticeState.PLANNED, kind__in=lines)
        .values_list("kind", Trunc("due_at", "minute"))
        .annotate(number=Count("pk"))
        .order_by("due_at")
    )
    for code, moment, number in planned:
        if len(lines[code].moments) < NEXT_DATES:
            lines[code].moments.append((moment, number))
    recent = timezone.now() - MISSED_FOR
    missed = (
        Notice.objects.filter(state=NoticeState.EXPIRED, kind__in=lines, not_after__gt=recent)
        .values_list("kind", "missed")
        .annotate(number=Count("pk"))
        .order_by("missed")
    )
    for code, cause, number in missed:
        lines[code].missed.append((Missed(cause).label, number))
    beat = Heartbeat.objects.filter(name="beat").first()
    return render(request, "reminders/rules.html", {"lines": lines.values(), "beat": beat})
