"""The nominative list of a booking: the school's page, and the recipient's link (R-CEE-3)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views import View

from accounts.access import get_visible_or_404
from accounts.actor import ActorRequest
from accounts.downloads import UNTOLD, give
from accounts.link_views import LinkView
from directory.enums import Rhythm
from directory.violations import Refused
from outbox.workflow import next_reading
from partnerships import standing
from partnerships.booking_page import booking_facts
from partnerships.forms.lists import ListForm
from partnerships.models import Booking, NominativeList
from partnerships.workflow import lists
from partnerships.workflow.tables import LIST_PURPOSE


def show(request, booking, form):
    rows = booking.lists.select_related("dropped_by").defer("sealed")
    context = {
        "booking": booking,
        "form": form,
        "may_drop": lists.may_drop(booking, request.actor, timezone.localdate()),
        "due": lists.due_on(booking),
        "kept": rows.kept().first(),
        "past": rows.exclude(destroyed_at=None),
    }
    return render(request, "partnerships/lists/page.html", context)


class ListPage(View):
    """Dropped, replaced or withdrawn by who leads the visit; 404 for everybody else."""

    request: ActorRequest

    def dispatch(self, request, pk):
        rows = Booking.objects.for_lists().select_related("offer")
        self.booking = get_visible_or_404(rows, request.actor, pk=pk)
        if not (lists.takes_list(self.booking) and lists.handles_list(self.booking, request.actor)):
            raise Http404
        return super().dispatch(request, pk)

    def get(self, request, pk):
        kept = self.booking.lists.kept().defer("sealed").first()
        contact = {
            "recipient_name": kept.recipient_name if kept else self.booking.contact_name,
            "recipient_email": kept.recipient_email if kept else self.booking.contact_email,
        }
        return show(request, self.booking, ListForm(initial=contact))

    def post(self, request, pk):
        if request.POST.get("act") == "withdraw":
            lists.withdraw(request.actor, self.booking)
            messages.success(request, "La liste est retirée et détruite.")
            return redirect(request.path)
        form = ListForm(request.POST, request.FILES)
        if form.is_valid() and self.dropped(form):
            when = next_reading(Rhythm.of(self.booking.host_school_id))
            said = f"La liste est déposée ; son destinataire reçoit son lien {when}."
            messages.success(request, said)
            return redirect(request.path)
        return show(request, self.booking, form)

    def dropped(self, form):
        data = form.cleaned_data
        drop = lists.Drop(data["file"], data["recipient_name"], data["recipient_email"])
        try:
            lists.drop(self.request.actor, self.booking, drop, key=data["form_key"])
        except Refused as refused:
            form.add_refusal(refused)
            return False
        return True


class TakeList(LinkView):
    """The recipient reads what it is; the button gives the file, once or again."""

    purpose = LIST_PURPOSE

    def get_subject(self):
        rows = Booking.objects.for_lists().select_related("offer")
        return rows.filter(pk=self.link.subject_id).first()

    def standing(self):
        return standing.of_booking(self.subject, self.link)

    def get(self, request, token):
        booking = self.subject
        kept = NominativeList.objects.kept().filter(booking=booking, link=self.link)
        context = {
            "booking": booking,
            "facts": booking_facts(booking)[:4],
            "kept": kept.defer("sealed").first(),
        }
        return render(request, "partnerships/lists/link.html", context)

    def post(self, request, token):
        try:
            row = lists.take(request.actor, self.subject)
        except Refused as refused:
            messages.error(request, refused.message)
            return redirect(request.path)
        # `lists.take` has told the journal, in the transaction that counts it.
        return give(request, row.bytes, row.name, row.mimetype, UNTOLD)
