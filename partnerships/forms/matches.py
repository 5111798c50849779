"""A branch proposes days of a company; a school names its class; somebody says no."""

import datetime as dt

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone

from accounts.idempotency import OnceFormMixin
from directory.calendar import Calendar
from directory.combobox import Combobox, ComboboxField
from directory.enums import Rhythm
from directory.fields import date_field
from directory.forms import PortalForm
from directory.french import period
from directory.lexicon import found
from directory.models import Company
from partnerships.enums import CLASS_IMMERSION_DAYS, MATCH_DAYS
from partnerships.forms.answers import message_field
from partnerships.forms.groups import GroupFields
from partnerships.models import Slot
from partnerships.rules import Period
from partnerships.workflow.matches import Proposal
from partnerships.workflow.school_answers import Choice


def usual_end():
    return Calendar.load().add_days(timezone.localdate(), MATCH_DAYS, Rhythm.WORK)


def slot_in_words(slot):
    days = period(slot.starts_on, slot.ends_on)
    return f"{slot.offer.host_name}, {days} : {slot.seats_left} places"


class ProposalForm(OnceFormMixin, PortalForm):
    """An open slot, or a company of the base with days that it agreed to by phone."""

    reads_first = True

    slot = forms.ModelChoiceField(
        label="Place offerte",
        queryset=Slot.objects.none(),
        required=False,
        empty_label="Aucune : une autre entreprise",
        help_text="Les créneaux ouverts de l’industrie qui conviennent à cet appel.",
    )
    starts_on = date_field(
        "Premier jour",
        required=False,
        help_text="Pour une entreprise sans créneau : trois jours de classe consécutifs.",
    )
    contact_name = forms.CharField(label="Personne à qui écrire", max_length=120, required=False)
    contact_email = forms.EmailField(
        label="Son adresse électronique",
        required=False,
        help_text="Sans adresse, le message va à celle de l’offre ou de l’entreprise.",
    )
    contact_phone = forms.CharField(label="Son téléphone", max_length=30, required=False)
    expires_on = date_field("Réponses attendues jusqu’au", initial=usual_end)
    message = message_field("Message", "L’établissement et l’entreprise le lisent.")

    def __init__(self, actor, request, slots, data=None):
        super().__init__(data)
        self.request = request
        self.fields["slot"].queryset = slots
        self.fields["slot"].label_from_instance = slot_in_words
        self.fields["company"] = ComboboxField(
            label="Ou une entreprise industrielle",
            queryset=Company.objects.visible_to(actor).active().industrial(),
            find=found,
            required=False,
            widget=Combobox(url=reverse_lazy("partnerships:company_choices")),
            help_text="Avec qui vous avez convenu de ces jours.",
        )
        self.order_fields(["form_key", "slot", "company", "starts_on"])

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if data.get("slot") and data.get("company"):
            self.add_error(
                "company", "Choisissez une place offerte ou une entreprise, pas les deux."
            )
        elif not data.get("slot") and "slot" not in self.errors:
            if not data.get("company") and "company" not in self.errors:
                self.add_error("company", "Choisissez une place offerte, ou une entreprise.")
            if not data.get("starts_on") and "starts_on" not in self.errors:
                self.add_error("starts_on", "Indiquez le premier jour.")
        return data

    def proposal(self):
        """What both sides will be asked, of a valid form."""
        data = self.cleaned_data
        slot = data["slot"]
        if slot:
            company, days = slot.offer.host_company, Period(slot.starts_on, slot.ends_on)
        else:
            first = data["starts_on"]
            last = first + dt.timedelta(days=CLASS_IMMERSION_DAYS - 1)
            company, days = data["company"], Period(first, last)
        same = ("expires_on", "message", "contact_name", "contact_email", "contact_phone")
        return Proposal(
            self.request, company, days, slot=slot, **{name: data[name] for name in same}
        )


class SendForm(GroupFields):
    """The class that the school sends, and how many."""

    last_day_is_half = forms.BooleanField(
        label="Le dernier jour est une demi-journée", required=False
    )

    def __init__(self, actor, match, data=None):
        super().__init__(data)
        self.match = match
        self.keep_groups(actor, match.request.school_year)
        school = match.request.school_id
        self.schools = self.schools.filter(pk=school)
        groups = self.fields["class_group"].queryset
        self.fields["class_group"].queryset = groups.filter(school=school)
        self.fields.pop("school", None)
        self.fields["unspecified"].initial = match.request.size
        if match.slot_id:
            del self.fields["last_day_is_half"]

    def clean(self):
        super().clean()
        self.require_group()
        return self.cleaned_data

    def choice(self):
        """Raises `Refused` when a new class is not acceptable."""
        data, match = self.cleaned_data, self.match
        return Choice(
            class_group=self.chosen_group(),
            numbers=self.numbers(),
            period=Period(match.starts_on, match.ends_on),
            last_day_is_half=data.get("last_day_is_half", False),
            needs=data["needs"],
        )


class NoForm(PortalForm):
    reads_first = True

    reason = forms.CharField(
        label="Motif", max_length=250, help_text="La branche et l’autre partie le lisent."
    )


class TakeBackForm(PortalForm):
    reads_first = True

    reason = forms.CharField(
        label="Motif",
        max_length=250,
        required=False,
        help_text="L’établissement et l’entreprise le lisent.",
    )
