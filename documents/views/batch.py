"""« Signer en une fois »: what waits for the signature of the signed-in person."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views import View

from accounts.limits import client_address
from directory.violations import Refused
from documents import batch
from documents.forms import CodeForm


class BatchSigning(View):
    """Read each document, tick, receive one code, sign."""

    def get(self, request):
        return self.page(request, CodeForm())

    def post(self, request):
        name = request.POST.get("act", "")
        if name not in ("code", "signer"):
            raise Http404
        return self.send_code(request) if name == "code" else self.sign(request)

    def send_code(self, request):
        try:
            batch.send_code(request.actor)
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, "Un code à six chiffres vient de vous être envoyé.")
        return redirect(request.path)

    def sign(self, request):
        form = CodeForm(request.POST)
        keys = [int(key) for key in request.POST.getlist("document") if key.isdecimal()]
        if form.is_valid():
            try:
                address = client_address(request)
                count = batch.sign(request.actor, keys, form.cleaned_data["code"], address)
            except Refused as refused:
                form.add_error("code", refused.message)
            else:
                plural = "s" if count > 1 else ""
                messages.success(request, f"{count} signature{plural} enregistrée{plural}.")
                return redirect(request.path)
        return self.page(request, form, keys)

    def page(self, request, form, ticked=None):
        rows = [
            {
                "one": one,
                "ticked": ticked is None or one.pk in ticked,
                "glance": one.round.data.get("glance", []),
                "sign_by": one.round.deadline.next(timezone.localdate()),
            }
            for one in batch.awaited_of(request.actor.user)
        ]
        response = TemplateResponse(request, "documents/batch.html", {"rows": rows, "form": form})
        response["Cache-Control"] = "private, no-store"
        return response
