"""Finding hosts for a period: the list, the request to several, the answers, access, mobility."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from accounts.access import get_visible_or_404, require
from accounts.lists_out import is_asked
from accounts.reads import note_reads
from accounts.tables_out import Chunks
from directory.models import Company
from directory.violations import Refused
from outbox.preview import read_first
from outbox.queries import sent_about
from partnerships.views.class_groups import SCHOOL_STAFF
from placements import exports
from placements.board_pfmp import pupils_of_periods
from placements.enums.hosts import AskState
from placements.forms.pfmp_hosts import AccessForm, MobilityForm, ProlongForm, RequestForm
from placements.hosts_pfmp import KM, KMS, Search, companies_for, hosts_of
from placements.models import Campaign, HostAccess, HostAsk, HostRequest, Placement
from placements.workflow import mobility_pfmp, pfmp_ends, pfmp_requests
from placements.workflow.pupils import may_follow

PER_PAGE = 30


def _period(request, pk):
    """A period of a class that the actor follows."""
    rows = Campaign.objects.exclude(class_group__diploma=None).filter(
        school__in=request.actor.school_ids
    )
    rows = rows.select_related(
        "school", "class_group__school", "class_group__diploma", "class_group__school_year"
    )
    period = get_visible_or_404(rows, request.actor, pk=pk)
    if not may_follow(request.actor, period.class_group):
        raise PermissionDenied("Seuls les référents de cette classe voient ses élèves.")
    return period


def _search(request):
    km = request.GET.get("km", "")
    return Search(
        int(km) if km.isdecimal() and int(km) in KMS else KM,
        request.GET.get("q", "")[:100],
        request.GET.get("deja") == "on",
        request.GET.get("sans_voiture") == "on",
        request.GET.get("secteurs") == "tous",
    )


@require_safe
@require(*SCHOOL_STAFF)
def hosts(request, pk):
    """Companies that may host the class, with the places left before anybody is asked."""
    period, search = _period(request, pk), _search(request)
    found = companies_for(period, search)
    if is_asked(request):
        lines = Chunks(found, partial(hosts_of, period))
        return exports.HOSTS.file(request, lines, f"pour la {period.whom}")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "period": period,
        "search": search,
        "kms": KMS,
        "page_obj": page,
        "hosts": hosts_of(period, page.object_list),
        "ticked": request.GET.getlist("coche")[:600],
        "requests": HostRequest.objects.visible_to(request.actor).filter(period=period),
        "back": request.get_full_path(),
    }
    return render(request, "placements/pfmp/hosts.html", context)


@require_POST
@require(*SCHOOL_STAFF)
def ask(request, pk):
    """The common message to the ticked companies: written, read, then sent."""
    period = _period(request, pk)
    keys = [int(key) for key in request.POST.getlist("entreprise") if key.isdecimal()]
    companies = Company.objects.visible_to(request.actor).filter(pk__in=keys[:100])
    companies = list(companies.order_by("sort_key", "pk"))
    ticked = request.POST.getlist("coche")
    pairs = [(one, of) for one, of in pupils_of_periods(request.actor, ticked) if of == period]
    back = (
        f"{reverse('placements:pfmp_hosts', args=[pk])}?{urlencode([('coche', k) for k in ticked])}"
    )
    if not companies:
        messages.error(request, "Cochez au moins une entreprise.")
        return redirect(back)
    step = request.POST.get("step")
    form = RequestForm(companies, request.POST if step else None, initial=_initial(period))
    context = {"form": form, "period": period, "pairs": pairs, "companies": companies}
    context |= {"submit": "Envoyer la demande", "back": back}
    context["carried"] = [("coche", key) for key in ticked]
    context["carried"] += [("entreprise", company.pk) for company in companies]
    note_reads(request.actor, [pupil for pupil, _ in pairs])
    if form.is_valid():
        run = partial(_send, request.actor, period, pairs, form)
        try:
            return _sent(request, read_first(request, run, HostAsk))
        except Refused as refused:
            form.add_refusal(refused)
    return render(request, "placements/pfmp/ask.html", context)


def _initial(period):
    today = timezone.localdate()
    usual = pfmp_requests.usual_day(period, today)
    return {"answers_by": usual} if period.starts_on > today else {}


def _send(actor, period, pairs, form):
    data = form.cleaned_data
    return pfmp_requests.send(
        actor,
        period,
        [pupil for pupil, _ in pairs],
        form.contacts(),
        data["message"],
        data["answers_by"],
        key=data["form_key"],
    )


def _sent(request, sent):
    words = (
        "1 entreprise sollicitée" if sent.asked == 1 else f"{sent.asked} entreprises sollicitées"
    )
    messages.success(request, f"{words}. Leurs réponses paraissent ici.")
    for company, why in sent.refused:
        messages.warning(request, f"{company} : {why}")
    return redirect(sent.request)


@require_safe
@require(*SCHOOL_STAFF)
def host_request(request, pk):
    """The answers of the companies, and the places that are left to give."""
    rows = HostRequest.objects.select_related("period__class_group__diploma", "school")
    row = get_visible_or_404(rows, request.actor, pk=pk)
    pupils = [one.pupil for one in row.for_pupils.select_related("pupil")]
    note_reads(request.actor, pupils)
    asks = row.asks.select_related("company")
    context = {
        "row": row,
        "asks": asks,
        "pupils": pupils,
        "left": sum(ask.left for ask in asks),
        "silent": _may_prolong(row, asks),
        "ticked": urlencode([("coche", f"{one.pk}-{row.period_id}") for one in pupils]),
        "notices": sent_about(row, *asks),
    }
    return render(request, "placements/pfmp/request.html", context)


def _may_prolong(row, asks):
    """Whether some company is silent, before the period begins."""
    silent = any(ask.state in (AskState.SENT, AskState.EXPIRED) for ask in asks)
    return silent and row.period.starts_on > timezone.localdate()


@require(*SCHOOL_STAFF)
def prolong(request, pk):
    """A page whose button leaves more time to the companies that have not answered."""
    rows = HostRequest.objects.select_related("period__class_group__diploma", "school")
    row = get_visible_or_404(rows, request.actor, pk=pk)
    silent = row.asks.unanswered().select_related("company")
    data = request.POST if request.method == "POST" else None
    form = ProlongForm(data, initial=_initial(row.period))
    if form.is_valid():
        try:
            told = pfmp_ends.prolong(request.actor, row, form.cleaned_data["answers_by"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            words = "entreprises sont relancées" if told > 1 else "entreprise est relancée"
            messages.success(request, f"{told} {words}.")
            return redirect(row)
    context = {
        "title": "Laisser plus de temps",
        "question": "Les entreprises sans réponse reçoivent de nouveau la demande, avec leur lien.",
        "facts": [("Sans réponse", "\n".join(str(ask.company) for ask in silent))],
        "form": form,
        "submit": "Relancer",
        "cancel_url": row.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)


@require_POST
@require(*SCHOOL_STAFF)
def close(request, pk):
    """Wait for a company no longer."""
    ask = get_visible_or_404(HostAsk.objects.select_related("request"), request.actor, pk=pk)
    try:
        pfmp_ends.close(request.actor, ask)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, f"{ask.company} : la demande est close.")
    return redirect(ask.request)


@require(*SCHOOL_STAFF)
def access(request, pk):
    """How one gets to a company without a car: every school reads it."""
    company = get_visible_or_404(Company, request.actor, pk=pk)
    row = HostAccess.objects.filter(company=company).first()
    form = AccessForm(request.POST if request.method == "POST" else None, instance=row)
    if form.is_valid():
        data = form.cleaned_data
        mobility_pfmp.say_access(request.actor, company, data["without_car"], data["note"])
        messages.success(request, f"L’accès à {company} est enregistré.")
        return redirect("placements:pfmp_access", company.pk)
    return render(request, "placements/pfmp/access.html", {"form": form, "company": company})


@require(*SCHOOL_STAFF)
def mobility(request, pk):
    """The help that one placement needs."""
    rows = Placement.objects.select_related(
        "pupil", "class_group__school_year", "school", "mobility"
    )
    placement = get_visible_or_404(rows, request.actor, pk=pk)
    data = request.POST if request.method == "POST" else None
    form = MobilityForm(data, row=getattr(placement, "mobility", None))
    if form.is_valid():
        try:
            mobility_pfmp.say_mobility(request.actor, placement, form.cleaned_data)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "La mobilité est enregistrée.")
            return redirect(placement)
    return render(request, "placements/pfmp/mobility.html", {"form": form, "placement": placement})
