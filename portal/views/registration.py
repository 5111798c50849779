"""Opening one's account, and asking for a role: the same form, signed in or by a link."""

from typing import Any

from allauth.account.utils import perform_login
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from accounts import registration
from accounts.access import public
from accounts.actor import Actor
from accounts.enums import Role, RoleState
from accounts.limits import allowed, client_address
from accounts.models import RoleAssignment, User
from accounts.proconnect import flow as proconnect_flow
from accounts.proconnect import workflow as proconnect
from accounts.workflow import roles
from accounts.workflow.grants import open_account
from directory.models import School
from directory.search import matches
from directory.violations import Refused
from portal.forms import FRAMES, EmailForm

ASKED_PER_HOUR = 10  # by one visitor, and to one address
SUGGESTIONS, SHORTEST_TERM = 10, 2
MOST = 2**63 - 1  # the largest key of a row


def frame_of(name):
    """The form of a frame; a 404 for another word."""
    if name not in FRAMES:
        raise Http404
    return FRAMES[name][2]


@public
@method_decorator(never_cache, name="dispatch")
class Start(View):
    """Who has no account leaves an address; the rest comes by mail."""

    def get(self, request):
        if request.user.is_authenticated:
            return HttpResponseRedirect("/tableau-de-bord/")
        proof = proconnect_flow.waiting(request)
        return self._page(request, EmailForm(initial={"email": proof.email if proof else ""}))

    def post(self, request):
        form = EmailForm(request.POST)
        if not form.is_valid():
            return self._page(request, form)
        if not allowed("registration", client_address(request), ASKED_PER_HOUR, 3600):
            form.add_error(None, "Trop de demandes. Réessayez dans une heure.")
            return self._page(request, form, status=429)
        email = User.objects.normalize_email(form.cleaned_data["email"])
        if allowed("registration-to", email, ASKED_PER_HOUR, 3600):
            registration.start(email)
        return TemplateResponse(request, "portal/registration/sent.html", {"email": email})

    def _page(self, request, form, status=200):
        context = {"form": form}
        return TemplateResponse(request, "portal/registration/start.html", context, status=status)


class RoleRequest(View):
    """The choice of a frame, then its form. A subclass says for whom: `user` is None for a
    new account of `email`."""

    user: Any
    email: Any

    def url(self, *frame):
        """The address of the choice, or of a frame."""
        raise NotImplementedError

    def accept(self, request, form):
        """Keep a valid form; the redirection. Raises `Refused`."""
        raise NotImplementedError

    def get(self, request, frame=None, **kwargs):
        if frame is None:
            return self.choice(request)
        return self.page(request, frame, frame_of(frame)(self.user, initial=self.initial(frame)))

    def initial(self, frame):
        """What the form proposes."""
        return {}

    def post(self, request, frame=None, **kwargs):
        form = frame_of(frame)(self.user, request.POST)
        if form.is_valid():
            try:
                return self.accept(request, form)
            except Refused as refused:
                form.add_refusal(refused)
        return self.page(request, frame, form)

    def choice(self, request):
        frames = [
            {"title": title, "text": text, "url": self.url(name)}
            for name, (title, text, _) in FRAMES.items()
        ]
        context = {"frames": frames, "email": self.email}
        return TemplateResponse(request, "portal/registration/frames.html", context)

    def page(self, request, frame, form):
        context = {
            "form": form,
            "title": FRAMES[frame][0],
            "email": self.email,
            "back": self.url(),
            "is_school": frame == "etablissement",
        }
        return TemplateResponse(request, "portal/registration/request.html", context)

    def ask(self, request, user, form):
        actor = Actor.of(user)
        scope = form.scope(actor)
        evidence = form.evidence(user.email, scope)
        words = form.cleaned_data["words"]
        row = roles.ask(actor, user, form.asked_role, evidence=evidence, words=words, **scope)
        messages.success(request, _asked(row))


def _asked(row):
    if row.role == Role.HEAD and row.schools.exclude(email="").exists():
        address = row.schools.get().email
        return (
            f"Votre demande est enregistrée. Un lien part à {address} : votre accès s’ouvre dès "
            "qu’il est confirmé dans cette boîte."
        )
    if row.state == RoleState.PROVISIONAL:
        return (
            "Votre demande est enregistrée. En attendant sa validation, vous pouvez consulter les "
            "offres et préparer vos demandes."
        )
    return "Votre demande est enregistrée ; vous serez prévenu dès qu’elle sera validée."


class AskForRole(RoleRequest):
    """Another role for somebody who is signed in."""

    @property
    def user(self):
        return self.request.user

    @property
    def email(self):
        return self.user.email

    def url(self, *frame):
        return reverse("portal:role-request", args=frame)

    def initial(self, frame):
        """The same role again, of somebody whose own has ended (`?encore=`)."""
        again = self.request.GET.get("encore", "")
        if frame != "etablissement" or not again.isdecimal():
            return {}
        rows = RoleAssignment.objects.filter(user=self.user, schools__isnull=False)
        row = rows.filter(pk=min(int(again), MOST)).first()
        return {"role": row.role, "school": row.schools.first()} if row else {}

    def accept(self, request, form):
        with transaction.atomic():
            self.ask(request, request.user, form)
        return redirect("account")


@public
@method_decorator(never_cache, name="dispatch")
class Register(RoleRequest):
    """A new account, for the holder of a mailbox: GET shows, POST creates and signs in."""

    user = None

    def dispatch(self, request, token, **kwargs):
        self.token, self.email = token, registration.email_of(token)
        if self.email is None:
            return self.closed(request, 410)
        if User.objects.filter(email=self.email).exists():
            return self.closed(request, 200)
        return super().dispatch(request, **kwargs)

    def closed(self, request, status):
        context = {"email": self.email}
        template = "portal/registration/closed.html"
        return TemplateResponse(request, template, context, status=status)

    def url(self, *frame):
        return reverse("account_register", args=[self.token, *frame])

    def accept(self, request, form):
        with transaction.atomic():
            user, _ = open_account(self.email)
            user.first_name = form.cleaned_data["first_name"]
            user.last_name = form.cleaned_data["last_name"]
            user.save(update_fields=["first_name", "last_name"])
            self.ask(request, user, form)
            self.keep_identity(request, user)
        return perform_login(request, user, redirect_url=reverse("account"))

    def keep_identity(self, request, user):
        """Who came by ProConnect with this very address signs in by it from now on."""
        proof = proconnect_flow.waiting(request)
        if proof and User.objects.normalize_email(proof.email) == self.email:
            proconnect.link(Actor.of(user), user, proof)


@public
def school_choices(request):
    """The open schools that match what is typed: names of the public annuaire."""
    term = request.GET.get("term", "")[:100]
    if not allowed("school-choices", client_address(request), 120, 60):
        return JsonResponse({"results": []}, status=429)
    rows = School.objects.open()
    found = matches(rows, term)[:SUGGESTIONS] if len(term) >= SHORTEST_TERM else []
    return JsonResponse({"results": [{"id": str(row.pk), "text": str(row)} for row in found]})
