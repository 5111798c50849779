"""Keeping the sheet of a company true: "still right", asked of the company, corrections."""

from typing import Any

from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST

from accounts.access import get_visible_or_404
from accounts.admin_base import JournalledAdmin
from accounts.enums import Role
from accounts.models import JournalEntry
from directory.admin_base import ReadOnlyMixin, ScopedAdmin
from directory.history import event_tables
from directory.models import Company
from directory.violations import Refused
from partnerships.models import CompanyCorrection
from partnerships.models.corrections import CorrectionState
from partnerships.workflow import sheets
from partnerships.workflow.merges import MERGERS, mergeable

FLAGS = ("agreement_forbidden", "contact_refused")


class SheetMixin(ScopedAdmin):
    """The buttons of a company's sheet, and what its page says of its freshness."""

    def get_urls(self):
        def own(view):
            return self.admin_site.admin_view(require_POST(view))

        return [
            path("<int:pk>/exacte/", own(self.still_right), name="directory_company_right"),
            path("<int:pk>/demander/", own(self.ask_company), name="directory_company_ask"),
            *super().get_urls(),
        ]

    def still_right(self, request, pk):
        """« Toujours exact », in one click."""
        return self._act(request, pk, sheets.still_right, "La fiche est marquée exacte à ce jour.")

    def ask_company(self, request, pk):
        """Send the company the link to its own sheet."""
        said = "L’entreprise reçoit un lien pour vérifier sa fiche."
        return self._act(request, pk, sheets.ask_company, said)

    def _act(self, request, pk, run, said):
        company = mergeable(request.actor).filter(pk=pk).first()
        if company is None:
            raise Http404
        try:
            run(request.actor, company)
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, said)
        return redirect("admin:directory_company_change", pk)


def freshness(actor, company):
    """What the page says of the sheet itself: when, by whom, whether it is stale, and the
    flags with who set them."""
    rows = CompanyCorrection.objects.visible_to(actor).filter(company=company)
    return {
        "last_update": sheets.last_update(actor, company),
        "is_stale": sheets.is_stale(company),
        "corrections": rows.waiting(),
        "flags": [flag for name in FLAGS if (flag := _flag(company, name))],
    }


def _flag(company, name):
    """{label, reason, until, by, at} of a flag that is set; the function of who set it, as far
    as it is known (DOMAIN §8: no name of a person)."""
    if not getattr(company, name):
        return None
    events = event_tables()[Company].objects.filter(pgh_obj=company.pk, **{name: False})
    event = events.select_related("pgh_context").order_by("-pgh_id").first()
    known = event.pgh_context.metadata if event and event.pgh_context else {}
    return {
        "label": sheets.label_of(name),
        "reason": getattr(company, f"{name}_reason"),
        "until": getattr(company, f"{name}_until"),
        "by": dict(Role.choices).get(known.get("role") or "", ""),
        "at": event and event.pgh_created_at,
    }


@admin.register(CompanyCorrection)
class CompanyCorrectionAdmin(ReadOnlyMixin, JournalledAdmin):
    """What companies corrected on their sheets: one click accepts."""

    change_form_template = "admin/partnerships/correction.html"
    list_display = ["company", "proposed_at", "proposed_by", "state"]
    list_filter = ["state"]
    list_select_related = ["company"]
    search_fields = ["company__sort_key"]
    fields = readonly_fields = (
        "company",
        "proposed_by",
        "proposed_at",
        "words",
        "state",
        "decided_at",
        "answer",
    )

    def has_view_permission(self, request, obj=None):
        actor = request.actor
        return actor.is_administrator or (actor.uses_admin and actor.role in MERGERS)

    def get_urls(self):
        decide = self.admin_site.admin_view(require_POST(self.decide))
        name = "partnerships_companycorrection_decide"
        return [path("<int:pk>/examiner/", decide, name=name), *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        row = self.get_object(request, object_id)
        extra = {}
        if row:
            extra = {
                "differences": differences(row),
                "is_waiting": row.state == CorrectionState.WAITING,
                "entries": JournalEntry.objects.about(row.company)[:10],
            }
        return super().change_view(request, object_id, form_url, {**extra, **(extra_context or {})})

    def decide(self, request, pk):
        """Accept, or refuse with a reason."""
        row = get_visible_or_404(CompanyCorrection, request.actor, pk=pk)
        accept = request.POST.get("reponse") == "oui"
        try:
            sheets.decide(request.actor, row, accept, request.POST.get("motif", "")[:250])
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            said = "La fiche est corrigée." if accept else "La correction n’est pas retenue."
            messages.success(request, said)
        return redirect("admin:partnerships_companycorrection_change", pk)


def differences(correction):
    """[(label, the sheet, the company's word)]."""
    found = []
    for name, value in correction.values.items():
        field: Any = Company._meta.get_field(name)
        label, labels = sheets.label_of(name), dict(field.choices or ())
        now = getattr(correction.company, name)
        found.append(
            (label[:1].upper() + label[1:], labels.get(now, now), labels.get(value, value))
        )
    return found
