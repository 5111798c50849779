"""The people of a place, invitations and delegations."""

from collections import Counter
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from accounts import exports
from accounts.access import get_visible_or_404, require
from accounts.enums import Act, Role, RoleState
from accounts.forms_roles import (
    DelegationForm,
    InvitationForm,
    ReasonForm,
    may_lend,
)
from accounts.link_views import LinkView
from accounts.lists_out import is_asked
from accounts.models import Delegation, RoleAssignment, User
from accounts.places import PlaceForm, Places
from accounts.rules import domain_of
from accounts.workflow import delegations, invitations, roles
from accounts.workflow.school_settings import DECIDERS
from directory.enums import Rhythm
from directory.french import full_day, of
from directory.models import Company, School
from directory.violations import Refused
from outbox.preview import read_first
from outbox.workflow import next_reading

PER_PAGE = 50
PLACES = ("schools", "companies", "departments", "academies", "branches", "networks")
# Who keeps a school's desk leaves things behind: it has a page of its own, on an upper floor.
DESK = (Role.RBDE, Role.DDFPT)
HANDS_OVER = (*DESK, Role.DEPARTMENT_OFFICE, Role.ADMINISTRATOR)
LEFT_BEHIND = (
    "Ce que suit le bureau des entreprises resterait sans titulaire : passez d’abord la main, "
    "depuis la page Équipe."
)
INVITERS = (*(role for role in Role if role.of_school), Role.COMPANY_REPRESENTATIVE)


@require_safe
@require(*INVITERS, Role.DEPARTMENT_OFFICE, Role.ADMINISTRATOR)
def team(request):
    """The people of one's places: who is what, until when."""
    rows = _people_of(request.actor).kept().lasting()
    places = Places.of(request.actor)
    form = PlaceForm(places, request.GET)
    rows = places.narrow(rows, form.chosen, school=("schools",), company=("companies",))
    rows = rows.select_related("user").prefetch_related(*PLACES).distinct()
    rows = rows.order_by("user__sort_key", "pk")
    if is_asked(request):
        return exports.TEAM.file(request, rows)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    decided = RoleAssignment.objects.decided_by(request.actor)
    endable = set(decided.filter(pk__in=[row.pk for row in page]).values_list("pk", flat=True))
    context = {
        "page_obj": page,
        "lines": [
            {"row": row, "places": row.places(), "may_end": row.pk in endable} for row in page
        ],
        "today": timezone.localdate(),
        "form": form,
        "place_label": places.label,
        "may_invite": request.actor.role in INVITERS and _has_places(request.actor),
        "may_lend": may_lend(request.actor),
        "may_hand_over": _may_hand_over(request.actor),
        "may_settle": request.actor.role in DECIDERS,
    }
    return TemplateResponse(request, "accounts/roles/team.html", context)


def _may_hand_over(actor):
    """Whether the page of hand-overs has something to offer them; it decides by itself."""
    heads = any(hat.role == Role.HEAD for hat in actor.hats(Act.APPROVE))
    return heads or actor.role in HANDS_OVER


def _has_places(actor):
    return bool(actor.school_ids or actor.company_ids)


def _people_of(actor):
    """The roles over the actor's own places; a teacher is shown their own line only."""
    rows = RoleAssignment.objects.visible_to(actor)
    if actor.company_ids:
        return rows | RoleAssignment.objects.filter(companies__in=actor.company_ids)
    return rows.filter(schools__in=actor.school_ids) if actor.school_ids else rows


