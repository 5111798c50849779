"""Signing by a personal link: `/lien/signer/<token>/` (R-AG-2, R-AG-4)."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.timezone import localdate

from accounts.limits import client_address
from accounts.link_views import LinkView
from accounts.standing import Standing
from directory.french import full_day
from directory.violations import Refused
from documents import corrections, rounds
from documents.enums import RoundState
from documents.files import give_copy, give_scan
from documents.forms import CodeForm, CorrectionForm, RefusalForm, ScanForm
from documents.models import Signatory
from documents.parties import phone_of
from documents.views import acts
from documents.views.status import signatory_or_404, status_of
from outbox.preview import read_first

OWN = ("refuser", "papier")
OF_OTHERS = ("confirmer", "ecarter")


class OfSignatory(LinkView):
    """What the pages of one signatory share."""

    purpose = rounds.PURPOSE

    def get_subject(self):
        return (
            Signatory.objects.select_related(
                "round__pdf", "round__sealed_file", "round__template", "link"
            )
            .defer("round__pdf__content", "round__sealed_file__content")
            .filter(pk=self.link.subject_id)
            .first()
        )

    def may_renew(self):
        return True

    def standing(self):
        """For a link that has expired; the page of a living one says more."""
        mine, round = self.subject, self.subject.round
        lines = status_of(round, mine.function).lines
        said = [line for line in lines if line.signatory.pk != mine.pk]
        signed = f"Vous avez signé le {full_day(localdate(mine.signed_at))}."
        return Standing(
            title=str(round),
            words=[f"Ce document est {round.get_state_display()}."],
            awaited=[f"{one.signatory.label} : {one.label}" for one in said],
            mine=[signed] if mine.has_signed else [],
        )


class SigningPage(OfSignatory):
    """The document, who has signed, who is awaited; code and signature."""

    def get(self, request, token):
        return self.page(request)

    def post(self, request, token):
        name = request.POST.get("act", "")
        if name in ("code", "code-sms"):
            return self.send_code(request, by_text=name == "code-sms")
        if name == "signer":
            return self.sign(request)
        if name in OWN:
            form = acts.act(request, name, self.subject)
            return self.page(request, **{name: form}) if form else self.again()
        if name in OF_OTHERS:
            whose = signatory_or_404(self.subject.round, request.POST.get("signatory", ""))
            acts.act(request, name, whose)
        return self.again()

    def send_code(self, request, *, by_text):
        try:
            rounds.send_code(request.actor, self.subject, by_text=by_text)
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, "Un code à six chiffres vient de vous être envoyé.")
        return self.again()

    def sign(self, request):
        form = CodeForm(request.POST, prefix="signer")
        if form.is_valid():
            try:
                rounds.sign(
                    request.actor,
                    self.subject,
                    form.cleaned_data["code"],
                    client_address(request),
                )
            except Refused as refused:
                form.add_error("code", refused.message)
        self.subject.refresh_from_db()
        if self.subject.has_signed:  # a double click is answered by what it did
            return self.again()
        return self.page(request, signer=form)

    def again(self):
        return redirect(self.link.path)

    def page(self, request, **forms):
        signatory = self.subject
        context = {
            "signatory": signatory,
            "phone_end": phone_of(signatory)[-2:],
            "status": status_of(signatory.round, signatory.function),
            "link": self.link,
            "base_path": self.link.path,
            "code_form": forms.get("signer") or CodeForm(prefix="signer"),
            "refusal_form": forms.get("refuser")
            or RefusalForm(prefix=acts.prefix("refuser", signatory)),
            "refusal_carried": [("act", "refuser")],
            "scan_form": forms.get("papier") or ScanForm(prefix=acts.prefix("papier", signatory)),
            "whom_to_call": self.whom_to_call(),
            "may_send_back": _may_send_back(signatory),
        }
        return TemplateResponse(request, "documents/signing.html", context)


class SendBack(OfSignatory):
    """Asking for corrections before signing: one comment beside each field (R-AG-7)."""

    def get(self, request, token):
        if not _may_send_back(self.subject):
            return redirect(self.link.path)
        return self.page(request, CorrectionForm(self.correctable()))

    def post(self, request, token):
        form = CorrectionForm(self.correctable(), request.POST)
        if form.is_valid():
            try:
                comments, round = form.comments(), self.subject.round
                act = partial(corrections.send_back, request.actor, self.subject, comments)
                read_first(request, act, (Signatory, round.subject))
            except Refused as refused:
                form.add_refusal(refused)
            else:
                messages.success(request, "Vos corrections sont transmises, champ par champ.")
                return redirect(self.link.path)
        return self.page(request, form)

    def correctable(self):
        round = self.subject.round
        return round.declared.correctable(round.subject)

    def page(self, request, form):
        context = {"form": form, "round": self.subject.round, "back": self.link.path}
        return TemplateResponse(request, "documents/send_back.html", context)


def _may_send_back(signatory):
    round = signatory.round
    open_to = round.state == RoundState.OPEN and not signatory.has_signed
    return open_to and bool(round.declared.correctable(round.subject))


class SigningCopy(OfSignatory):
    """The PDF: the signed bytes, and the sealed file once it exists."""

    def get(self, request, token):
        return give_copy(request, self.subject.round)


class SigningScan(OfSignatory):
    """The scan of a signature on paper, for the party that must confirm it."""

    def get(self, request, token, pk):
        whose = signatory_or_404(self.subject.round, pk)
        if whose.paper is None:
            raise Http404
        return give_scan(request, whose)
