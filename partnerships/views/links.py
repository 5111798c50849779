"""Pages that a host opens by its personal link (R-AG-4, R-IM-1): no account is needed."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.link_views import LinkView
from directory.violations import Refused
from partnerships import standing
from partnerships.booking_page import booking_facts, sheet_facts
from partnerships.enums import PENDING, BookingState, OfferState, SlotState
from partnerships.models import Booking, Offer
from partnerships.views.booking_acts import events_for, play, play_move
from partnerships.views.bookings import certificate_of, proposal
from partnerships.workflow import (
    certificates,
    company_word,
    contract_opening,
    day,
    offer_changes,
    offers,
)
from partnerships.workflow.tables import ANSWER_PURPOSE, CONFIRM_PURPOSE, GUEST_PURPOSE, OFFER

# The word of the address → what it means in the state of the booking.
ANSWERS = {
    "oui": ("accept", "confirm"),
    "erreur": ("contest",),
    "non": ("refuse", "cancel"),
    "autre-date": ("propose",),
    "prolonger": ("extend",),
    "collegue": ("transfer",),
}
# What the company reads elsewhere on the page, or needs not read.
UNSHOWN = (SlotState.TO_CONFIRM, SlotState.CANCELLED)
MOVE_ANSWERS = {"oui": "accept", "non": "decline", "retirer": "withdraw"}


class BookingLink(LinkView):
    """Pages of a booking for its host; `page` names them."""

    purpose = ANSWER_PURPOSE
    page = "link_answer"

    def address(self, token, name="", **words):
        """One of these pages: the first, or the one of an act."""
        route = f"partnerships:{self.page}{name}"
        return reverse(route, kwargs={"token": token, **words})

    def get_subject(self):
        rows = Booking.objects.for_lists().select_related("offer")
        return rows.filter(pk=self.link.subject_id).first()

    def may_renew(self):
        return self.subject.state in (*PENDING, BookingState.ACCEPTED)

    def standing(self):
        return standing.of_booking(self.subject, self.link)


class GuestLink(BookingLink):
    """The same pages for a visiting company without account."""

    purpose = GUEST_PURPOSE
    page = "link_guest"


class Answer(BookingLink):
    """Where the request stands, and the answers that the host may give now."""

    def get(self, request, token):
        booking = self.subject
        events = dict(events_for(booking, request.actor))
        context = {
            "booking": booking,
            "standing": self.standing(),
            **certificate_of(booking),
            "may_issue": not certificates.why_not(booking),
            "attendances": booking.attendances.all(),
            "may_count": bool(day.days_to_count(booking, timezone.localdate())),
            "facts": booking_facts(booking),
            "contract_part": contract_opening.part_of_host(booking, self.link.holder_email),
            "proposal": proposal(booking, request.actor, self.address_of(token)),
            "answers": [
                (self.address(token, "_act", answer=word), events[event], word == "oui")
                for word, meanings in ANSWERS.items()
                for event in meanings
                if event in events
            ],
        }
        return render(request, "partnerships/links/answer.html", context)

    def address_of(self, token):
        words = {event: word for word, event in MOVE_ANSWERS.items()}

        def address(event):
            return self.address(token, "_move", answer=words[event])

        return address


class MoveAct(BookingLink):
    """Its holder's answer to other days, or the end of their own proposal."""

    def get(self, request, token, answer):
        back = self.address(token)
        change = self.subject.date_changes.order_by("-pk").first()
        if change is None:
            messages.info(request, "Aucune autre date n’est proposée.")
            return redirect(back)
        change.booking = self.subject
        template, event = "partnerships/links/act.html", MOVE_ANSWERS[answer]
        return play_move(request, change, event, back=back, template=template)

    post = get


ANSWERED = "Une réponse a déjà été donnée."
EXTENDED = "Le délai de réponse a déjà été prolongé."


class AnswerAct(BookingLink):
    """One answer: GET shows its form, the button of the page acts."""

    def get(self, request, token, answer):
        return self.show(token, answer)

    def post(self, request, token, answer):
        return self.show(token, answer)

    def show(self, token, answer):
        back = self.address(token)
        events = dict(events_for(self.subject, self.request.actor))
        event = next((event for event in ANSWERS[answer] if event in events), None)
        if event is None:
            extended = self.subject.extended_on and answer == "prolonger"
            messages.info(self.request, EXTENDED if extended else ANSWERED)
            return redirect(back)
        template = "partnerships/links/act.html"
        return play(self.request, self.subject, event, back=back, template=template)


class GuestAnswer(GuestLink, Answer):
    """Where the visit stands, for the company that comes."""


class GuestMoveAct(GuestLink, MoveAct):
    """The same answers to other days."""


class GuestAnswerAct(GuestLink, AnswerAct):
    """The same acts: cancel, propose other days."""


class ConfirmOffer(LinkView):
    """R-IM-1: the company reads what was typed for it, and publishes it or not."""

    purpose = CONFIRM_PURPOSE

    def get_subject(self):
        rows = Offer.objects.select_related("host_company", "created_by")
        return rows.filter(pk=self.link.subject_id).first()

    def may_renew(self):
        to_confirm = self.subject.state == OfferState.TO_CONFIRM
        return to_confirm or bool(company_word.asked_of(self.subject))

    def standing(self):
        return standing.of_offer(self.subject, self.link)

    def get(self, request, token):
        asked = company_word.asked_of(self.subject)
        context = {
            "offer": self.subject,
            "slots": self.subject.slots.exclude(state__in=UNSHOWN),
            "asked": asked,
            "may_agree": asked and OFFER.can(self.subject, "accept_changes", request.actor),
            "facts": _sheet(self.subject),
            "standing": self.standing(),
            "may_answer": OFFER.can(self.subject, "confirm", request.actor),
        }
        return render(request, "partnerships/links/offer.html", context)

    def post(self, request, token):
        run, said = {
            "oui": (offers.confirm, "Merci : l’offre est publiée."),
            "non": (offers.decline, "L’offre ne sera pas publiée."),
            "ajouts-oui": (offer_changes.accept, "Merci : les changements sont publiés."),
            "ajouts-non": (offer_changes.refuse, "Les changements ne sont pas publiés."),
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
    people = f"{offer.contact_name} {offer.contact_email}".strip()
    return [*sheet_facts(offer), ("Demandes envoyées à", people)]
