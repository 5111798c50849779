"""My account, the role switcher, the one-time sign-in link."""

from allauth.account.utils import perform_login
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts import journal, roles, sessions, signin_links
from accounts.access import public
from accounts.actor import Actor
from accounts.enums import RoleState
from accounts.forms import IdentityForm, RoleForm
from accounts.limits import allowed, client_address
from accounts.models import JournalEntry, RoleAssignment, RoleLetter
from accounts.navigation import safe_next
from accounts.proconnect.views import SignOut
from accounts.second_factor.rules import OWN_FACTORS
from accounts.workflow import renewal
from directory.violations import Refused

JOURNAL_LINES = 20
LINK_TRIES_PER_MINUTE = 20
LINK_IS_SPENT = (
    "Ce lien ne servira plus. La prochaine fois, demandez un code par courriel, ou choisissez"
    " dès maintenant un mot de passe dans « Mon compte »."
)


@require_safe
@never_cache
def account(request):
    """My roles, my sessions, what I did."""
    user = request.user
    assignments = RoleAssignment.objects.filter(user=user).prefetch_related(
        "schools", "companies", "departments", "academies", "branches", "networks"
    )
    context = {
        "person": user,
        "in_force": set(assignments.in_force().values_list("pk", flat=True)),
        "open_rows": set(assignments.kept().values_list("pk", flat=True)),
        "assignments": assignments,
        "sessions": sessions.of(user, request.session.session_key),
        "factors": Authenticator.objects.filter(user=user, type__in=OWN_FACTORS).count(),
        "ended": [row.pk for row in renewal.ended_for(user)],
        "today": timezone.localdate(),
        "awaited_codes": set(
            RoleLetter.objects.living()
            .filter(assignment__user=user, assignment__state=RoleState.WAITING)
            .values_list("assignment", flat=True)
        ),
        "entries": JournalEntry.objects.filter(user=user)[:JOURNAL_LINES],
    }
    return TemplateResponse(request, "accounts/account.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def identity(request):
    """My name, as signatures and mails print it."""
    form = IdentityForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            keep_name(request.actor, form)
        messages.success(request, "Votre nom est enregistré.")
        return redirect("account")
    return TemplateResponse(request, "accounts/identity.html", {"form": form})


@require_POST
def switch_role(request):
    """Work in another of my roles, then go back to `next` (on this portal only)."""
    form = RoleForm(request.POST)
    form.is_valid()
    try:
        roles.switch(request, form.cleaned_data.get("role", ""))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(safe_next(request, form.cleaned_data.get("next", ""), "/tableau-de-bord/"))


@require_POST
def end_sessions(request):
    """Close my other sessions."""
    with transaction.atomic():
        sessions.end_all(request.user, but=request.session.session_key)
        journal.record(request.actor, "a fermé ses autres sessions", request.user)
    messages.success(request, "Vos autres sessions sont fermées.")
    return redirect("account")


@require_POST
def end_session(request, pk):
    """Close one of my sessions."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    if session.session_key == request.session.session_key:
        return SignOut.as_view()(request)
    with transaction.atomic():
        session.end()
        journal.record(request.actor, "a fermé une de ses sessions", request.user)
    messages.success(request, "La session est fermée.")
    return redirect("account")


@require_POST
def sign_out_everywhere(request):
    """Close all my sessions, this one too."""
    with transaction.atomic():
        sessions.end_all(request.user, but=request.session.session_key)
        journal.record(request.actor, "s’est déconnecté partout", request.user)
    return SignOut.as_view()(request)


@public
@method_decorator(never_cache, name="dispatch")
class SignInLink(View):
    """GET shows a button, POST signs in once: a mail scanner that opens it spends nothing.

    Who was known by an address only says their name first: contracts wait for it.
    """

    def dispatch(self, request, *args, **kwargs):
        # The site's own Referrer-Policy holds: with "no-referrer" browsers send
        # "Origin: null" with the form, which is refused.
        if not allowed("signin-link", client_address(request), LINK_TRIES_PER_MINUTE, 60):
            return TemplateResponse(request, "accounts/signin_link_closed.html", status=429)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, uid, token):
        user = signin_links.user_of(uid, token)
        if user is None:
            return self.closed(request)
        return self.shown(request, user, name_form(user))

    @method_decorator(transaction.atomic)
    def post(self, request, uid, token):
        user = signin_links.user_of(uid, token, lock=True)
        if user is None:
            return self.closed(request)
        form = name_form(user, request.POST)
        if form is not None:
            if not form.is_valid():
                return self.shown(request, user, form)
            keep_name(Actor.of(user), form)
        if not user.has_usable_password():
            messages.info(request, LINK_IS_SPENT)
        return perform_login(request, user)

    def shown(self, request, user, form):
        context = {"person": user, "form": form}
        return TemplateResponse(request, "accounts/signin_link.html", context)

    def closed(self, request):
        return TemplateResponse(request, "accounts/signin_link_closed.html", status=410)


def name_form(user, data=None):
    """What a person without a name is asked; None for the others."""
    return None if user.get_full_name() else IdentityForm(data, instance=user)


def keep_name(actor, form):
    """Save a valid form."""
    person = form.save()
    journal.record(actor, "a indiqué son nom", person)
