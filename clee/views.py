from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render

from accounts.access import public
from directory.models import Department

from .models import Committee


@public
def committee_list(request):
    """The committees, by département; a committee with a vacant side says so (R-CL-1)."""
    committees = (
        Committee.objects.visible_to(request.actor).with_leads().prefetch_related("departments")
    )
    department = request.GET.get("departement", "")
    if department:
        committees = committees.filter(departments=department)
    page = Paginator(committees, 30).get_page(request.GET.get("page"))
    return render(
        request,
        "clee/list.html",
        {
            "page_obj": page,
            "department": department,
            "departments": Department.objects.filter(committees__isnull=False).distinct(),
        },
    )


@public
def committee_detail(request, pk):
    """One committee: territory, support school, who co-leads it, where to write."""
    committees = Committee.objects.visible_to(request.actor).select_related("support_school")
    committee = get_object_or_404(committees.with_leads().prefetch_related("departments"), pk=pk)
    return render(request, "clee/detail.html", {"committee": committee})
