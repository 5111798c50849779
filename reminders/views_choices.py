"""Which mails I receive: with my account, or by the link at the foot of any mail."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from accounts.access import before_second_factor, public
from accounts.actor import Actor
from accounts.limits import allowed, client_address
from accounts.models import User
from outbox import stops
from outbox.models import Mail
from outbox.topics import STOPPABLE, Topic
from reminders.forms import ChoicesForm
from reminders.workflow import choices as workflow

TRIES_PER_MINUTE = 30
SAVED = "Votre choix est enregistré."


class ChoicesView(View):
    """GET shows, POST saves; a subclass says who chooses, for which address, and about what
    the journal tells."""

    chooser: Actor
    email: str
    about: User | Mail
    by_link: bool

    def get(self, request, **_):
        off = stops.stopped(self.email)
        on = [topic.value for topic in STOPPABLE if topic not in off]
        return self._page(ChoicesForm(initial={"topics": on}))

    def post(self, request, **_):
        form = ChoicesForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        workflow.choose(self.chooser, self.email, form.cleaned_data["topics"], self.about)
        messages.success(request, SAVED)
        return redirect(request.path)

    def _page(self, form):
        always = [topic.label for topic in Topic if not topic.may_stop]
        page = {"form": form, "always": always, "email": self.email, "by_link": self.by_link}
        return TemplateResponse(self.request, "reminders/choices.html", page)


@method_decorator(never_cache, name="dispatch")
class MyChoices(ChoicesView):
    """Those of the account."""

    by_link = False

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.chooser, self.about = request.actor, request.user
        self.email = request.user.email.lower() if request.user.is_authenticated else ""


class OfMail(View):
    """What a link at the foot of a mail opens: nothing but the choices of its recipient."""

    by_link = True
    about: User | Mail

    def dispatch(self, request, *, token):
        if not allowed("mail-choices", client_address(request), TRIES_PER_MINUTE, 60):
            return self._closed("too_many", 429)
        self.about = mail = stops.mail_of(token)
        if mail is None:
            return self._closed("unknown", 404)
        self.chooser, self.email = workflow.holder_of(mail), mail.recipient_email
        return super().dispatch(request, token=token)

    def _closed(self, state, status):
        page = {"state": state, "link": None, "may_renew": False, "whom_to_call": ""}
        return TemplateResponse(self.request, "accounts/link_closed.html", page, status=status)


@before_second_factor
@public
@method_decorator(never_cache, name="dispatch")
class LinkChoices(OfMail, ChoicesView):
    """Without an account, or without signing in."""


@before_second_factor
@public
@method_decorator(csrf_exempt, name="dispatch")  # a mail program posts; the link is the proof
class OneClick(OfMail):
    """The button of the mail program (RFC 8058); opened by hand or by a scanner, it shows
    the choices and stops nothing."""

    def get(self, request, token):
        return redirect("mail_choices_by_link", token)

    def post(self, request, token):
        workflow.stop_kinds_of(self.about)
        return HttpResponse("Ces courriels sont arrêtés.", content_type="text/plain; charset=utf-8")
