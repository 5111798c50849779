"""The attestations: one, those of a class in one file, the host's own by its link."""

from django.contrib import messages
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from accounts.access import require
from accounts.downloads import Taking, show_pdf
from accounts.reads import note_reads
from directory.violations import Refused
from partnerships.views.class_groups import SCHOOL_STAFF
from placements.attestation import attestations_pdf, to_attest
from placements.models import Placement
from placements.views.classes import followed_group
from placements.views.host_links import OfStay
from placements.views.visits import placement_of
from placements.workflow.attestations import issue


def give_attestation(request, placement):
    """The frozen file; raises Refused before the placement took place."""
    made = issue(request.actor, placement)
    taking = _taking("a ouvert une attestation de stage", placement, placement.school)
    return show_pdf(request, made.file.bytes, f"attestation-{placement.pk}.pdf", taking)


def _taking(verb, subject, school, rows=1):
    return Taking(verb, subject, rows=rows, places={"school": school})


@require_safe
@require(*SCHOOL_STAFF)
def attestation(request, pk):
    """That of one placement that took place."""
    placement = placement_of(request, pk)
    note_reads(request.actor, [placement.pupil])
    try:
        return give_attestation(request, placement)
    except Refused as refused:
        messages.info(request, refused.message)
        return redirect(placement)


@require_safe
@require(*SCHOOL_STAFF)
def class_attestations(request, pk):
    """Those of a class, one page each, to print and sign at once."""
    group = followed_group(request, pk)
    rows = list(to_attest(Placement.objects.visible_to(request.actor).filter(class_group=group)))
    if not rows:
        messages.info(request, "Aucun stage de cette classe n’est encore réalisé.")
        return redirect("placements:board", group.pk)
    note_reads(request.actor, [row.pupil for row in rows])
    taking = _taking("a ouvert les attestations", group, group.school, len(rows))
    return show_pdf(request, attestations_pdf(rows), f"attestations-{group.pk}.pdf", taking)


class AttestationLink(OfStay):
    """The same for the host, once the placement took place."""

    def get(self, request, token):
        try:
            return give_attestation(request, self.subject.placement)
        except Refused:
            raise Http404 from None

    def post(self, request, token):
        return HttpResponseNotAllowed(["GET", "HEAD"])
