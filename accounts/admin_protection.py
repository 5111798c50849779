"""On a person's page in the admin: a lost second factor is reset, sessions are closed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from accounts.access import get_visible_or_404
from accounts.admin_base import JournalledAdmin
from accounts.models import JournalEntry, User
from accounts.workflow import protection
from directory.forms import PortalForm
from directory.violations import Refused
from outbox.preview import read_first


class ReasonForm(PortalForm, forms.Form):
    """Why: kept in the journal and told to the person."""

    reads_first = True

    reason = forms.CharField(
        label="Motif",
        max_length=300,
        help_text="Noté au journal et écrit à la personne : « téléphone perdu », par exemple.",
    )


@dataclass(frozen=True)
class Protection:
    """An act for somebody's account: its address, its words, what does it, where it is offered
    (a model with rows of the person)."""

    name: str
    slug: str
    title: str
    question: str
    submit: str
    done: str
    run: Callable
    model: type[Any]


ACTS = (
    Protection(
        "second_factor",
        "double-authentification",
        "Réinitialiser la double authentification",
        "{} devra en ajouter une autre si son rôle la demande. Ses sessions seront fermées et un "
        "courriel lui sera envoyé.",
        "Réinitialiser",
        "La double authentification est réinitialisée.",
        protection.reset_second_factor,
        Authenticator,
    ),
    Protection(
        "sessions",
        "sessions",
        "Fermer les sessions",
        "{} devra se connecter de nouveau sur chacun de ses appareils. Un courriel lui sera "
        "envoyé.",
        "Fermer les sessions",
        "Les sessions sont fermées.",
        protection.close_sessions,
        UserSession,
    ),
)


class ProtectedAdmin(JournalledAdmin):
    """Adds `<pk>/double-authentification/` and `<pk>/sessions/` to the admin pages of people."""

    change_form_template = "accounts/admin_user.html"

    def get_urls(self):
        pages = [
            path(
                f"<int:pk>/{act.slug}/",
                self.admin_site.admin_view(partial(self.protect, act=act)),
                name=f"accounts_user_{act.name}",
            )
            for act in ACTS
        ]
        return [*pages, *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        offered = []
        if request.actor.is_administrator and object_id.isdecimal():
            offered = [
                (act.title, reverse(f"admin:accounts_user_{act.name}", args=[object_id]))
                for act in ACTS
                if act.model.objects.filter(user__pk=object_id).exists()
            ]
        context = {"protections": offered, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def protect(self, request, pk, act):
        """Asks for the reason, then does it."""
        if not request.actor.is_administrator:
            raise PermissionDenied
        person = get_visible_or_404(User, request.actor, pk=pk)
        form = ReasonForm(request.POST or None)
        page = reverse("admin:accounts_user_change", args=[pk])
        if request.method == "POST" and form.is_valid():
            try:
                reason = form.cleaned_data["reason"]
                run = partial(act.run, request.actor, person, reason)
                read_first(request, run, (person, JournalEntry))
            except Refused as refusal:
                form.add_refusal(refusal)
            else:
                messages.success(request, act.done)
                return redirect(page)
        context = {
            "title": act.title,
            "question": act.question.format(person),
            "form": form,
            "submit": act.submit,
            "danger": True,
            "cancel_url": page,
            "facts": [("Personne", str(person)), ("Adresse électronique", person.email)],
        }
        return TemplateResponse(request, "components/confirm.html", context)
