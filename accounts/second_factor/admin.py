"""The administrator resets the second factor of somebody from their page in the admin."""

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from accounts.access import get_visible_or_404
from accounts.admin_base import JournalledAdmin
from accounts.models import User
from accounts.second_factor import workflow
from directory.forms import PortalForm
from directory.violations import Refused


class ResetForm(PortalForm, forms.Form):
    """Why: kept in the journal and told to the person."""

    reason = forms.CharField(
        label="Motif",
        max_length=300,
        help_text="Noté au journal et écrit à la personne : « téléphone perdu », par exemple.",
    )


class ResetSecondFactorAdmin(JournalledAdmin):
    """Adds `<pk>/double-authentification/` to the admin pages of people."""

    change_form_template = "accounts/admin_user.html"

    def get_urls(self):
        view = self.admin_site.admin_view(self.reset_second_factor)
        name = "accounts_user_second_factor"
        return [path("<int:pk>/double-authentification/", view, name=name), *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        held = request.actor.is_administrator and Authenticator.objects.filter(
            user__pk=object_id if object_id.isdecimal() else 0
        )
        context = {"may_reset": bool(held), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def reset_second_factor(self, request, pk):
        """Asks for the reason, then does it."""
        if not request.actor.is_administrator:
            raise PermissionDenied
        person = get_visible_or_404(User, request.actor, pk=pk)
        form = ResetForm(request.POST or None)
        page = reverse("admin:accounts_user_change", args=[pk])
        if request.method == "POST" and form.is_valid():
            try:
                workflow.reset(request.actor, person, form.cleaned_data["reason"])
            except Refused as refusal:
                form.add_refusal(refusal)
            else:
                messages.success(request, "La double authentification est réinitialisée.")
                return redirect(page)
        context = {
            "title": "Réinitialiser la double authentification",
            "question": f"{person} devra en ajouter une autre si son rôle la demande. Ses sessions "
            "seront fermées et un courriel lui sera envoyé.",
            "form": form,
            "submit": "Réinitialiser",
            "danger": True,
            "cancel_url": page,
            "facts": [("Personne", str(person)), ("Adresse électronique", person.email)],
        }
        return TemplateResponse(request, "components/confirm.html", context)
