"""Pages that a host opens by its personal link (R-AG-4, R-IM-1): no account is needed."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.link_views import LinkView
from directory.violations import Refused
from partnerships.booking_page import booking_facts, preview_answer, waiting_for
from partnerships.enums import PENDING, BookingState, OfferState
from partnerships.models import Booking, Offer
from partnerships.views.bookings import ACTS, WORDS, events_for
from partnerships.workflow import offers
from partnerships.workflow.tables import ANSWER_PURPOSE, CONFIRM_PURPOSE, OFFER

# The word of the address → what it means in the state of the booking.
ANSWERS = {"oui": ("accept", "confirm"), "non": ("refuse", "cancel"), "prolonger": ("extend",)}


class Answer(LinkView):
    """Where the request stands, and the answers that the host may give now."""

    purpose = ANSWER_PURPOSE

    def get_subject(self):
        rows = Booking.objects.for_lists().select_related("offer")
        return rows.filter(pk=self.link.subject_id).first()

    def may_renew(self):
        return self.subject.state in (*PENDING, BookingState.ACCEPTED)

    def get(self, request, token):
        booking = self.subject
        events = dict(events_for(booking, request.actor))
        context = {
            "booking": booking,
            "waiting": waiting_for(booking),
            "facts": booking_facts(booking),
            "answers": [
                (reverse("partnerships:link_answer_act", args=[token, word]), events[event])
                for word, meanings in ANSWERS.items()
                for event in meanings
                if event in events
            ],
        }
        return render(request, "partnerships/links/answer.html", context)


class AnswerAct(Answer):
    """One answer: GET shows its form, the button of the page acts."""

    def get(self, request, token, answer):
        return self.show(token, answer)

    def post(self, request, token, answer):
        return self.show(token, answer, request.POST)

    def show(self, token, answer, data=None):
        booking, back = self.subject, reverse("partnerships:link_answer", args=[token])
        events = dict(events_for(booking, self.request.actor))
        event = next((event for event in ANSWERS[answer] if event in events), None)
        if event is None:
            messages.info(self.request, "Une réponse a déjà été donnée.")
            return redirect(back)
        act = ACTS[event]
        form = act.form(data)
        context = {
            "title": events[event],
            "submit": events[event],
            "form": form,
            "facts": booking_facts(booking)[:4],
            "danger": act.danger,
            "previews": act.previews,
            "back": back,
        }
        if form.is_valid():
            if data.get("step") == "preview":
                context["preview"] = preview_answer(booking, event, form.cleaned_data)
            elif data.get("step") == "act" and self.done(act, form):
                return redirect(back)
        return render(self.request, "partnerships/links/act.html", context)

    def done(self, act, form):
        words = {name: form.cleaned_data[name] for name in WORDS if name in form.cleaned_data}
        try:
            act.run(self.request.actor, self.subject, **words)
        except Refused as refused:
            form.add_refusal(refused)
            return False
        messages.success(self.request, act.done)
        return True


class ConfirmOffer(LinkView):
    """R-IM-1: the company reads what was typed for it, and publishes it or not."""

    purpose = CONFIRM_PURPOSE

    def get_subject(self):
        rows = Offer.objects.select_related("host_company", "created_by")
        return rows.filter(pk=self.link.subject_id).first()

    def may_renew(self):
        return self.subject.state == OfferState.TO_CONFIRM

    def get(self, request, token):
        context = {
            "offer": self.subject,
            "slots": self.subject.slots.all(),
            "facts": _sheet(self.subject),
            "may_answer": OFFER.can(self.subject, "confirm", request.actor),
        }
        return render(request, "partnerships/links/offer.html", context)

    def post(self, request, token):
        run, said = {
            "oui": (offers.confirm, "Merci : l'offre est publiée."),
            "non": (offers.decline, "L'offre ne sera pas publiée."),
        }.get(request.POST.get("answer"), (None, ""))
        if run:
            try:
                run(request.actor, self.subject)
            except Refused as refused:
                messages.error(request, refused.message)
            else:
                messages.success(request, said)
        return redirect(request.path)


def _sheet(offer):
    """The practical sheet, and whom requests will be sent to, as typed for the company."""
    names = ("access", "dress", "protective_equipment", "meals", "languages", "accessibility")
    fields = [(Offer._meta.get_field(name).verbose_name, getattr(offer, name)) for name in names]
    return [
        *((label.capitalize(), value) for label, value in fields),
        ("Adultes accompagnateurs", offer.accompanying_adults),
        ("Demandes envoyées à", f"{offer.contact_name} {offer.contact_email}".strip()),
    ]
