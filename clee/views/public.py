"""`/clee/`: the committees and the page of each, for everybody."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render

from accounts.access import public
from accounts.enums import Role
from clee.forms import TerritoryForm
from clee.models import Committee
from clee.views import actions, resources
from clee.workflow import who
from directory import maps
from directory.models import Department

PER_PAGE = 30


@public
def committee_list(request):
    """The committees, by département, on a map and in a list that says the same; a committee
    with a vacant side says so (R-CL-1)."""
    departments = Department.objects.filter(committees__isnull=False).distinct()
    form = TerritoryForm(request.GET, departments)
    committees = form.narrow(Committee.objects.visible_to(request.actor).living())
    shown = committees.with_leads().prefetch_related("departments").select_related("support_school")
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    own = Committee.objects.kept_by(request.actor) if request.actor.role == Role.CO_LEAD else []
    context = {"page_obj": page, "form": form, "map": _map(page.object_list), "own": own}
    return render(request, "clee/list.html", context)


def _map(committees):
    """Each committee at its support school; None when none has a place."""
    places = [(committee, committee.support_school) for committee in committees]
    placed = [(committee, school.latitude, school.longitude) for committee, school in places
              if school and school.latitude is not None]  # fmt: skip
    drawn = maps.frame([point for _, *point in placed])
    if drawn is None:
        return None
    points = []
    for committee, *point in placed:
        x, y = drawn.place(*point)
        points.append((committee, x, y, _side(x)))
    return {"width": maps.WIDTH, "height": drawn.height, "points": points}


def _side(x):
    """Where a name stands on its disc, so that it stays in the picture."""
    return "start" if x < maps.WIDTH / 3 else "end" if x > 2 * maps.WIDTH / 3 else "middle"


@public
def committee_detail(request, pk):
    """One committee: territory, support school, who co-leads it, its members, where to write."""
    committees = Committee.objects.visible_to(request.actor)
    committees = committees.select_related("support_school", "merged_into").with_leads()
    places = committees.prefetch_related("departments", "basins", "municipalities")
    committee = get_object_or_404(places, pk=pk)
    context = {
        "committee": committee,
        "members": committee.members.named(),
        "keeps": who.keeps(request.actor, committee),
        "coming": actions.coming(committee),
        "resources": resources.shown_on_page(request.actor, committee),
    }
    return render(request, "clee/detail.html", context)
