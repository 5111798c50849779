"""What waits about meetings, the year and the charter of committees that one keeps."""

import datetime as dt

from django.db.models import Q
from django.urls import reverse

from accounts.todo import Todo, Urgency, counted, urgency_of
from clee.enums.meetings import MeetingState
from clee.models import CycleStep, Decision, Invitation, Meeting, Member

SOON = dt.timedelta(days=30)


def kept(committees, today):
    """The lines of these committees (a list): four queries."""
    if not committees:
        return []
    return [
        *_steps(committees, today),
        *_meetings(committees, today),
        *_decisions(committees, today),
        *_members(committees),
    ]


def _steps(committees, today):
    rows = CycleStep.objects.to_do().filter(committee__in=committees, due_on__lte=today + SOON)
    for step in rows.select_related("committee"):
        url = reverse("clee:cycle", args=[step.committee_id])
        title = f"{step} : {step.committee}"
        yield Todo(title, url, step.due_on, urgency_of(step.due_on, today))


def _meetings(committees, today):
    over = Q(state__in=[MeetingState.INVITED, MeetingState.HELD], starts_at__date__lte=today)
    rows = Meeting.objects.filter(over | Q(state=MeetingState.DEFERRED), committee__in=committees)
    for row in rows.order_by("starts_at"):
        if row.is_deferred:
            yield Todo(f"Fixer la nouvelle date de la réunion : {row}", row.get_absolute_url())
            continue
        held = row.state == MeetingState.HELD
        what = "Diffuser le compte rendu" if held else "Relever la tenue de la réunion"
        due = row.day + dt.timedelta(days=15 if held else 3)
        yield Todo(f"{what} : {row}", row.get_absolute_url(), due, urgency_of(due, today))


def _decisions(committees, today):
    rows = Decision.objects.open().filter(meeting__committee__in=committees, due_on__lt=today)
    late = list(rows.order_by("due_on").values_list("due_on", "meeting__committee"))
    if late:
        title = counted(len(late), "Suivre une décision en retard", "Suivre {} décisions en retard")
        due, committee = late[0]
        yield Todo(title, reverse("clee:meetings", args=[committee]), due, Urgency.LATE)


def _members(committees):
    rows = Member.objects.without_charter().filter(committee__in=committees)
    found = list(rows.values_list("committee", flat=True))
    if found:
        one, several = "Faire signer la charte à un membre", "Faire signer la charte à {} membres"
        yield Todo(counted(len(found), one, several), reverse("clee:charter", args=[found[0]]))


def own(actor, now):
    """The invitations that wait for the person's answer; one query."""
    if actor.user is None:
        return
    rows = (
        Invitation.objects.awaited()
        .for_pages()
        .filter(user=actor.user, meeting__state=MeetingState.INVITED, meeting__starts_at__gt=now)
    )
    for row in rows.order_by("meeting__starts_at"):
        title = f"Répondre à l’invitation : {row.meeting}, {row.meeting.committee}"
        yield Todo(title, row.get_absolute_url(), row.meeting.day)
