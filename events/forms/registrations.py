"""The forms of registrations: of who comes, and of who organises."""

from typing import Any

from django import forms
from dsfr.utils import dsfr_input_class_attr
from dsfr.widgets import RadioSelect

from accounts.idempotency import OnceFormMixin
from accounts.visitors import VisitorFormMixin
from directory.forms import PortalForm, PortalModelForm
from directory.models import ClassGroup
from documents.forms import FIELDS
from events import registration_questions as asked
from events.enums.registration import Party
from events.forms.events import moment_field
from events.models import RegistrationSettings, Session
from events.notices.registration import hours
from events.rules.registration import MOST_PUPILS
from events.workflow.registrations import Wish, checked_answers
from outbox.recipients import normalise

QUESTION = "q_"


class SessionsField(forms.ModelMultipleChoiceField):
    """Sessions, each with its hours, its room and what is left."""

    def label_from_instance(self, session):
        words = [hours(session), session.room, left_in_words(session)]
        title = f"{session.title} : " if session.title else ""
        return title + ", ".join(word for word in words if word)


def left_in_words(session):
    """What is free, as people ask it; nothing where there is no limit."""
    left = session.seats_left
    if left is None:
        return ""
    if left <= 0:
        return "complet, liste d’attente"
    return "1 place libre" if left == 1 else f"{left} places libres"


class AddressMixin(forms.BaseForm):
    """For a form with the `email` of who registers."""

    cleaned_data: dict[str, Any]

    def clean_email(self):
        """The spelling that mails go to."""
        try:
            return normalise(self.cleaned_data["email"]) if self.cleaned_data["email"] else ""
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class LinksForm(AddressMixin, VisitorFormMixin, PortalForm):
    """Where the links of one's registrations are sent again."""

    email = forms.EmailField(
        label="Votre courriel", help_text="Celui que vous aviez donné en vous inscrivant."
    )

    def __init__(self, data=None):
        super().__init__(data)
        self.guard()


class QuestionsMixin(forms.BaseForm):
    """For a form that asks the questions of an event: `answers` of a valid one, {code: value}."""

    fields: dict[str, Any]
    cleaned_data: dict[str, Any]

    def ask(self, event):
        """Add a field per question."""
        self.questions = event.registration_settings.questions
        for question in self.questions:
            self.fields[f"{QUESTION}{question['code']}"] = FIELDS[question["type"]](question)

    def _post_clean(self):
        super()._post_clean()  # type: ignore[misc]
        values = {
            question["code"]: self.cleaned_data.get(f"{QUESTION}{question['code']}")
            for question in self.questions
        }
        self.answers, found = checked_answers(self.questions, values)
        for violation in found:
            if violation.field not in self.errors:
                self.add_error(violation.field, violation.message)


def needs_field():
    """What somebody needs to come."""
    return forms.CharField(
        label="Besoins particuliers",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Accès en fauteuil, interprète… Lus par l’organisateur seul, effacés ensuite.",
    )


