"""PDF sheets to print: programmes of pupils, attendance of a track."""

from django.http import Http404
from django.views.decorators.http import require_safe

from accounts.access import get_visible_or_404, require
from accounts.downloads import Taking, show_pdf
from accounts.enums import Role
from accounts.reads import note_reads
from partnerships.views.class_groups import SCHOOL_STAFF
from placements import sheets
from placements.models import Placement
from placements.views.tracks import EVERYBODY, PROPOSERS, visible_track
from placements.workflow.tracks import is_run_by


@require_safe
@require(*SCHOOL_STAFF, Role.COMPANY_REPRESENTATIVE)
def programme(request, pk):
    """The days of one pupil, host by host (R-PL-8)."""
    rows = sheets.with_programme(Placement.objects.exclude(pupil=None))
    placement = get_visible_or_404(rows, request.actor, pk=pk)
    note_reads(request.actor, [placement.pupil])
    taking = Taking(
        "a imprimé le programme d’un stage", placement, places={"school": placement.school}
    )
    pdf = sheets.programme_pdf([placement])
    return show_pdf(request, pdf, f"programme-{placement.pk}.pdf", taking)


@require_safe
@require(*PROPOSERS)
def programmes(request, pk):
    """Those of all of one's pupils in a track; 404 when there are none."""
    track = visible_track(request, pk)
    rows = list(sheets.programmes_of(request.actor, track))
    if not rows:
        raise Http404
    note_reads(request.actor, [row.pupil for row in rows])
    taking = Taking("a imprimé les programmes d’un parcours", track, rows=len(rows))
    return show_pdf(request, sheets.programme_pdf(rows), f"programmes-{track.pk}.pdf", taking)


@require_safe
@require(*EVERYBODY)
def attendance(request, pk):
    """A page per host and day; names for schools and hosts, numbers for who runs it."""
    track = visible_track(request, pk)
    runs = is_run_by(track, request.actor)
    found = sheets.attendance_of(request.actor, track, runs=runs)
    if not found:
        raise Http404
    taking = Taking("a imprimé les feuilles de présence d’un parcours", track, rows=len(found))
    pdf = sheets.attendance_pdf(track, found)
    return show_pdf(request, pdf, f"presence-{track.pk}.pdf", taking)
