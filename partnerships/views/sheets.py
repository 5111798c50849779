"""The page by which a company looks at its own sheet, without an account (R-AG-4)."""

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.link_views import LinkView
from directory.forms import sections
from directory.models import Company
from partnerships.forms.sheets import SheetForm
from partnerships.workflow import sheets

SECTIONS = [
    ("Vous joindre", " ".join(sheets.AT_ONCE), "", ""),
    ("Votre entreprise", " ".join([*sheets.TO_ACCEPT, "words"]), "", ""),
]
RIGHT = "exacte"


class CheckSheet(LinkView):
    """GET shows the sheet; "all is right" confirms it, the form corrects it."""

    purpose = sheets.SHEET_PURPOSE

    def get_subject(self):
        rows = Company.objects.select_related("merged_into", "department")
        company = rows.filter(pk=self.link.subject_id).first()
        return company and company.living

    def may_renew(self):
        return self.subject.is_active

    def get(self, request, token):
        return self._page(SheetForm(instance=self.subject))

    def post(self, request, token):
        if request.POST.get("reponse") == RIGHT:
            sheets.answer(request.actor, self.subject, {})
            messages.success(request, "Merci : votre fiche est confirmée.")
            return redirect(request.path)
        form = SheetForm(request.POST, instance=Company.objects.get(pk=self.subject.pk))
        if not form.is_valid():
            return self._page(form)
        words = form.cleaned_data["words"]
        waiting = sheets.answer(request.actor, self.subject, form.values(), words)
        text = "Merci : votre fiche est à jour."
        if waiting:
            text = (
                "Merci : vos coordonnées sont à jour. Le reste est transmis à la personne qui "
                "suit votre entreprise."
            )
        messages.success(request, text)
        return redirect(request.path)

    def _page(self, form):
        context = {
            "company": self.subject,
            "form": form,
            "sections": sections(form, SECTIONS),
            "waiting": self.subject.corrections.waiting().exists(),
        }
        return render(self.request, "partnerships/links/sheet.html", context)
