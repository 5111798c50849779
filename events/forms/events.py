"""The forms by which an event is written: what it is, its sessions."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst

from accounts.enums import SCHOOL_MANAGEMENT, Role
from accounts.idempotency import OnceFormMixin
from clee.models import Committee
from directory.fields import date_field, time_field
from directory.forms import PortalForm, PortalModelForm
from directory.models import (
    BranchOrganisation,
    Company,
    Department,
    Municipality,
    PartnerNetwork,
    School,
)
from directory.search import fold
from events.enums import EventAudience
from events.models import OFFICERS, Event, Theme
from events.models.events import BY
from events.rules.events import SessionDraft

AUTHORITY = ("", "Région académique")
MOST_SESSIONS = 60
EMPTY_SESSIONS = 2


def moment_field(label, help_text=""):
    """A day and an hour in one of the browser's own pickers."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, required=False, help_text=help_text)


def holders(actor):
    """[(value, label)]: for whom the actor may hold an event; "" is the authority."""
    found = []
    if actor.is_administrator or actor.role in OFFICERS:
        found.append(AUTHORITY)
    if actor.role in SCHOOL_MANAGEMENT:
        found += _named("school", School.objects.filter(pk__in=actor.school_ids))
    if actor.role == Role.COMPANY_REPRESENTATIVE:
        found += _named("company", Company.objects.filter(pk__in=actor.company_ids))
    if actor.role == Role.BRANCH_OFFICER:
        mine = Q(pk__in=actor.branch_ids) | Q(parent__in=actor.branch_ids)
        found += _named("branch", BranchOrganisation.objects.filter(mine))
    found += _named("committee", Committee.objects.kept_by(actor).living())
    networks = PartnerNetwork.objects.all()
    if not actor.is_administrator:
        networks = networks.filter(pk__in=actor.network_ids)
    return found + _named("network", networks)


def _named(kind, rows):
    return [(f"{kind}:{row.pk}", str(row)) for row in rows.order_by("sort_key", "pk")]


class EventForm(OnceFormMixin, PortalModelForm):
    """What it is, for whom, where, who holds it."""

    by = forms.ChoiceField(label="Au nom de", required=False)
    town = forms.CharField(
        label="Commune", required=False, help_text="Son nom, dans le département choisi."
    )
    audience = forms.MultipleChoiceField(
        label="Public",
        choices=[(one.value, capfirst(one.label)) for one in EventAudience],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucune case cochée : ouvert à tous.",
    )
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.none(), label="Thèmes", required=False, widget=forms.CheckboxSelectMultiple
    )
    registration_opens_at = moment_field("Inscriptions à partir du")
    registration_closes_at = moment_field("Inscriptions jusqu’au")

    class Meta:
        model = Event
        fields = [
            "title",
            "kind",
            "by",
            "organiser",
            "presentation",
            "audience",
            "themes",
            "department",
            "town",
            "place",
            "registration_opens_at",
            "registration_closes_at",
        ]
        widgets = {"presentation": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, actor, data=None, instance=None):
        known = _known(instance) if instance else _first(actor)
        super().__init__(data, instance=instance, initial=known)
        departments = Department.objects.all()
        if actor.role in OFFICERS:
            departments = departments.filter(pk__in=actor.department_codes)
        self.fields["department"].queryset = departments
        own = Q(themed_events=instance) if instance else Q(pk__in=[])
        themes = Theme.objects.filter(Q(is_active=True) | own).distinct()
        self.fields["themes"].queryset = themes
        choices = holders(actor)
        if instance and known["by"] not in dict(choices):
            choices.append((known["by"], str(instance.held_by or AUTHORITY[1])))
        self.fields["by"].choices = choices
        if len(choices) == 1:
            self.fields["by"].initial = choices[0][0]

    def clean(self):
        super().clean()
        data = self.cleaned_data
        words, department = data.get("town", "").strip(), data.get("department")
        data["municipality"] = None
        if words and department:
            key = fold(words)
            found = Municipality.objects.filter(department=department, sort_key=key).first()
            if found is None:
                self.add_error("town", "Aucune commune de ce nom dans le département.")
            data["municipality"] = found
        return data

    def values(self):
        """What the workflow writes, but themes."""
        data = self.cleaned_data
        names = (
            *("title", "kind", "organiser", "presentation", "audience", "department"),
            *("place", "municipality", "registration_opens_at", "registration_closes_at"),
        )
        return {name: data[name] for name in names} | self._holder()

    def _holder(self):
        kind, _, key = self.cleaned_data["by"].partition(":")
        found = dict.fromkeys(BY)
        if kind:
            model: Any = Event._meta.get_field(kind).related_model
            found[kind] = model._default_manager.get(pk=key)
        return found


