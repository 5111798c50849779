"""`/immersions/besoins/`: what companies look for in people, told in one line, listed, exported."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.access import get_visible_or_404, require
from accounts.lists_out import is_asked
from directory.violations import Refused
from partnerships import exports
from partnerships.forms.needs import NeedFilterForm, NeedLineForm
from partnerships.models import CompanyNeed
from partnerships.models.needs import READERS, TELLERS
from partnerships.workflow import needs

PER_PAGE = 50


@require(*READERS)
def need_list(request):
    """The needs of the territory, the latest first; above them the line that adds one."""
    tells = request.actor.role in TELLERS
    line = None
    if tells:
        line = NeedLineForm(request.actor, request.POST if request.method == "POST" else None)
        if line.is_valid() and _told(request, line):
            return redirect(request.path)
    chosen = NeedFilterForm(request.actor, request.GET)
    rows = chosen.narrow(CompanyNeed.objects.visible_to(request.actor)).for_lists()
    if is_asked(request):
        return exports.NEEDS.file(request, rows, chosen.in_words)
    context = {
        "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "form": chosen,
        "line": line,
    }
    return render(request, "partnerships/needs/list.html", context)


def _told(request, form):
    try:
        needs.tell(request.actor, form.told(), key=form.cleaned_data["form_key"])
    except Refused as refused:
        form.add_refusal(refused)
        return False
    messages.success(request, "Le besoin est enregistré.")
    return True


@require_POST
@require(*TELLERS)
def need_end(request, pk):
    """It is met, or no longer true."""
    need = get_visible_or_404(CompanyNeed, request.actor, pk=pk)
    try:
        needs.end(request.actor, need)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "Le besoin est clos.")
    return redirect("partnerships:needs")
