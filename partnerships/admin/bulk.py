"""Acts on many companies: a page asks and confirms, another tells what was done and what
was left."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils import timezone

from accounts.models import User
from directory.admin_base import ScopedAdmin
from directory.models import School
from directory.violations import Refused
from partnerships.admin.base import action_page
from partnerships.workflow import portfolio, sheets_bulk
from partnerships.workflow.log import may_write

MOST = 500
ACTIONS = ("mark_checked", "refuse_contact", "assign_owner", "plan_calls")


class AssignForm(forms.Form):
    fields: dict[str, Any]
    school = forms.ModelChoiceField(
        label="Établissement", queryset=School.objects.none(), empty_label=None
    )
    owner = forms.ModelChoiceField(
        label="Suivi confié à", queryset=User.objects.none(), empty_label="Choisir"
    )

    def __init__(self, actor, data=None):
        super().__init__(data)
        self.fields["school"].queryset = School.objects.filter(pk__in=actor.school_ids)
        self.fields["owner"].queryset = portfolio.desk_people(actor.school_ids)


class PlanForm(forms.Form):
    # Not "action": the list itself posts a field of that name.
    what = forms.CharField(label="À faire", max_length=200, initial="Appeler")
    day = forms.DateField(
        label="Le", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, _actor, data=None):
        super().__init__(data, initial={"day": portfolio.in_a_week(timezone.localdate())})


class CheckForm(forms.Form):
    """Nothing to say: the page confirms."""

    fields: dict[str, Any]

    def __init__(self, _actor, data=None):
        super().__init__(data)


class RefuseForm(forms.Form):
    fields: dict[str, Any]
    reason = forms.CharField(label="Motif", max_length=250)
    until = forms.DateField(
        label="Jusqu’au",
        required=False,
        help_text="Vide : sans terme.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, _actor, data=None):
        super().__init__(data)


class BulkMixin(ScopedAdmin):
    """The acts, for the admin of companies."""

    @admin.action(description="Marquer les entreprises choisies comme vérifiées")
    def mark_checked(self, request, queryset):
        run = sheets_bulk.mark_checked
        return self._ask(request, queryset, CheckForm, run, "Marquer comme vérifiées")

    @admin.action(description="Ne plus démarcher les entreprises choisies")
    def refuse_contact(self, request, queryset):
        run = sheets_bulk.refuse_contact
        return self._ask(request, queryset, RefuseForm, run, "Ne plus démarcher")

    @admin.action(description="Confier le suivi des entreprises choisies")
    def assign_owner(self, request, queryset):
        return self._ask(request, queryset, AssignForm, portfolio.assign, "Confier le suivi")

    @admin.action(description="Prévoir un appel aux entreprises choisies")
    def plan_calls(self, request, queryset):
        return self._ask(request, queryset, PlanForm, portfolio.plan_calls, "Prévoir un appel")

    def _ask(self, request, queryset, form_class, run, title):
        rows = list(queryset[: MOST + 1])
        form = form_class(request.actor, request.POST if "confirm" in request.POST else None)
        result = None
        if len(rows) > MOST:
            form.too_many = f"{MOST} entreprises au plus à la fois : resserrez les filtres."
        elif form.is_valid():
            try:
                result = run(request.actor, rows, **form.cleaned_data)
            except Refused as refused:
                for found in refused.violations:
                    form.add_error(
                        found.field if found.field in form.fields else None, found.message
                    )
        context = {"form": form, "rows": rows[:MOST], "result": result}
        return action_page(self, request, "admin/partnerships/bulk.html", title, **context)

    def get_actions(self, request):
        actions = super().get_actions(request)
        if request.actor.role not in portfolio.ASSIGNERS or not request.actor.school_ids:
            actions.pop("assign_owner", None)
        if not sheets_bulk.may_keep(request.actor):
            actions.pop("mark_checked", None)
            actions.pop("refuse_contact", None)
        if not may_write(request.actor):
            actions.pop("plan_calls", None)
        return actions