@method_decorator(require(*INVITERS), name="dispatch")
class Invite(View):
    """A colleague of one's school or company."""

    def get(self, request):
        return self._page(request, self._form(request))

    def post(self, request):
        form = self._form(request, request.POST)
        if form.is_valid():
            data = form.cleaned_data
            try:
                row = invitations.invite(
                    request.actor,
                    data["email"],
                    data["role"],
                    first_name=data["first_name"],
                    last_name=data["last_name"],
                    words=data["words"],
                    starts_on=data["starts_on"],
                    whole_company=data.get("whole_company", False),
                    **form.scope,
                )
            except Refused as refused:
                form.add_refusal(refused)
            else:
                messages.success(request, _invited(row))
                return redirect("team")
        return self._page(request, form)

    def _form(self, request, data=None):
        return InvitationForm(request.actor, data, domain=_domain(request.actor))

    def _page(self, request, form):
        context = {"form": form, "has_places": _has_places(request.actor)}
        return TemplateResponse(request, "accounts/roles/invite.html", context)


def _domain(actor):
    """The domain of the school's own mailbox, else of the person's."""
    places = (
        School.objects.filter(pk__in=actor.school_ids),
        Company.objects.filter(pk__in=actor.company_ids),
    )
    emails = [row.email for rows in places for row in rows.exclude(email="")[:1]]
    return domain_of(emails[0] if emails else actor.user.email)


def _invited(row):
    when = next_reading(Rhythm.of(Role(row.role).of_school))
    sent = f"L’invitation part à {row.user.email}, {when}."
    if row.state == RoleState.VALIDATED and row.starts_on > timezone.localdate():
        return f"{sent} Le rôle s’ouvre le {full_day(row.starts_on)}."
    if row.state == RoleState.VALIDATED:
        return sent
    return f"{sent} Le rôle attend sa validation."


class EndRole(View):
    """End somebody's role, with a reason; or give up one's own."""

    def get(self, request, pk):
        return self._page(request, self._row(request, pk), ReasonForm())

    def post(self, request, pk):
        row = self._row(request, pk)
        form = ReasonForm(request.POST)
        if self._is_own(request, row) or form.is_valid():
            try:
                act = partial(roles.end, request.actor, row, form.data.get("reason", ""))
                read_first(request, act, row)
            except Refused as refused:
                form.add_refusal(refused)
            else:
                messages.success(request, "Le rôle a pris fin.")
                return redirect("account" if self._is_own(request, row) else "team")
        return self._page(request, row, form)

    def _row(self, request, pk):
        row = get_visible_or_404(
            RoleAssignment.objects.kept().select_related("user"), request.actor, pk=pk
        )
        if not roles.by_either(row, request.actor):
            raise PermissionDenied
        return row

    def _is_own(self, request, row):
        return row.user_id == request.user.pk

    def _page(self, request, row, form):
        own = self._is_own(request, row)
        context = {
            "title": "Quitter ce rôle" if own else f"Mettre fin au rôle {of(row.user)}",
            "question": _question(row),
            "facts": [
                ("Rôle", row.get_role_display()),
                ("Périmètre", ", ".join(row.places()) or "sans lieu"),
            ],
            "form": None if own else form,
            "submit": "Quitter ce rôle" if own else "Mettre fin au rôle",
            "danger": True,
            "cancel_url": reverse("account" if own else "team"),
        }
        return TemplateResponse(request, "components/confirm.html", context)


def _question(row):
    closed = "L’accès est fermé tout de suite, sessions ouvertes comprises."
    return f"{closed} {LEFT_BEHIND}" if row.role in DESK else closed


