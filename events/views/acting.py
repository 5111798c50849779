"""What every page of an edition does with a form: run it, say it, or show why not."""

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.access import get_visible_or_404
from accounts.acting import SAVED
from directory.violations import Refused
from events.models import Edition
from outbox.preview import read_first


def kept_or_404(actor, pk):
    """The edition, for its organisers only."""
    rows = Edition.objects.organised_by(actor)
    rows = rows.select_related("school_year", "department", "branch")
    return get_visible_or_404(rows, actor, pk=pk)


def done(request, form, run, words=SAVED, about=()):
    """Whether a sent form was valid and `run()` allowed; else the form tells. Its mails about
    these rows are read first, when the form asks."""
    if not form.is_valid():
        return False
    try:
        read_first(request, run, about)
    except Refused as refused:
        form.add_refusal(refused)
        return False
    messages.success(request, words)
    return True


def ask(request, form, run, then, about=(), **context):
    """A page of one form and one button (`title`, `words`, `edition`), then a redirection."""
    if request.method == "POST" and done(request, form, run, about=about):
        return redirect(then)
    return render(request, "events/cup/act.html", {"form": form, "back": then, **context})
