"""`/clee/<pk>/export/…/`: the members and the meetings of a committee, as files."""

from django.db.models import Count, Q
from django.http import Http404
from django.views.decorators.http import require_safe

from accounts.downloads import Taking
from accounts.lists_out import give_table
from clee.enums.meetings import Attendance
from clee.exports import meeting_lines, member_lines
from clee.views.kept import kept_or_404


def _members(actor, committee):
    return member_lines(committee.members.visible_to(actor).with_organisations())


def _meetings(actor, committee):
    came = Q(invitations__attendance=Attendance.PRESENT)
    rows = committee.meetings.visible_to(actor).prefetch_related("decisions")
    rows = rows.annotate(invited=Count("invitations"), present=Count("invitations", filter=came))
    return meeting_lines(rows.order_by("-starts_at"))


TABLES = {
    "membres": (_members, "a exporté les membres du comité"),
    "reunions": (_meetings, "a exporté les réunions du comité"),
}


@require_safe
def export(request, pk, what):
    """A table of the committee."""
    committee = kept_or_404(request.actor, pk)
    if what not in TABLES:
        raise Http404
    make, verb = TABLES[what]
    rows = make(request.actor, committee)
    taking = Taking(verb, committee, rows=len(rows) - 1, places={"committee_id": committee.pk})
    return give_table(request, rows, what, taking)