class Delegations(View):
    """What one lends and what one was lent."""

    def get(self, request):
        return self._page(request, self._form(request))

    def post(self, request):
        if not may_lend(request.actor):
            raise PermissionDenied
        form = self._form(request, request.POST)
        if form.is_valid():
            try:
                self._lend(request, form.cleaned_data)
            except Refused as refused:
                form.add_refusal(refused)
            else:
                messages.success(request, "La délégation est donnée.")
                return redirect("delegations")
        return self._page(request, form)

    def _lend(self, request, data):
        assignment = delegations.lendable(request.actor).first()
        if assignment is None:
            raise Refused("Vous n’avez aujourd’hui aucun rôle à déléguer.")
        delegations.lend(
            request.actor,
            assignment,
            data["holder"],
            data["acts"],
            data["starts_on"],
            data["ends_on"],
        )

    def _form(self, request, data=None):
        actor = request.actor
        if not may_lend(actor):
            return None
        return DelegationForm(actor, _colleagues(actor), data)

    def _page(self, request, form):
        open_ones = Delegation.objects.open().select_related("assignment__user", "holder")
        context = {
            "form": form,
            "given": open_ones.filter(assignment__user=request.user),
            "received": open_ones.filter(holder=request.user),
        }
        return TemplateResponse(request, "accounts/roles/delegations.html", context)


def _colleagues(actor):
    """Whom one may lend to: the people of the school, company or branch, else the officers
    of one's territory."""
    rows = RoleAssignment.objects.in_force()
    if actor.school_ids:
        rows = rows.filter(schools__in=actor.school_ids)
    elif actor.company_ids:
        rows = rows.filter(companies__in=actor.company_ids)
    elif actor.branch_ids:
        rows = rows.filter(branches__in=actor.branch_ids)
    elif actor.is_administrator:
        rows = rows.exclude(role__in=[role for role in Role if not role.uses_admin])
    else:
        rows = rows.filter(_officers_around(actor))
    people = User.objects.filter(pk__in=rows.values("user"), is_active=True)
    return people.exclude(pk=actor.user.pk)


def _officers_around(actor):
    codes = actor.department_codes
    around = Q(departments__in=codes) | Q(academies__departments__in=codes) | Q(whole_region=True)
    around |= Q(networks__in=actor.network_ids)
    return around & Q(role__in=[role for role in Role if role.of_territory])


@require_POST
def take_back(request, pk):
    """End a delegation that one gave."""
    delegation = get_visible_or_404(Delegation, request.actor, pk=pk)
    try:
        delegations.take_back(request.actor, delegation)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "La délégation est retirée.")
    return redirect("delegations")


@require_safe
@require(Role.EDUCATION_AUTHORITY, Role.DEPARTMENT_OFFICE, Role.ADMINISTRATOR)
def follow_up(request):
    """How many roles wait, by département and by role, and how old the oldest is."""
    rows = RoleAssignment.objects.undecided().visible_to(request.actor)
    rows = rows.prefetch_related("schools", "companies", "departments")
    today = timezone.localdate()
    by_role, by_place, oldest = Counter(), {}, 0
    for row in rows:
        age = (today - timezone.localdate(row.granted_at)).days
        by_role[row.get_role_display()] += 1
        for code in _codes(row) or ["Sans département"]:
            line = by_place.setdefault(code, {"count": 0, "late": 0, "oldest": 0})
            line["count"] += 1
            line["late"] += bool(row.escalates_on and row.escalates_on <= today)
            line["oldest"] = max(line["oldest"], age)
        oldest = max(oldest, age)
    context = {
        "by_role": sorted(by_role.items()),
        "by_place": sorted(by_place.items()),
        "total": sum(by_role.values()),
        "oldest": oldest,
    }
    return TemplateResponse(request, "accounts/roles/follow_up.html", context)


def _codes(row):
    places = [*row.schools.all(), *row.companies.all()]
    return sorted({place.department_id for place in places} | {d.pk for d in row.departments.all()})


class HeadLink(LinkView):
    """The school's mailbox vouches for the person who says to be its head."""

    purpose = roles.HEAD_PURPOSE

    def get(self, request, token):
        return self._show(request)

    def post(self, request, token):
        try:
            self.subject = roles.open_for_a_month(request.actor, self.subject)
        except Refused as refused:
            messages.error(request, refused.message)
        return self._show(request)

    def _show(self, request):
        context = {"row": self.subject, "places": self.subject.places()}
        return TemplateResponse(request, "accounts/roles/head_link.html", context)
