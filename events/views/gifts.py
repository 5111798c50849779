"""A place given to another person: the page of who gives it, the page of who takes it."""

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from accounts.actor import ActorRequest
from accounts.link_views import LinkView
from directory.violations import Refused
from events.enums.registration import GiftState
from events.forms.gifts import GiftForm, GivingForm, TakingForm
from events.models import PlaceGift, Registration
from events.notices.registration import url_of
from events.views.registrations import own_or_404
from events.workflow import registration_gifts, registrations, who

PROPOSED = "La proposition est partie : votre place reste la vôtre jusqu’à l’accord de la personne."
GIVEN = "La place est transmise."


class GiveActs:
    """`transmettre/`, by both doors of a registration; 404 when there is nothing to give."""

    request: Any

    def answer(self, row, base):
        if not registration_gifts.may_give(row, self.request.actor):
            raise Http404
        at_once = who.manages(row.event, self.request.actor)
        post = self.request.POST if self.request.method == "POST" else None
        form = GivingForm(row.event, post) if at_once else GiftForm(post)
        if post is not None and form.is_valid() and self._given(row, form, at_once):
            return redirect(base)
        entries = list(registration_gifts.places_of(row).for_lists())
        context = {
            "row": row, "event": row.event, "form": form, "at_once": at_once, "back": base,
            "entries": entries, "gift": row.gifts.proposed().first(),
            "hours": registrations.settings_of(row.event).hold_hours,
        }  # fmt: skip
        return render(self.request, "events/registrations/give.html", context)

    def _given(self, row, form, at_once):
        data, actor = form.cleaned_data, self.request.actor
        to = {"name": data["name"], "email": data["email"].lower(), "key": data["form_key"]}
        try:
            if at_once:
                answers = {"needs": data["needs"], "answers": form.answers}
                registration_gifts.give(actor, row, **to, **answers)
            else:
                registration_gifts.propose(actor, row, **to)
        except Refused as refused:
            form.add_refusal(refused)
            return False
        messages.success(self.request, GIVEN if at_once else PROPOSED)
        return True


class GiveByLink(GiveActs, LinkView):
    """`/lien/inscription/<token>/transmettre/`: who registered without an account."""

    purpose = registrations.PURPOSE

    def get_subject(self):
        return Registration.objects.for_pages().filter(pk=self.link.subject_id).first()

    def get(self, request, token):
        return self.answer(self.subject, reverse("events:link_registration", args=[token]))

    post = get


class Give(GiveActs, View):
    """`/evenements/inscriptions/<pk>/transmettre/`: one's own, or as who organises."""

    def get(self, request, pk):
        row = own_or_404(request.actor, pk)
        return self.answer(row, row.get_absolute_url())

    post = get


class Take(LinkView):
    """`/lien/transmission/<token>/`: the other person accepts or refuses, without an account."""

    request: ActorRequest
    purpose = registration_gifts.GIFT_PURPOSE

    def get_subject(self):
        return PlaceGift.objects.for_pages().filter(pk=self.link.subject_id).first()

    def get(self, request, token):
        return self.page(TakingForm(self.subject.registration.event))

    def post(self, request, token):
        gift = self.subject
        if request.POST.get("geste") == "decline":
            return self._declined(gift, request.path)
        form = TakingForm(gift.registration.event, request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            row = registration_gifts.accept(
                request.actor, gift, form.cleaned_data["needs"], form.answers
            )
        except Refused as refused:
            form.add_refusal(refused)
            return self.page(form)
        messages.success(request, "La place est à vous. Votre billet vous est envoyé.")
        return redirect(url_of(row))

    def _declined(self, gift, then):
        try:
            registration_gifts.end(self.request.actor, gift, "decline")
        except Refused as refused:
            messages.error(self.request, refused.message)
        return redirect(then)

    def page(self, form):
        gift = self.subject
        context = {
            "gift": gift,
            "row": gift.registration,
            "event": gift.registration.event,
            "entries": list(registration_gifts.places_of(gift.registration).for_lists()),
            "form": form,
            "is_open": gift.state == GiftState.PROPOSED,
            "mine": url_of(gift.successor) if gift.successor else "",
        }
        return render(self.request, "events/registrations/take.html", context)
