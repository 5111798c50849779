"""A document's round seen by an account: who has signed, reminders, paper, ceremony."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views import View

from accounts.access import get_visible_or_404
from accounts.limits import client_address
from directory.violations import Refused
from documents import rounds
from documents.files import give_copy, give_scan
from documents.forms import CodeForm, HolderForm, ScanForm
from documents.models import SignatureRound
from documents.parties import function_of
from documents.views import acts
from documents.views.status import signatory_or_404, status_of, trail_to
from outbox.queries import sent_about

ACTS = ("relancer", "confirmer", "ecarter", "papier", "remplacer")


class OfRound(View):
    """What the pages of one round share: `self.round` is visible to the actor."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.pk = kwargs["pk"]

    def dispatch(self, request, *args, **kwargs):
        queryset = SignatureRound.objects.select_related("pdf", "sealed_file").defer(
            "pdf__content", "sealed_file__content"
        )
        self.round = get_visible_or_404(queryset, request.actor, pk=self.pk)
        self.function = function_of(request.actor, self.round)
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    def require_party(self):
        if not self.function:
            raise PermissionDenied


class RoundPage(OfRound):
    def get(self, request, pk):
        return self.page(request)

    def post(self, request, pk):
        self.require_party()
        name = request.POST.get("act", "")
        signatory = signatory_or_404(self.round, request.POST.get("signatory", ""))
        if name not in ACTS:
            raise Http404
        form = acts.act(request, name, signatory)
        if form:
            return self.page(request, signatory, **{name: form})
        return redirect(reverse("documents:round", args=[pk]))

    def page(self, request, wrong=None, **forms):
        """`wrong` is the signatory whose form came back in error."""
        rows = []
        for line in status_of(self.round, self.function).lines:
            one = line.signatory
            mine = forms if wrong and wrong.pk == one.pk else {}
            rows.append(
                {
                    "line": line,
                    "scan_form": mine.get("papier") or ScanForm(prefix=acts.prefix("papier", one)),
                    "holder_form": mine.get("remplacer")
                    or HolderForm(prefix=acts.prefix("remplacer", one)),
                    "is_wrong": bool(mine),
                }
            )
        context = {
            "status": status_of(self.round, self.function),
            "rows": rows,
            "is_party": bool(self.function),
            "notices": self.function and sent_about(*(row["line"].signatory for row in rows)),
            "trail": trail_to(self.round.subject, request.actor),
            "base_path": reverse("documents:round", args=[self.round.pk]),
        }
        return TemplateResponse(request, "documents/round.html", context)


class RoundCopy(OfRound):
    def get(self, request, pk):
        return give_copy(request, self.round)


class RoundScan(OfRound):
    def get(self, request, pk, signatory):
        whose = signatory_or_404(self.round, signatory)
        if whose.paper is None:
            raise Http404
        return give_scan(request, whose)


class Ceremony(OfRound):
    """The signatories in turn on one device, each with the code of their own mail
    (R-CEE-5). The account only lends its screen: it signs for nobody."""

    def get(self, request, pk):
        self.require_party()
        return self.page(request)

    def post(self, request, pk):
        self.require_party()
        signatory = signatory_or_404(self.round, request.POST.get("signatory", ""))
        again = redirect(reverse("documents:ceremony", args=[pk]))
        if request.POST.get("act") == "code":
            self.send_code(request, signatory)
            return again
        form = CodeForm(request.POST, prefix=acts.prefix("signer", signatory))
        if form.is_valid():
            try:
                address = client_address(request)
                rounds.sign(request.actor, signatory, form.cleaned_data["code"], address)
                messages.success(request, f"Signature enregistrée : {signatory.label}.")
            except Refused as refused:
                form.add_error("code", refused.message)
        signatory.refresh_from_db()
        return again if signatory.has_signed else self.page(request, signatory, form)

    def send_code(self, request, signatory):
        try:
            rounds.send_code(request.actor, signatory)
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, f"Le code est parti : {signatory.label}.")

    def page(self, request, wrong=None, form=None):
        self.round.refresh_from_db()
        status = status_of(self.round, self.function)
        rows = [
            {
                "line": line,
                "form": form
                if wrong and wrong.pk == line.signatory.pk
                else CodeForm(prefix=acts.prefix("signer", line.signatory)),
            }
            for line in status.lines
        ]
        trail = trail_to(self.round.subject, request.actor)
        page = ("Signatures", reverse("documents:round", args=[self.round.pk]))
        context = {"status": status, "rows": rows, "trail": [*trail, page]}
        return TemplateResponse(request, "documents/ceremony.html", context)