class RegistrationForm(QuestionsMixin, OnceFormMixin, AddressMixin, VisitorFormMixin, PortalForm):
    """Who comes, to which sessions. A visitor says their name and address; a person with an
    account does not, unless they organise and register somebody else."""

    sessions = SessionsField(
        label="Séances",
        queryset=Session.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins une séance."},
    )
    name = forms.CharField(label="Votre nom", max_length=120)
    email = forms.EmailField(
        label="Votre courriel", help_text="Un lien y confirme l’inscription. Le billet y arrive."
    )
    organisation = forms.CharField(
        label="Établissement ou organisme", max_length=150, required=False
    )
    party = forms.ChoiceField(
        label="Qui vient", choices=Party.choices, widget=RadioSelect, initial=Party.PERSON
    )
    class_group = forms.ModelChoiceField(
        label="Classe",
        queryset=ClassGroup.objects.none(),
        required=False,
        empty_label="Aucune de ces classes",
        help_text="Pour un groupe de votre établissement.",
    )
    group_name = forms.CharField(
        label="Nom du groupe", max_length=120, required=False, help_text="Pour un autre groupe."
    )
    pupils = forms.IntegerField(
        label="Élèves ou participants",
        required=False,
        min_value=0,
        max_value=MOST_PUPILS,
        help_text="Pour un groupe, sans les adultes qui accompagnent.",
    )
    adults = forms.IntegerField(
        label="Adultes", required=False, min_value=0, max_value=100, help_text="Pour un groupe."
    )
    needs = needs_field()

    def __init__(self, actor, event, sessions, data=None, *, for_others=False):
        super().__init__(data)
        self.actor, self.event, self.for_others = actor, event, for_others
        self.fields["sessions"].queryset = sessions
        self._people(actor)
        self._classes(actor)
        self.ask(event)
        for bound in self.visible_fields():
            dsfr_input_class_attr(bound)
        if len(sessions) == 1:
            self.fields["sessions"].initial = [sessions[0].pk]

    def _people(self, actor):
        if self.for_others:
            self.fields["name"].label = "Nom"
            self.fields["email"].label, self.fields["email"].required = "Courriel", False
            self.fields["email"].help_text = "Facultatif : sans lui, aucun message ne part."
        elif actor.user is None:
            self.guard()
        else:
            del self.fields["name"], self.fields["email"]

    def _classes(self, actor):
        groups = ClassGroup.objects.none()
        if actor.user is not None and actor.is_school_staff and not self.for_others:
            groups = ClassGroup.objects.visible_to(actor).select_related("school")
            groups = groups.filter(
                school__in=actor.school_ids, school_year=self.event.school_year_id
            )
        self.fields["class_group"].queryset = groups
        if not groups:
            del self.fields["class_group"]
            self.fields["group_name"].help_text = "Pour un groupe."

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if data.get("party") == Party.GROUP:
            group = data.get("class_group")
            if not group and not data.get("group_name"):
                self.add_error("group_name", "Nommez le groupe ou la classe.")
            if data.get("pupils") is None and "pupils" not in self.errors:
                self.add_error("pupils", "Indiquez combien de personnes viennent.")
        return data

    def wish(self):
        """What the workflow reads; a refusal of an answer goes to its question."""
        data = self.cleaned_data
        user = self.actor.user
        known = user is not None and not self.for_others
        is_group = data["party"] == Party.GROUP
        group = data.get("class_group") if is_group else None
        return Wish(
            event=self.event,
            sessions=list(data["sessions"]),
            name=str(user) if known else data["name"],
            email=user.email if known else data["email"],
            party=data["party"],
            organisation=data["organisation"],
            school=group.school if group else None,
            class_group=group,
            group_name=data["group_name"] if is_group and not group else "",
            pupils=(data["pupils"] or 0) if is_group else 0,
            adults=(data["adults"] or 0) if is_group else 0,
            needs=data["needs"],
            answers=self.answers,
        )


class SettingsForm(PortalModelForm):
    """How an event takes registrations."""

    asked = forms.CharField(
        label="Questions",
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Une par ligne. « Venez-vous en car ? (oui/non) », « Repas (nombre) », "
        "« Menu : viande / végétarien » ; un * à la fin de la question la rend obligatoire.",
    )
    giving_closes_at = moment_field("Transmises jusqu’au", "Vide : jusqu’au début de la séance.")

    class Meta:
        model = RegistrationSettings
        fields = [
            *("policy", "most_passes", "hold_hours", "reviews", "most_seats"),
            *("giving", "giving_closes_at"),
        ]
        widgets = {"policy": RadioSelect, "giving": RadioSelect}

    def __init__(self, data=None, instance=None):
        super().__init__(data, instance=instance)
        self.initial["asked"] = asked.as_text(instance.questions if instance else [])

    def clean_asked(self):
        try:
            return asked.parse(self.cleaned_data["asked"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def values(self):
        """{column: value} for the workflow."""
        data = dict(self.cleaned_data)
        return {"questions": data.pop("asked")} | data


class CapacityForm(PortalForm):
    capacity = forms.IntegerField(
        label="Nombre de places",
        required=False,
        min_value=1,
        max_value=100_000,
        help_text="Vide : sans limite. Les places ajoutées vont à la liste d’attente.",
    )


class SizeForm(PortalForm):
    """The new headcount of a group."""

    pupils = forms.IntegerField(label="Élèves ou participants", min_value=0, max_value=MOST_PUPILS)
    adults = forms.IntegerField(label="Adultes", min_value=1, max_value=100)
