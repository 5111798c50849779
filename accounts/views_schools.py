"""« Réglages de l’établissement »: what a school decides for itself, by its head or a deputy."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.http import require_safe

from accounts.access import require
from accounts.workflow.school_settings import DECIDERS, settle, settled_by
from directory.fields import date_field
from directory.forms import PortalForm
from directory.violations import Refused

DATE_HELP = (
    "La date de la délibération qui autorise le chef d’établissement à signer : elle s’imprime "
    "sur les conventions à venir, qui n’en disent rien tant qu’elle manque."
)


class SettingsForm(PortalForm):
    """The settings of one school; a private one has no board that delegates."""

    head_visa = forms.BooleanField(
        label="Visa avant l’envoi",
        required=False,
        help_text="Les demandes de classe, les sorties d’enseignants et les appels attendent le "
        "visa de la direction avant de partir ; si la case est décochée, ils partent aussitôt et "
        "la direction en est informée.",
    )
    board_delegation_on = date_field(
        "Délégation du conseil d’administration", required=False, help_text=DATE_HELP
    )

    def __init__(self, school, data=None):
        names = ("head_visa", "board_delegation_on")
        initial = {name: getattr(school, name) for name in names}
        # Each school has its own form on the page.
        super().__init__(data, initial=initial, auto_id=f"id_{school.pk}_%s")
        if not school.is_public:
            del self.fields["board_delegation_on"]
            self._bound_fields_cache.clear()


def _page(request, forms_of):
    """`forms_of` is [(school, form)]."""
    return TemplateResponse(request, "accounts/school_settings.html", {"forms_of": forms_of})


@require_safe
@require(*DECIDERS)
def school_settings(request):
    """A form for each school that one decides for."""
    return _page(request, [(row, SettingsForm(row)) for row in settled_by(request.actor)])


@method_decorator(require(*DECIDERS), name="dispatch")
class SchoolSettings(View):
    """The form of one school."""

    def get(self, request, pk):
        school = self._school(request, pk)
        return _page(request, [(school, SettingsForm(school))])

    def post(self, request, pk):
        school = self._school(request, pk)
        form = SettingsForm(school, request.POST)
        if form.is_valid():
            try:
                changed = settle(request.actor, school, form.cleaned_data)
            except Refused as refused:
                form.add_refusal(refused)
            else:
                words = "Les réglages sont enregistrés" if changed else "Rien n’a changé"
                messages.success(request, f"{words} : {school}.")
                return redirect(reverse("school_settings"))
        return _page(request, [(school, form)])

    def _school(self, request, pk):
        school = settled_by(request.actor).filter(pk=pk).first()
        if school is None:
            raise Http404
        return school
