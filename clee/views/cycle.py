"""`/clee/<pk>/calendrier/`: the steps of the year, and the periods sent to companies."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.access import get_visible_or_404
from clee.enums.cycle import StepKind
from clee.forms.cycle import CalendarForm, DueForm
from clee.models import CycleStep
from clee.views.kept import clee_or_404, ran
from clee.workflow import cycle
from directory.years import label
from outbox.queries import sent_about


def year(request, pk):
    """The steps of the school year in use, with what does each."""
    committee = clee_or_404(request.actor, pk)
    rows = committee.steps.visible_to(request.actor).select_related("meeting")
    steps = list(rows.filter(school_year=request.school_year))
    context = {
        "committee": committee,
        "year": request.school_year,
        "lines": [_line(committee, step) for step in steps],
        "sent_year": label(cycle.year_to_send(timezone.localdate())),
        "employers": len(cycle.employers(committee)),
        "hosts": len(cycle.hosts(committee, timezone.localdate())),
        "notices": sent_about(*steps),
    }
    return render(request, "clee/cycle.html", context)


def _line(committee, step):
    """(step, whether it is late, address and label of what does it)."""
    is_late = step.done_on is None and step.due_on < timezone.localdate()
    kind = StepKind(step.kind)
    if step.meeting:
        return step, is_late, step.meeting.get_absolute_url(), "Voir la réunion"
    if step.done_on:
        return step, is_late, "", ""
    if kind.meeting is None:
        return step, is_late, reverse("clee:send_calendar", args=[committee.pk]), "Envoyer"
    url = reverse("clee:prepare_meeting", args=[committee.pk])
    return step, is_late, f"{url}?nature={kind.meeting}", "Préparer la réunion"


def move(request, pk):
    """Another due date of a step that is still to do."""
    rows = CycleStep.objects.to_do().select_related("committee")
    step = get_visible_or_404(rows, request.actor, pk=pk)
    form = DueForm(request.POST or None, initial={"due_on": step.due_on})

    def run():
        cycle.move(request.actor, step, form.cleaned_data["due_on"])

    if request.method == "POST" and ran(request, form, run):
        return redirect("clee:cycle", step.committee_id)
    context = {"form": form, "committee": step.committee, "title": "Déplacer une étape",
               "words": str(step), "button": "Enregistrer"}  # fmt: skip
    return render(request, "clee/act.html", context)


def send_calendar(request, pk):
    """The periods as they will be sent, and to how many; one button."""
    committee = clee_or_404(request.actor, pk)
    hosts = cycle.hosts(committee, timezone.localdate())
    form = CalendarForm(len(hosts), request.POST or None)

    def run():
        def make():
            to_hosts = form.cleaned_data.get("hosts", False)
            cycle.send_calendar(request.actor, committee, to_hosts=to_hosts)

        form.once(request.actor, make)

    if request.method == "POST" and ran(request, form, run):
        return redirect("clee:cycle", pk)
    start_year = cycle.year_to_send(timezone.localdate())
    lines = cycle.calendar_lines(committee, start_year)
    context = {
        "committee": committee,
        "form": form,
        "year": label(start_year),
        "lines": len(lines) - 1 if lines else 0,
        "employers": cycle.employers(committee),
        "hosts": hosts,
    }
    return render(request, "clee/send_calendar.html", context)
