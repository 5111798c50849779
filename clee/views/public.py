"""`/clee/`: the committees and the page of each, for everybody."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render

from accounts.access import public
from accounts.enums import Role
from clee.enums import KEEPERS, CommitteeKind
from clee.forms import TerritoryForm
from clee.models import Committee
from clee.views import actions, news, resources
from clee.views.network import READERS
from clee.workflow import who
from directory import maps
from directory.models import Department

PER_PAGE = 30


@public
def committee_list(request):
    """The committees, by département, on a map and in a list that says the same; a committee
    with a vacant side says so (R-CL-1)."""
    form = TerritoryForm(request.GET, Department.objects.filter(pk__in=_covered()))
    committees = form.narrow(Committee.objects.visible_to(request.actor).living())
    shown = committees.with_leads().prefetch_related("departments").select_related("support_school")
    # All at once: a région has some thirty, and the map shows them all.
    rows = list(shown)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    own = Committee.objects.kept_by(request.actor) if request.actor.role == Role.CO_LEAD else []
    context = {
        "page_obj": page,
        "form": form,
        "map": maps.picture(_placed(rows)),
        "own": own,
        "reads_networks": request.actor.role in READERS,
        "steers": request.actor.role in KEEPERS or request.actor.is_administrator,
    }
    return render(request, "clee/list.html", context)


def _covered():
    """The départements of the committees that live."""
    living = Committee.objects.living()
    return living.exclude(departments=None).values("departments")


def _placed(committees):
    """Each committee at its support school."""
    places = [(committee, committee.support_school) for committee in committees]
    return [(committee, school.latitude, school.longitude) for committee, school in places
            if school and school.latitude is not None]  # fmt: skip


@public
def committee_detail(request, pk):
    """One committee: territory, support school, who co-leads it, its members, where to write.
    A network of RBDE has a page of its own, for them."""
    committees = Committee.objects.visible_to(request.actor).filter(kind=CommitteeKind.CLEE)
    committees = committees.select_related("support_school", "merged_into").with_leads()
    places = committees.prefetch_related("departments", "basins", "municipalities")
    committee = get_object_or_404(places, pk=pk)
    context = {
        "committee": committee,
        "members": committee.members.named(),
        "keeps": who.keeps(request.actor, committee),
        "coming": actions.coming(committee),
        "resources": resources.shown_on_page(request.actor, committee),
        "news": news.latest(request.actor, committee),
    }
    return render(request, "clee/detail.html", context)
