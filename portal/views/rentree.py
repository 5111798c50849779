"""`/rentree/`: who stays in a school, its classes of the next year, those that were planned."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch, Q
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from accounts.access import get_visible_or_404, require
from accounts.enums import Role
from accounts.lists_out import is_asked
from accounts.models import RoleAssignment, RoleRenewal
from accounts.models.deciders import headed_by
from accounts.rules import Rentree, Season, rentree_of
from accounts.workflow import renewal
from directory.models import ClassGroup, School, SchoolYear
from directory.violations import Refused
from partnerships import class_groups
from partnerships.models import Booking, Offer
from partnerships.workflow import planned
from portal import exports
from portal.forms.rentree import ApplyForm, AttachForm, ConfirmForm, PlanForm, SizeForm
from portal.todo import late_schools, planned_groups

SCHOOL = "etablissement"


class SchoolPage(View):
    """Base: one of the schools whose rentrée the actor prepares, `?etablissement=`."""

    def dispatch(self, request, *args, **kwargs):
        self.schools = list(School.objects.filter(pk__in=planned.prepared_by(request.actor)))
        if not self.schools:
            raise PermissionDenied
        self.today = timezone.localdate()
        self.rentree = rentree_of(self.today)
        self.season = self.rentree.season(self.today)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def school(self):
        """The one that the address names, the first one without a name; else a 404."""
        asked = self.request.GET.get(SCHOOL)
        if not asked:
            return self.schools[0]
        found = [school for school in self.schools if str(school.pk) == asked]
        if not found:
            raise Http404
        return found[0]

    def back(self):
        return redirect(f"{reverse('portal:rentree')}?{SCHOOL}={self.school.pk}")

    @cached_property
    def proposals(self):
        """The classes that may be announced: in summer, when there is a year to come."""
        years = {year.pk: year for year in SchoolYear.objects.all()}
        self.year = years.get(self.rentree.start_year)
        last = years.get(self.rentree.start_year - 1)
        if self.season != Season.CONFIRMING or not (self.year and last) or self.year.is_closed:
            return []
        return class_groups.proposals(self.school, last, self.year)

    def page(self, request, *, confirm=None, plan=None, status=200):
        """The whole page; a form that was refused takes the place of the empty one."""
        plan = plan or PlanForm(self.proposals)
        context = {
            "school": self.school,
            "schools": self.schools,
            "rentree": self.rentree,
            "season": self.season,
            "today": self.today,
            **self._roles(request.actor, confirm),
            "plan": plan,
            "year": self.year,
            "planned": self._planned(),
            **self._offers(request.actor),
        }
        return TemplateResponse(request, "portal/rentree/page.html", context, status=status)

    def _roles(self, actor, form):
        rentree, here = self.rentree, {"schools": self.school}
        is_open = self.season == Season.CONFIRMING
        rows = {
            "staying": renewal.staying(rentree) if is_open else renewal.lasting(rentree),
            "gone": renewal.gone(rentree),
            "to_confirm": renewal.to_confirm(rentree),
            "arriving": renewal.arriving(rentree),
        }
        lists = {
            name: list(found.filter(**here).select_related("user").order_by("user__sort_key", "pk"))
            for name, found in rows.items()
        }
        mine = RoleAssignment.objects.filter(**here).renewed_by(actor)
        renewals = RoleRenewal.objects.filter(
            school=self.school, start_year=rentree.start_year
        ).select_related("confirmed_by")
        waiting = RoleAssignment.objects.undecided().decided_by(actor).filter(**here)
        return {
            **lists,
            "mine": set(mine.values_list("pk", flat=True)),
            "renewal": renewals.first(),
            "heads": self.school.pk in headed_by(actor),
            "confirm": form or ConfirmForm(mine),
            "waiting": waiting.count(),
        }

    def _planned(self):
        """The planned classes of the school, and whether their year has begun."""
        rows = planned_groups([self.school.pk], self.rentree.start_year)
        rows = rows.select_related("school_year").annotate(requests=Count("bookings"))
        begun = self.today >= self.rentree.begins_on
        return [
            {"group": group, "begun": begun or group.school_year_id < self.rentree.start_year}
            for group in rows.order_by("sort_key", "pk")
        ]

    def _offers(self, actor):
        """Last year's offers that the school hosts or follows: those to renew, and how many
        are; in the season of the page they are renewed (R-IM-1)."""
        rows, year = Offer.objects.of_school(self.school), self.rentree.start_year
        if self.season == Season.OVER:
            return {"offers": [], "renewed": 0, "own_offers": set()}
        return {
            "offers": rows.renewable(year).order_by("title", "pk"),
            "renewed": rows.renewed(year).count(),
            "own_offers": set(rows.managed_by(actor).values_list("pk", flat=True)),
        }


class RentreePage(SchoolPage):
    """The page itself; POST confirms the roles."""

    def get(self, request):
        return self.page(request)

    def post(self, request):
        if self.season != Season.CONFIRMING:
            messages.error(request, renewal.NOT_OPEN)
            return self.back()
        rows = RoleAssignment.objects.filter(schools=self.school).renewed_by(request.actor)
        if "all" in request.POST:
            every = {"rows": [str(row.pk) for row in rows]}
            return self.page(request, confirm=ConfirmForm(rows, every))
        form = ConfirmForm(rows, request.POST)
        if form.is_valid():
            data = form.cleaned_data
            try:
                kept, left = renewal.confirm(
                    request.actor, self.school, data["rows"], nobody=data["nobody"]
                )
            except Refused as refused:
                form.add_refusal(refused)
            else:
                messages.success(request, _confirmed(kept, left))
                return self.back()
        return self.page(request, confirm=form)


def _confirmed(kept, left):
    stay = f"{kept} personne{'s restent' if kept > 1 else ' reste'}"
    return f"{stay}, {left} rôle{'s prennent' if left > 1 else ' prend'} fin le 31 août."


EVENTS = {
    "leave": (renewal.let_go, "Le rôle prendra fin le 31 août."),
    "reopen": (renewal.reopen, "Le rôle est rouvert ; la personne est prévenue."),
}


@require_POST
def act(request, pk, event):
    """One person leaves after all, or comes back in September."""
    row = get_visible_or_404(RoleAssignment, request.actor, pk=pk)
    if event not in EVENTS:
        raise Http404
    change, said = EVENTS[event]
    try:
        change(request.actor, row)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, f"{row.user} : {said[0].lower()}{said[1:]}")
    school = row.schools.filter(pk__in=planned.prepared_by(request.actor)).first()
    where = f"?{SCHOOL}={school.pk}" if school else ""
    return redirect(f"{reverse('portal:rentree')}{where}")


class PlanGroups(SchoolPage):
    """The ticked classes are announced for the next year."""

    def get(self, request):
        return self.back()

    def post(self, request):
        if not self.proposals:
            messages.error(request, "Aucune classe ne peut être annoncée aujourd’hui.")
            return self.back()
        form = PlanForm(self.proposals, request.POST)
        if form.is_valid():
            try:
                made = class_groups.plan_groups(request.actor, self.school, self.year, form.plans())
            except Refused as refused:
                form.add_refusal(refused)
            else:
                messages.success(request, _announced(made, self.rentree.label))
                return self.back()
        return self.page(request, plan=form)


def _announced(made, label):
    if not made:
        return "Ces classes étaient déjà là."
    return f"{made} classe{'s prévues' if made > 1 else ' prévue'} pour {label}."


class PlannedGroup(SchoolPage):
    """A planned class is real as it is, or becomes a real one: what changes is shown first."""

    template = "portal/rentree/group.html"

    def dispatch(self, request, pk, *args, **kwargs):
        groups = ClassGroup.objects.filter(
            is_planned=True, school__in=planned.prepared_by(request.actor)
        )
        self.group = get_visible_or_404(
            groups.select_related("school", "school_year"), request.actor, pk=pk
        )
        if timezone.localdate() < rentree_of_group(self.group).begins_on:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def school(self):
        return self.group.school

    def get(self, request):
        return self._page(request)

    def post(self, request):
        steps = {"real": self._confirm, "preview": self._preview, "attach": self._attach}
        step = steps.get(request.POST.get("step"))
        return step(request) if step else self._page(request)

    def _confirm(self, request):
        form = SizeForm(request.POST)
        if form.is_valid():
            try:
                planned.confirm(request.actor, self.group, form.cleaned_data["size"])
            except Refused as refused:
                form.add_refusal(refused)
            else:
                messages.success(request, f"La classe {self.group.name} est confirmée.")
                return self.back()
        return self._page(request, size=form)

    def _preview(self, request):
        form = AttachForm(self.group, request.POST)
        moved = None
        if form.is_valid():
            try:
                moved = planned.preview(request.actor, self.group, form.cleaned_data["real"])
            except Refused as refused:
                form.add_refusal(refused)
        if moved is None:
            return self._page(request, attach=form)
        real = form.cleaned_data["real"]
        return self._consequences(
            request, real, moved, ApplyForm(self.group, initial={"real": real})
        )

    def _attach(self, request):
        form = ApplyForm(self.group, request.POST)
        if not form.is_valid():
            return self._page(request, attach=AttachForm(self.group, request.POST))
        real, confirmed = form.cleaned_data["real"], form.cleaned_data["confirm_void"]
        try:
            planned.attach(request.actor, self.group, real, confirmed=confirmed)
        except Refused as refused:
            form.add_refusal(refused)
            return self._again(request, real, form)
        messages.success(request, f"{self.group.name} est rattachée à {real.name}.")
        return self.back()

    def _again(self, request, real, form):
        """What was refused, beside the consequences as they are now when there are any."""
        try:
            moved = planned.preview(request.actor, self.group, real)
        except Refused as refused:
            again = AttachForm(self.group, request.POST)
            again.is_valid()
            again.add_refusal(refused)
            return self._page(request, attach=again)
        return self._consequences(request, real, moved, form)

    def _consequences(self, request, real, moved, form):
        if not any(row.voids for row in moved):
            del form.fields["confirm_void"]
        context = {"group": self.group, "real": real, "moved": moved, "form": form}
        return TemplateResponse(request, "portal/rentree/consequences.html", context)

    def _page(self, request, size=None, attach=None):
        context = {
            "group": self.group,
            "bookings": Booking.objects.filter(class_group=self.group).for_lists(),
            "size": size or SizeForm(initial={"size": self.group.size}),
            "attach": attach or AttachForm(self.group),
        }
        return TemplateResponse(request, self.template, context)


def rentree_of_group(group):
    """The rentrée of the class's school year."""
    return Rentree(group.school_year_id)


@require_safe
@require(Role.DEPARTMENT_OFFICE)
def school_list(request):
    """The schools of the territory where roles ended on 31 August and nobody confirmed any."""
    today = timezone.localdate()
    rentree = rentree_of(today)
    is_open = rentree.season(today) == Season.REOPENING
    heads = RoleAssignment.objects.in_force(today).filter(role=Role.HEAD).select_related("user")
    gone = renewal.gone(rentree)
    schools = late_schools(request.actor, rentree) if is_open else School.objects.none()
    rows = schools.annotate(
        ended=Count("role_assignments", filter=Q(role_assignments__in=gone), distinct=True)
    ).prefetch_related(Prefetch("role_assignments", heads, to_attr="heads"))
    rows = rows.order_by("sort_key", "pk")
    if is_asked(request):
        return exports.UNCONFIRMED.file(request, rows)
    context = {"rentree": rentree, "is_open": is_open, "rows": rows}
    return TemplateResponse(request, "portal/rentree/schools.html", context)
