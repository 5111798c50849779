"""Mails in failure, for the administrator; addresses to correct, for whoever can."""

from collections import Counter

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from accounts.access import get_visible_or_404, require
from accounts.enums import Role
from directory.violations import Refused
from outbox import address_books
from outbox.enums import Cause
from outbox.models import BarredAddress, Mail
from reminders.forms import BarForm, RestoreForm
from reminders.workflow import mails as workflow

PER_PAGE = 50
SHOWN = 500  # addresses whose corrections are looked for
ACTIONS = {
    "retry": (workflow.retry_mails, "Courriels remis en file d’attente : {}."),
    "set_aside": (workflow.set_aside, "Courriels classés sans suite : {}."),
}


def _dead(actor):
    return Mail.objects.visible_to(actor).dead()


@method_decorator(require(Role.ADMINISTRATOR), name="dispatch")
class DeadMails(View):
    """Every mail that waits for a decision, by cause; one decision for one or for a cause."""

    def get(self, request):
        numbers = Counter(_dead(request.actor).with_cause().values_list("cause", flat=True))
        cause = request.GET.get("cause")
        mails = _dead(request.actor).with_cause().prefetch_related("notices", "feedback")
        if cause in Cause.values:
            mails = mails.filter(cause=cause)
        page = Paginator(mails, PER_PAGE).get_page(request.GET.get("page"))
        context = {
            "page_obj": page,
            "lines": [(mail, Cause(mail.cause)) for mail in page],
            "causes": [(c, numbers[c]) for c in Cause if numbers[c]],
            "cause": Cause(cause) if cause in Cause.values else None,
            "batch": workflow.BATCH,
        }
        return render(request, "reminders/dead_mails.html", context)

    def post(self, request):
        act, words = ACTIONS.get(request.POST.get("action"), (None, ""))
        mails = self._chosen(request)
        if act is not None and mails is not None:
            done, refused = act(request.actor, mails)
            if done:
                messages.success(request, words.format(done))
            if refused or not done:
                messages.warning(
                    request,
                    f"Courriels laissés tels quels : {refused}. Leur adresse est écartée, ou "
                    "quelqu’un s’en est déjà occupé.",
                )
        cause = request.POST.get("cause", "")
        query = f"?cause={cause}" if cause in Cause.values else ""
        return redirect(reverse("dead_mails") + query)

    def _chosen(self, request):
        """One mail by its number, or all those of a cause."""
        number, cause = request.POST.get("mail", ""), request.POST.get("cause")
        if number.isdecimal() and len(number) < 19:
            return _dead(request.actor).filter(pk=int(number))
        if cause in Cause.values:
            return _dead(request.actor).with_cause().filter(cause=cause)
        return None


@require_safe
def barred_addresses(request):
    """The addresses that take no mail, where the actor may correct them; and those that
    were corrected, with the mails that still wait for the new one."""
    rows = BarredAddress.objects.visible_to(request.actor).in_force()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    places = address_books.places(request.actor, [row.email for row in page])
    waiting = _waiting([row.email for row in page])
    context = {
        "page_obj": page,
        "lines": [(row, places.get(row.email, []), waiting[row.email]) for row in page],
        "corrected": _corrected(request.actor),
        "form": BarForm() if request.actor.is_administrator else None,
    }
    return render(request, "reminders/barred_addresses.html", context)


def _waiting(emails):
    """How many dead mails wait for each of these addresses."""
    mails = Mail.objects.dead().filter(recipient_email__in=emails)
    return Counter(mails.values_list("recipient_email", flat=True))


def _corrected(actor):
    """[(barred address, place, number of mails that wait)]."""
    if actor.role is None:
        return []
    with_mails = Mail.objects.dead().values("recipient_email")
    rows = BarredAddress.objects.in_force().filter(email__in=with_mails)[:SHOWN]
    by_email = {row.email: row for row in rows}
    found = address_books.corrected(actor, list(by_email))
    waiting = _waiting(list(found))
    return [
        (by_email[email], place, waiting[email])
        for email, places in found.items()
        for place in {place.email: place for place in places}.values()
    ]


@require(Role.ADMINISTRATOR)
@require_POST
def bar_address(request):
    """Send nothing more to an address, because somebody asked."""
    form = BarForm(request.POST)
    if form.is_valid():
        try:
            workflow.bar(request.actor, **form.cleaned_data)
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, "L’adresse est écartée : rien n’y sera plus envoyé.")
    else:
        messages.error(request, "Indiquez une adresse électronique et un motif.")
    return redirect("barred_addresses")


class RestoreAddress(View):
    """Ask for the reason, then send to the address again."""

    def get(self, request, pk):
        return self._page(request, self._row(request, pk), RestoreForm())

    def post(self, request, pk):
        row, form = self._row(request, pk), RestoreForm(request.POST)
        if form.is_valid():
            try:
                workflow.restore(request.actor, row, form.cleaned_data["reason"])
            except Refused as refused:
                form.add_refusal(refused)
            else:
                messages.success(request, "L’adresse est rétablie : on peut de nouveau y écrire.")
                return redirect("barred_addresses")
        return self._page(request, row, form)

    def _row(self, request, pk):
        return get_visible_or_404(BarredAddress.objects.in_force(), request.actor, pk=pk)

    def _page(self, request, row, form):
        facts = [("Adresse", row.email), ("Motif", row.get_reason_display())]
        context = {
            "title": "Rétablir une adresse électronique",
            "question": "Si l’adresse est fausse, corrigez-la plutôt là où elle figure.",
            "facts": [*facts, ("Réponse reçue", row.words)] if row.words else facts,
            "form": form,
            "submit": "Rétablir l’adresse",
            "cancel_url": reverse("barred_addresses"),
        }
        return render(request, "components/confirm.html", context)


@require_POST
def send_to_corrected(request, pk):
    """Send what did not reach a barred address to the one that replaced it; 404 where none
    did, as far as the actor may know."""
    row = get_object_or_404(BarredAddress.objects.in_force(), pk=pk)
    if not address_books.corrected(request.actor, [row.email]):
        raise Http404
    email = request.POST.get("email", "")
    try:
        number = workflow.send_to_corrected(request.actor, row, email)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, f"Courriels envoyés à {email} : {number}.")
    return redirect("barred_addresses")
