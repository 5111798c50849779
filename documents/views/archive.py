"""`/documents/archive/`: an administrator opens one document, with a reason (DOMAIN §8)."""

from django import forms
from django.template.response import TemplateResponse
from django.views import View

from accounts.access import require
from accounts.downloads import Taking, give
from accounts.enums import Role
from directory.forms import PortalForm
from directory.violations import Refused
from documents import archive


class OpenForm(PortalForm):
    number = forms.CharField(
        label="Numéro du document",
        max_length=40,
        help_text="Il est imprimé au bas de chaque page : CSO-2026-00042.",
    )
    reason = forms.CharField(
        label="Motif",
        max_length=500,
        min_length=10,
        help_text="Qui le demande, et pourquoi. Il est gardé dans le journal.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require(Role.ADMINISTRATOR)
class OpenArchive(View):
    """No list: who opens a document has its number."""

    def get(self, request):
        return self.page(request, OpenForm())

    def post(self, request):
        form = OpenForm(request.POST)
        if form.is_valid():
            try:
                round = archive.find(form.cleaned_data["number"])
            except Refused as refused:
                form.add_refusal(refused)
            else:
                words = f"{round.number}, motif : {form.cleaned_data['reason']}"
                taking = Taking("a ouvert un document de l’archive", round, filters=words)
                stored = round.copy
                content = archive.content_of(stored)
                return give(request, content, stored.name, stored.mimetype, taking)
        return self.page(request, form)

    def page(self, request, form):
        context = {
            "form": form,
            "title": "Archive des documents signés",
            "question": "Un an après un stage, sa convention quitte le portail pour l’archive : "
            "chiffrée, gardée dix ans, puis détruite. Chaque ouverture est inscrite au journal.",
            "submit": "Ouvrir le document",
            "cancel_url": "/admin/",
        }
        return TemplateResponse(request, "components/confirm.html", context)
