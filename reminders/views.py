"""What the portal reminds people of, and when; the authority sets it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings as project
from django.contrib import messages
from django.db.models import Count
from django.db.models.functions import Trunc
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import require
from accounts.history_views import history_page
from accounts.models import JournalEntry
from directory.violations import Refused
from outbox.enums import Missed, NoticeState
from outbox.models import Heartbeat, Notice
from reminders.forms import ReasonForm, SettingForm
from reminders.models import SETTERS, RuleSetting
from reminders.rules import Rule, all_rules, rule_of
from reminders.settings import settings, settle
from reminders.workflow import rules as workflow

NEXT_DATES = 5
SHOWN = 20
MISSED_FOR = timedelta(days=60)


@dataclass
class RuleLine:
    """A rule as it runs with its next moments, (moment, number of mails), and what did not
    leave, or will not: (cause, number)."""

    rule: Rule
    setting: RuleSetting | None = None
    moments: list[tuple[datetime, int]] = field(default_factory=list)
    missed: list[tuple[str, int]] = field(default_factory=list)

    @property
    def state(self):
        """(value, label) for the badge."""
        setting = self.setting
        if setting is None or (setting.hour, setting.number, setting.paused_at) == (None,) * 3:
            return ("declared", "Valeurs d’origine")
        return ("paused", "En pause") if setting.paused_at else ("changed", "Réglé")


def lines_of(rules, rows):
    """{code: line} of these rules (two queries); counts only, no name."""
    lines = {rule.code: RuleLine(rule, rows.get(rule.code)) for rule in settle(rules, rows)}
    notices = Notice.objects.filter(kind__in=lines)
    planned = (
        notices.filter(state=NoticeState.PLANNED)
        .values_list("kind", Trunc("due_at", "minute"))
        .annotate(number=Count("pk"))
        .order_by("due_at")
    )
    for code, moment, number in planned:
        if len(lines[code].moments) < NEXT_DATES:
            lines[code].moments.append((moment, number))
    recent = timezone.now() - MISSED_FOR
    missed = (
        notices.filter(state=NoticeState.EXPIRED, not_after__gt=recent)
        .values_list("kind", "missed")
        .annotate(number=Count("pk"))
        .order_by("missed")
    )
    for code, cause, number in missed:
        lines[code].missed.append((Missed(cause).label, number))
    return lines


@require(*SETTERS)
@require_safe
def rules(request):
    """Every rule with its next dates, then the settings of rules that no longer exist."""
    rows = settings()
    in_order = sorted(all_rules(), key=lambda one: (one.series, one.offset.number))
    lines = lines_of(in_order, rows)
    context = {
        "lines": lines.values(),
        "gone": [row for code, row in rows.items() if code not in lines],
        "beat": Heartbeat.objects.filter(name="beat").first(),
        "morning": project.DIGEST_HOUR,
    }
    return render(request, "reminders/rules.html", context)


def _rule_or_404(code):
    try:
        return rule_of(code)
    except KeyError as error:
        raise Http404 from error


@require(*SETTERS)
@require_safe
def rule(request, code):
    """One rule: when it leaves, what the authority changed of it and why."""
    rows = settings()
    if code in rows and code not in {one.code for one in all_rules()}:
        return render(request, "reminders/gone.html", {"setting": rows[code]})
    declared = _rule_or_404(code)
    line = lines_of([declared], rows)[code]
    context = {
        "line": line,
        "declared": declared,
        "acts": acts_for(line),
        "entries": JournalEntry.objects.about(line.setting)[:SHOWN] if line.setting else [],
    }
    return render(request, "reminders/rule.html", context)


@dataclass(frozen=True)
class Act:
    """What may be done to a rule: its words, its workflow, what it changes.

    `changes` is None where the form says it, after a first page.
    """

    label: str
    run: Callable
    done: str
    changes: dict | None
    states: tuple[str, ...]


ACTS = {
    "regler": Act(
        "Changer l’heure ou le délai",
        workflow.change,
        "Le rappel est réglé.",
        None,
        ("declared", "changed", "paused"),
    ),
    "suspendre": Act(
        "Mettre en pause",
        workflow.pause,
        "Le rappel est en pause.",
        {"paused": True},
        ("declared", "changed"),
    ),
    "reprendre": Act(
        "Reprendre", workflow.resume, "Le rappel a repris.", {"paused": False}, ("paused",)
    ),
    "retablir": Act(
        "Revenir aux valeurs d’origine",
        workflow.restore,
        "Le rappel a ses valeurs d’origine.",
        {"hour": None, "number": None, "paused": False},
        ("changed", "paused"),
    ),
}


def acts_for(line):
    """(event, label) of what may be done to the rule as it is."""
    return [(event, act.label) for event, act in ACTS.items() if line.state[0] in act.states]


@require(*SETTERS)
def rule_act(request, code, event):
    """A form, then what saving it will touch, then the saving."""
    if event not in ACTS:
        raise Http404
    declared, act, rows = _rule_or_404(code), ACTS[event], settings()
    line = RuleLine(settle([declared], rows)[0], rows.get(code))
    if request.method != "POST" and (event, act.label) not in acts_for(line):
        messages.warning(request, "Cette action n’est plus possible.")
        return redirect("reminder_rule", code)
    form = _form(request, act, line.rule, rows)
    context = {"line": line, "declared": declared, "act": act, "form": form}
    if form.is_valid():
        changes = act.changes if act.changes is not None else form.changes()
        if request.POST.get("step") == "act":
            try:
                _run(request.actor, act, code, changes, form.cleaned_data["reason"])
            except Refused as refused:
                form.add_refusal(refused)
            else:
                messages.success(request, act.done)
                return redirect("reminder_rule", code)
        elif request.POST.get("step") == "preview":
            context |= _preview(form, declared, rows, changes)
    elif act.changes is not None:
        context |= _preview(form, declared, rows, act.changes)
    return render(request, "reminders/act.html", context)


def _form(request, act, running, rows):
    data = request.POST if request.method == "POST" else None
    if act.changes is None:
        return SettingForm(data, rule=running, rows=rows)
    return ReasonForm(data)


def _run(actor, act, code, changes, reason):
    own = changes if act.changes is None else {}
    act.run(actor, code, reason=reason, **own)


def _preview(form, declared, rows, changes):
    """What the page says before saving; a refusal goes to the form instead."""
    violations = workflow.check(declared.code, **changes)
    if violations:
        if form.is_bound:
            form.add_refusal(Refused(violations=violations))
        return {"refused": "" if form.is_bound else Refused(violations=violations).message}
    return {
        "preview": workflow.would_touch(declared.code, **changes),
        "becomes": workflow.becomes(declared.code, **changes),
    }


def of_setters(_row, _actor):
    """Whom a setting is visible to sees all of it."""
    return True


HISTORY = history_page(RuleSetting, of_setters)
