"""The invitation of one person: read and answered, by account or by link (R-AG-4)."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import get_visible_or_404
from accounts.link_views import LinkView
from clee import minutes
from clee.enums.meetings import MeetingState
from clee.forms.meetings import AnswerForm
from clee.models import Decision, Invitation
from clee.notices.meetings import meeting_facts
from clee.views.kept import ran
from clee.views.meetings import give_minutes
from clee.workflow import guests


def _page(request, row, minutes_url):
    """The answer of who is invited, and what became of the meeting."""
    meeting = row.meeting
    may_answer = meeting.state == MeetingState.INVITED and meeting.starts_at > timezone.now()
    form = AnswerForm(row, request.POST or None) if may_answer else None
    if request.method == "POST" and form:

        def run():
            data = form.cleaned_data
            guests.answer(request.actor, row, data["answer"], data["represented_by"])

        if ran(request, form, run):
            return redirect(request.path)
    kept = minutes.last(meeting) if meeting.state == MeetingState.REPORTED else None
    context = {
        "row": row,
        "meeting": meeting,
        "facts": meeting_facts(meeting),
        "carried": Decision.objects.carried_to(meeting),
        "form": form,
        "minutes_url": minutes_url if kept else "",
    }
    return render(request, "clee/meetings/invitation.html", context)


def _own_or_404(actor, pk):
    rows = Invitation.objects.filter(user=actor.user).for_pages()
    return get_visible_or_404(rows, actor, pk=pk)


def invitation(request, pk):
    """`/clee/invitations/<pk>/`: one's own."""
    row = _own_or_404(request.actor, pk)
    return _page(request, row, f"{row.get_absolute_url()}compte-rendu/")


@require_safe
def invitation_minutes(request, pk):
    """The minutes, for who was invited."""
    return give_minutes(request, _own_or_404(request.actor, pk).meeting)


class InvitationLink(LinkView):
    """The same for the holder of a link."""

    purpose = guests.PURPOSE

    def get_subject(self):
        return Invitation.objects.for_pages().filter(pk=self.link.subject_id).first()

    def may_renew(self):
        return self.subject.meeting.state != MeetingState.CANCELLED

    def get(self, request, token):
        return _page(request, self.subject, f"{request.path}compte-rendu/")

    def post(self, request, token):
        return _page(request, self.subject, f"{request.path}compte-rendu/")


class MinutesLink(InvitationLink):
    """The minutes, by the link of the invitation."""

    http_method_names = ["get", "head"]

    def get(self, request, token):
        return give_minutes(request, self.subject.meeting)
