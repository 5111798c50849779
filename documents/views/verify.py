"""`/verifier/`: anybody holding a PDF, or its hash, learns whether it is the signed one."""

import hashlib

from django.template.response import TemplateResponse
from django.views import View

from accounts.access import public
from accounts.limits import allowed, client_address
from documents.forms import VerifyForm
from documents.verification import verify

PER_MINUTE = 20


@public
class VerifyPage(View):
    def get(self, request):
        return self.page(request, VerifyForm())

    def post(self, request):
        if not allowed("verify", client_address(request), PER_MINUTE, 60):
            form = VerifyForm()
            return self.page(request, form, status=429, too_many=True)
        form = VerifyForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(request, form)
        given = form.cleaned_data
        digest = hash_of(given["file"]) if given["file"] else given["sha256"]
        return self.page(request, VerifyForm(), verdict=verify(digest), digest=digest)

    def page(self, request, form, *, status=200, verdict=None, digest="", too_many=False):
        context = {"form": form, "verdict": verdict, "digest": digest, "too_many": too_many}
        response = TemplateResponse(request, "documents/verify.html", context, status=status)
        response["Cache-Control"] = "private, no-store"
        return response


def hash_of(upload):
    """SHA-256 of an upload, read once and kept nowhere."""
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()
