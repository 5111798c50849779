"""`/relations/etablissements/`: the schools of a territory and the advice they were given."""

from django.core.paginator import Paginator
from django.db.models import Count, F, Max, Q
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import get_visible_or_404, require
from accounts.enums import Role
from accounts.lists_out import is_asked
from directory.models import School
from partnerships import exports
from partnerships.forms.log import SchoolFilterForm
from partnerships.models import Interaction
from partnerships.models.log import OFFICE_READERS
from partnerships.views.relation import PER_PAGE, READERS, SHOWN
from partnerships.workflow import log


@require_safe
@require(*[role for role in Role if role in OFFICE_READERS])
def school_list(request):
    """The open schools of the officer's territory, those advised last first."""
    form = SchoolFilterForm(request.actor, request.GET)
    here = School.objects.open().filter(department__in=request.actor.department_codes)
    said = Q(advice_log__in=Interaction.objects.visible_to(request.actor).contacts())
    rows = form.narrow(here).annotate(
        last=Max("advice_log__happened_on", filter=said), times=Count("advice_log", filter=said)
    )
    rows = rows.order_by(F("last").desc(nulls_last=True), "sort_key", "pk")
    if is_asked(request):
        return exports.ADVISED_SCHOOLS.file(request, rows)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "form": form}
    return render(request, "partnerships/relations/schools.html", context)


@require_safe
@require(*READERS)
def school(request, pk):
    """The advice that a school was given: by the officers of its département, who keep this
    log; at the school one reads what they share."""
    rows = School.objects.select_related("department")
    found = get_visible_or_404(rows, request.actor, pk=pk)
    actor = request.actor
    if found.pk not in actor.school_ids and not actor.sees_department(found.department_id):
        raise Http404
    context = {
        "school": found,
        "rows": Interaction.objects.visible_to(actor).filter(met_school=found).for_lists()[:SHOWN],
        "may_write": log.may_meet(actor, found),
        "advises": actor.role in OFFICE_READERS,
    }
    return render(request, "partnerships/relations/school.html", context)
