"""The attestations: one, those of a class in one file, the host's own by its link."""

from django.contrib import messages
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from accounts.access import require
from accounts.downloads import Taking, show_pdf
from accounts.reads import note_reads
from partnerships.views.class_groups import SCHOOL_STAFF
from placements.attestation import attestations_pdf, to_attest
from placements.models import Placement
from placements.views.classes import followed_group
from placements.views.host_links import OfStay
from placements.views.visits import placement_of


def give_attestations(request, rows, subject, name):
    """The file of these rows of `to_attest`, all of one school; taking it is written down."""
    taking = Taking(
        "a ouvert une attestation de stage" if len(rows) == 1 else "a ouvert les attestations",
        subject,
        rows=len(rows),
        places={"school": rows[0].school},
    )
    return show_pdf(request, attestations_pdf(rows), name, taking)


@require_safe
@require(*SCHOOL_STAFF)
def attestation(request, pk):
    """That of one placement that took place."""
    placement = placement_of(request, pk)
    rows = list(to_attest(Placement.objects.filter(pk=placement.pk)))
    if not rows:
        messages.info(request, "L’attestation s’établit une fois le stage réalisé.")
        return redirect(placement)
    note_reads(request.actor, [placement.pupil])
    return give_attestations(request, rows, placement, f"attestation-{placement.pk}.pdf")


@require_safe
@require(*SCHOOL_STAFF)
def class_attestations(request, pk):
    """Those of a class, one page each, to print at once."""
    group = followed_group(request, pk)
    rows = list(to_attest(Placement.objects.visible_to(request.actor).filter(class_group=group)))
    if not rows:
        messages.info(request, "Aucun stage de cette classe n’est encore réalisé.")
        return redirect("placements:board", group.pk)
    note_reads(request.actor, [row.pupil for row in rows])
    return give_attestations(request, rows, group, f"attestations-{group.pk}.pdf")


class AttestationLink(OfStay):
    """The same for the host, once the placement took place."""

    def get(self, request, token):
        rows = list(to_attest(Placement.objects.filter(pk=self.subject.placement_id)))
        if not rows:
            raise Http404
        return give_attestations(request, rows, rows[0], "attestation-de-stage.pdf")

    def post(self, request, token):
        return HttpResponseNotAllowed(["GET", "HEAD"])
