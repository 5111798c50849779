"""The certificate of an immersion and the order of mission: made, shown, taken."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse

from accounts.access import get_visible_or_404
from accounts.downloads import Taking, show_pdf
from directory.violations import Refused
from documents.rendering import render_pdf
from partnerships.certificate import mission_data
from partnerships.enums import TAKEN, OfferKind
from partnerships.models import Booking
from partnerships.views.links import BookingLink
from partnerships.workflow import certificates
from partnerships.workflow.people import heads_of


def _visible(actor, pk):
    return get_visible_or_404(Booking.objects.for_lists().select_related("offer"), actor, pk=pk)


def certificate(request, pk):
    """GET gives the certificate in force, POST makes it; for either side and who oversees."""
    booking = _visible(request.actor, pk)
    back = reverse("partnerships:booking", args=[pk])
    return _certificate(request, booking, back)


class CertificateByLink(BookingLink):
    """The same for the host, by its personal link."""

    def get(self, request, token):
        return _certificate(request, self.subject, self.address(token))

    post = get


def _certificate(request, booking, back):
    if request.method == "POST":
        try:
            certificates.issue(request.actor, booking)
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, "L’attestation est établie.")
        return redirect(back)
    found = certificates.issued(booking)
    if found is None:
        raise Http404
    taking = Taking("a ouvert l’attestation", booking, places={"school": booking.school})
    return show_pdf(request, found.file.bytes, found.file.name, taking)


def mission(request, pk):
    """The order of mission of a teacher's own immersion, to print (R-IM-2)."""
    booking = _visible(request.actor, pk)
    own = booking.kind == OfferKind.TEACHER_IMMERSION and booking.state in TAKEN
    if not own or booking.school_id not in request.actor.school_ids:
        raise Http404
    heads = heads_of(booking.school)
    content = render_pdf("statement.typ", mission_data(booking, heads[0].name if heads else ""))
    taking = Taking("a ouvert l’ordre de mission", booking, places={"school": booking.school})
    return show_pdf(request, content, f"ordre-de-mission-{booking.pk}.pdf", taking)
