"""`/roles/a-valider/`: the queue of a validator, who decides on several roles at once."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views import View

from accounts import exports
from accounts.forms_roles import DecisionForm
from accounts.lists_out import is_asked
from accounts.models import RoleAssignment
from accounts.models.deciders import whole_companies_open_to
from accounts.rules import may_send_letter
from accounts.views_roles import PER_PAGE, PLACES
from accounts.workflow import letters, roles
from directory.violations import Refused
from outbox.preview import read_first


def queue(actor):
    """What waits for the actor's decision, the oldest first."""
    rows = RoleAssignment.objects.undecided().decided_by(actor).select_related("user", "granted_by")
    return rows.prefetch_related(*PLACES).order_by("granted_at", "pk")


class ToValidate(View):
    """The lines that wait for the actor, each with its evidence; one decision for many."""

    def get(self, request):
        if is_asked(request):
            return exports.TO_VALIDATE.file(request, queue(request.actor))
        return self._page(request, DecisionForm(queue(request.actor)))

    def post(self, request):
        form = DecisionForm(queue(request.actor), request.POST)
        if not form.is_valid():
            return self._page(request, form)
        data = form.cleaned_data
        accepted, rows = data["decision"] == "validate", list(data["rows"])
        whole = set(data["whole_companies"])
        act = partial(roles.decide, request.actor, rows, accepted, data["reason"], whole)
        try:
            failed = act() if accepted else read_first(request, act, rows)
        except Refused as refused:
            form.add_refusal(refused)
            return self._read(request, form) if form.reading else self._page(request, form)
        for row, message in failed:
            messages.error(request, f"{row.user} : {message}")
        done = len(rows) - len(failed)
        if done:
            messages.success(request, _decided(done, accepted))
        return redirect("roles_to_validate")

    def _read(self, request, form):
        """The mails of the refusals, with their reason."""
        form.reads_first = True
        count = len(form.cleaned_data["rows"])
        title = f"Refuser {count} rôles" if count > 1 else "Refuser le rôle"
        context = {"title": title, "form": form, "submit": title, "danger": True,
                   "cancel_url": reverse("roles_to_validate")}  # fmt: skip
        return TemplateResponse(request, "components/confirm.html", context)

    def _page(self, request, form):
        page = Paginator(queue(request.actor), PER_PAGE).get_page(request.GET.get("page"))
        ticked, whole = (
            set(form[name].value() or ()) if form.is_bound else set()
            for name in ("rows", "whole_companies")
        )
        today = timezone.localdate()
        companies = [company for row in page for company in row.companies.all()]
        sirens = whole_companies_open_to(request.actor, companies)
        lines = [
            {
                "row": row,
                "places": row.places(),
                "ticked": str(row.pk) in ticked,
                "age": (today - timezone.localdate(row.granted_at)).days,
                "takes_letter": may_send_letter(request.actor.role) and letters.awaits_letter(row),
                "may_open_whole": any(c.siren in sirens for c in row.companies.all()),
                "whole": str(row.pk) in whole,
            }
            for row in page
        ]
        context = {"form": form, "page_obj": page, "lines": lines, "today": today}
        return TemplateResponse(request, "accounts/roles/to_validate.html", context)


def _decided(count, accepted):
    verb = "validé" if accepted else "refusé"
    return f"{count} rôle{'s' * (count > 1)} {verb}{'s' * (count > 1)}."
