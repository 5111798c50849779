"""Merging two sheets of one company: chosen, looked at side by side, done, undone."""

from functools import partial
from typing import Any

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse, reverse_lazy
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from accounts.access import get_visible_or_404
from accounts.admin_base import JournalledAdmin
from accounts.models import JournalEntry
from directory.admin_base import ReadOnlyMixin, ScopedAdmin
from directory.combobox import Combobox, ComboboxField
from directory.duplicates import doubles
from directory.lexicon import found
from directory.models import Company
from directory.violations import Refused
from outbox.preview import ToRead, read_first
from partnerships import merging
from partnerships.models import CompanyMerge
from partnerships.workflow import merges

SHOWN = 30
UNFOLLOWED = "aucun établissement ne suit ces fiches"
COMPARED = (
    "siret",
    "name",
    "address",
    "postcode",
    "city",
    "department",
    "naf_code",
    "sector",
    "staff_band",
    "email",
    "phone",
    "website",
    "is_active",
    "to_be_checked",
    "agreement_forbidden",
    "contact_refused",
    "source",
    "checked_at",
    "updated_at",
)


class OtherForm(forms.Form):
    """The sheet that is to disappear into the one that is kept."""

    autre = ComboboxField(
        label="Fiche à fusionner dans celle-ci",
        queryset=Company.objects.none(),
        find=found,
        widget=Combobox(url=reverse_lazy("partnerships:company_choices")),
        help_text="Nom, ville ou SIRET.",
    )

    def __init__(self, actor, kept, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["autre"].queryset = merges.mergeable(actor)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why the two are one: kept with the merge, told to who follows them."""

    reads_first = True
    reading: Any = None

    reason = forms.CharField(
        label="Motif",
        max_length=250,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Par exemple : saisie deux fois, déménagement, changement de nom.",
    )


class MergingMixin(ScopedAdmin):
    """The pages of a company's admin that merge it with another one."""

    def get_queryset(self, request):
        """Without the sheets that lead to another one."""
        return super().get_queryset(request).filter(merged_into=None)

    def get_urls(self):
        merge = self.admin_site.admin_view(self.merge)
        return [
            path("<int:pk>/fusionner/", merge, name="directory_company_merge"),
            *super().get_urls(),
        ]

    def get_object(self, request, object_id, from_field=None):
        request.may_merge = False
        company = super().get_object(request, object_id, from_field)
        if company is not None:
            request.may_merge = merges.mergeable(request.actor).filter(pk=company.pk).exists()
        return company

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The old sheet leads to the one that stands for it."""
        rows = Company.objects.visible_to(request.actor).exclude(merged_into=None)
        old = rows.filter(pk=object_id).first() if str(object_id).isdecimal() else None
        if old is not None:
            kept = old.living
            text = f"« {old} » a été fusionnée avec « {kept} », dont voici la fiche."
            messages.info(request, text)
            return redirect("admin:directory_company_change", kept.pk)
        return super().change_view(request, object_id, form_url, extra_context)

    def merge(self, request, pk):
        """Choose the other sheet, then confirm in front of both."""
        kept = merges.mergeable(request.actor).filter(pk=pk).first()
        if kept is None:
            raise Http404
        chosen = OtherForm(request.actor, kept, request.GET if "autre" in request.GET else None)
        dropped = chosen.cleaned_data["autre"] if chosen.is_valid() else None
        if dropped is None:
            return self._choose(request, kept, chosen)
        reason = ReasonForm(request.POST or None)
        if request.method == "POST" and reason.is_valid():
            done = self._merge(request, kept, dropped, reason)
            if done is not None:
                return redirect("admin:partnerships_companymerge_change", done.pk)
        return self._confirm(request, kept, dropped, reason)

    def _merge(self, request, kept, dropped, form):
        reason = form.cleaned_data["reason"]
        act = partial(merges.merge, request.actor, kept, dropped, reason)
        try:
            done = read_first(request, act, CompanyMerge, silent=UNFOLLOWED)
        except ToRead as first:
            form.reading = first.reading
            return None
        except Refused as refused:
            messages.error(request, refused.message)
            return None
        messages.success(request, f"« {dropped} » est fusionnée dans « {kept} ».")
        return done

    def _choose(self, request, kept, form):
        rows = merges.mergeable(request.actor).exclude(pk=kept.pk)
        context = {
            "form": form,
            "media": form.media,
            "doubles": doubles(rows, name=kept.name, postcode=kept.postcode),
        }
        return self._page(request, "merge_choose", f"Fusionner avec « {kept} »", kept, context)

    def _confirm(self, request, kept, dropped, form):
        problems = merges.check(request.actor, kept, dropped)
        context = {
            "form": form,
            "dropped": dropped,
            "rows": compared(kept, dropped),
            "moving": moving(kept, dropped),
            "refusals": [one for one in problems if one.blocking],
            "warnings": [one for one in problems if not one.blocking],
        }
        return self._page(request, "merge_confirm", "Fusionner deux fiches", kept, context)

    def _page(self, request, name, title, kept, context):
        request.current_app = self.admin_site.name
        return TemplateResponse(
            request,
            f"admin/partnerships/{name}.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": title,
                "kept": kept,
                **context,
            },
        )


def compared(kept, dropped):
    """[(label, value of the kept sheet, value of the other, whether they differ)]."""
    found_rows = []
    for name in COMPARED:
        field: Any = Company._meta.get_field(name)
        ours, theirs = (_shown(company, field) for company in (kept, dropped))
        if ours or theirs:
            label = str(field.verbose_name)
            found_rows.append((label[:1].upper() + label[1:], ours, theirs, ours != theirs))
    return found_rows


def _shown(company, field):
    if field.name == "name":
        return str(company)
    shown = getattr(company, f"get_{field.name}_display", lambda: getattr(company, field.name))()
    if isinstance(shown, bool):
        return "oui" if shown else "non"
    if hasattr(shown, "strftime"):
        return f"{shown:%d/%m/%Y}"
    return str(shown or "")


def moving(kept, dropped):
    """[« 3 offres »…]: what would follow."""
    counts = [(one.label, one.rows(dropped).count()) for one in merging.columns()]
    return [merging.in_words(label, count) for label, count in counts if count]


@admin.register(CompanyMerge)
class CompanyMergeAdmin(ReadOnlyMixin, JournalledAdmin):
    """What was merged, what followed, and the button that puts it back."""

    change_form_template = "admin/partnerships/companymerge.html"
    list_display = ["dropped", "kept", "merged_at", "undone_at", "reason"]
    list_select_related = ["dropped", "kept"]
    search_fields = ["kept__sort_key", "dropped__sort_key"]
    fields = readonly_fields = ("kept_sheet", "dropped", "reason", "merged_at", "undone_at")

    def has_view_permission(self, request, obj=None):
        actor = request.actor
        return actor.is_administrator or (actor.uses_admin and actor.role in merges.MERGERS)

    def get_urls(self):
        undo = self.admin_site.admin_view(require_POST(self.undo))
        return [
            path("<int:pk>/annuler/", undo, name="partnerships_companymerge_undo"),
            *super().get_urls(),
        ]

    @admin.display(description="fiche gardée")
    def kept_sheet(self, row):
        url = reverse("admin:directory_company_change", args=[row.kept_id])
        return format_html('<a href="{}">{}</a>', url, row.kept)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        row = self.get_object(request, object_id)
        extra = {"followed": followed(request.actor, row), "entries": _entries(row)} if row else {}
        return super().change_view(request, object_id, form_url, {**extra, **(extra_context or {})})

    def undo(self, request, pk):
        """Everything that was moved goes back."""
        row = get_visible_or_404(CompanyMerge, request.actor, pk=pk)
        try:
            missing = merges.undo(request.actor, row)
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(
                request, "La fusion est annulée : chaque fiche a repris ce qu’elle avait."
            )
            for label, count in missing.items():
                things = merging.in_words(label, count)
                text = f"Supprimés ou rattachés ailleurs depuis, donc laissés : {things}."
                messages.warning(request, text)
        return redirect("admin:partnerships_companymerge_change", pk)


def _entries(row):
    return JournalEntry.objects.about(row)


def followed(actor, row):
    """[{"title": « 3 offres », "rows": those that the actor sees, "stayed": doubles}]."""
    return [
        {
            "title": merging.in_words(label, len(held["moved"])) if held["moved"] else "",
            "rows": _visible(actor, label, held["moved"]),
            "doubles": merging.in_words(label, len(held["double"])) if held["double"] else "",
        }
        for label, held in row.moved.items()
    ]


def _visible(actor, label, keys):
    """A few of the rows, as far as the actor may see them; links have no page."""
    model = apps.get_model(label.rpartition(".")[0])
    seen = getattr(model.objects.all(), "visible_to", None)
    if model._meta.auto_created or seen is None:
        return []
    return [str(one) for one in seen(actor).filter(pk__in=keys[:SHOWN])]
