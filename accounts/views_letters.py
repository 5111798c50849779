"""« Mon compte »: the code that came by post."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from accounts.access import get_visible_or_404
from accounts.limits import allowed
from accounts.models import RoleAssignment
from accounts.workflow import letters, roles
from directory.forms import PortalForm
from directory.violations import Refused

TRIES_PER_HOUR = 10


class LetterCodeForm(PortalForm):
    """The code as it is printed; spaces, dashes and case do not matter."""

    code = forms.CharField(
        label="Code reçu par courrier",
        max_length=20,
        help_text="Huit lettres et chiffres, par exemple ABCD-2345.",
        widget=forms.TextInput({"autocomplete": "one-time-code", "spellcheck": "false"}),
    )


@method_decorator(never_cache, name="dispatch")
class LetterCode(View):
    """Only for the person who asked, while the request waits for a letter."""

    def get(self, request, pk):
        return self._page(request, self._row(request, pk), LetterCodeForm())

    def post(self, request, pk):
        row = self._row(request, pk)
        form = LetterCodeForm(request.POST)
        if not form.is_valid():
            return self._page(request, row, form)
        if not allowed("role-letter", request.user.pk, TRIES_PER_HOUR, 3600):
            form.add_error(None, "Trop d’essais. Réessayez dans une heure.")
            return self._page(request, row, form, status=429)
        try:
            letters.enter(request.actor, row, form.cleaned_data["code"])
        except Refused as refused:
            form.add_refusal(refused)
            return self._page(request, row, form)
        messages.success(
            request, "Le code est le bon : votre demande est transmise, avec sa preuve."
        )
        return redirect("account")

    def _row(self, request, pk):
        row = get_visible_or_404(RoleAssignment, request.actor, pk=pk)
        if not (roles.by_holder(row, request.actor) and letters.awaits_letter(row)):
            raise Http404
        return row

    def _page(self, request, row, form, status=200):
        context = {
            "title": "Saisir le code reçu par courrier",
            "facts": [
                ("Rôle", row.get_role_display()),
                ("Périmètre", ", ".join(row.places())),
            ],
            "form": form,
            "submit": "Valider le code",
            "cancel_url": reverse("account"),
        }
        return TemplateResponse(request, "components/confirm.html", context, status=status)
