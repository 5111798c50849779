"""What the lists share: kept filters, the file of chosen lines."""

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from accounts import admin_lists, lists_out
from accounts.admin_lists import CHOSEN
from directory.admin_base import ScopedAdmin
from directory.search import fold
from partnerships.models import SavedFilter


class WorkListMixin(ScopedAdmin):
    """Lists that are worked with: a person keeps filters, and takes the lines that are chosen."""

    actions = ["export_csv", "export_file"]
    change_list_template = "admin/partnerships/change_list.html"

    def changelist_view(self, request, extra_context=None):
        """With the filters that the person saved for this list."""
        saved = SavedFilter.objects.visible_to(request.actor).filter(model=self.opts.label)
        extra = {"saved_filters": saved, "filtered_query": request.GET.urlencode()}
        return super().changelist_view(request, {**extra, **(extra_context or {})})

    @admin.action(description="Exporter en CSV les lignes choisies")
    def export_csv(self, request, queryset):
        """The chosen lines, "tous les résultats" included: the list as it is filtered."""
        return redirect(lists_out.address_of(self._address(request), "csv"))

    @admin.action(description="Exporter les lignes choisies : format et colonnes")
    def export_file(self, request, queryset):
        """The page where the format and the columns are chosen."""
        return redirect(lists_out.chooser(self._address(request)))

    def _address(self, request):
        """That of the file of what is chosen: all that the filters keep, or some rows."""
        asked = request.GET.copy()
        if request.POST.get("select_across") != "1":
            asked.setlist(CHOSEN, request.POST.getlist(ACTION_CHECKBOX_NAME))
        return admin_lists.address_of(self, asked)


def action_page(model_admin, request, template, title, **context):
    """The page between an action of a list and what it does: it carries the choice of rows."""
    keep = (ACTION_CHECKBOX_NAME, "action", "select_across", "index")
    carried = [(name, value) for name in keep for value in request.POST.getlist(name)]
    shown = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": title,
        "carried": carried,
        **context,
    }
    return TemplateResponse(request, template, shown)


class FoldedSearchMixin(ScopedAdmin):
    """Words are compared to the sort keys of related rows, without accents nor case."""

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, fold(search_term))