def _known(event):
    kind = next((name for name in BY if getattr(event, f"{name}_id")), "")
    return {
        "by": f"{kind}:{getattr(event, f'{kind}_id')}" if kind else "",
        "town": event.municipality.name if event.municipality else "",
        "themes": list(event.themes.all()),
    }


def _first(actor):
    """A school or a company begins where it is."""
    school = School.objects.filter(pk__in=actor.school_ids).first()
    place = school or Company.objects.filter(pk__in=actor.company_ids).first()
    if place is None:
        return {}
    town = getattr(place, "municipality", None)
    return {"department": place.department_id, "town": town.name if town else ""}


class SessionForm(PortalForm):
    """One session; a line left empty is none."""

    key = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label="Titre de la séance", max_length=150, required=False)
    day = date_field("Jour")
    starts = time_field("Début")
    ends = time_field("Fin")
    room = forms.CharField(label="Salle", max_length=100, required=False)
    capacity = forms.IntegerField(
        label="Nombre de places", min_value=1, max_value=100_000, required=False,
        help_text="Vide : sans limite.",
    )  # fmt: skip
    remove = forms.BooleanField(label="Retirer cette séance", required=False)

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if data.get("starts") and data.get("ends") and data["ends"] <= data["starts"]:
            self.add_error("ends", "La fin de la séance précède son début.")
        return data

    @property
    def draft(self):
        data = self.cleaned_data
        starts, ends = (
            timezone.make_aware(dt.datetime.combine(data["day"], data[name]))
            for name in ("starts", "ends")
        )
        return SessionDraft(
            starts, ends, data["title"], data["room"], data["capacity"], data["key"]
        )


class BaseSessions(forms.BaseFormSet):
    """The sessions of an event."""

    def drafts(self):
        """Those that were typed and are kept."""
        filled = [form for form in self.forms if form.has_changed() or form.initial]
        kept = [form for form in filled if not form.cleaned_data.get("remove")]
        return [form.draft for form in kept if form.cleaned_data.get("day")]


def sessions_formset(event=None, data=None):
    """The formset of these sessions, with empty lines; `more` asks for others."""
    rows = event.sessions.standing() if event else []
    initial = [_typed(row) for row in rows]
    factory = forms.formset_factory(
        SessionForm,
        formset=BaseSessions,
        extra=EMPTY_SESSIONS if initial else 1,
        max_num=MOST_SESSIONS,
    )
    return factory(data, initial=initial, prefix="seances")


def with_more(data):
    """What was typed, with more empty lines."""
    data = data.copy()
    typed = data.get("seances-TOTAL_FORMS", "")
    total = int(typed) if typed.isdecimal() else 0
    data["seances-TOTAL_FORMS"] = str(min(total + EMPTY_SESSIONS, MOST_SESSIONS))
    return data


def _typed(row):
    starts, ends = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
    return {
        "key": row.pk,
        "title": row.title,
        "day": starts.date(),
        "starts": starts.time().replace(second=0, microsecond=0),
        "ends": ends.time().replace(second=0, microsecond=0),
        "room": row.room,
        "capacity": row.capacity,
    }
