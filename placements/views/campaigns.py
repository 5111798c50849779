from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render

from accounts.access import get_visible_or_404, public, require
from accounts.enums import SCHOOL_MANAGEMENT
from directory.models import ClassGroup, Department
from directory.violations import Refused
from placements.forms.campaigns import CampaignForm
from placements.models import Campaign
from placements.workflow import campaigns as workflow


@public
def calendar(request):
    """The placement weeks to come, school by school: for families and companies alike."""
    campaigns = Campaign.objects.upcoming().select_related("school__department", "class_group")
    mine = Campaign.objects.upcoming().managed_by(request.actor)
    department = request.GET.get("departement", "")
    level = request.GET.get("niveau", "")
    if department:
        campaigns = campaigns.filter(school__department=department)
    if level:
        campaigns = campaigns.filter(level=level)
    context = {
        "page_obj": Paginator(campaigns, 50).get_page(request.GET.get("page")),
        "department": department,
        "level": level,
        "departments": Department.objects.filter(schools__campaigns__isnull=False).distinct(),
        "levels": Campaign._meta.get_field("level").choices,
        "mine": mine.select_related("school", "class_group"),
        "may_set": request.actor.is_school_management,
    }
    return render(request, "placements/calendar.html", context)


@require(*SCHOOL_MANAGEMENT)
def set_campaign(request, pk=None):
    """Set a window of one of one's schools, or change it."""
    campaign = _own(request, pk) if pk else None
    initial = _of_class(request)
    form = CampaignForm(
        request.POST or None, instance=campaign, actor=request.actor, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            workflow.set_campaign(request.actor, form.save(commit=False))
        except Refused as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, "La période de stage est enregistrée.")
            if said := workflow.said_of_moved(form.instance):
                messages.warning(request, said)
            return redirect(_back(form.instance))
    return render(request, "placements/campaign_form.html", {"form": form, "campaign": campaign})


@require(*SCHOOL_MANAGEMENT)
def withdraw_campaign(request, pk):
    """Ask, then withdraw."""
    campaign = _own(request, pk)
    if request.method == "POST":
        try:
            workflow.withdraw_campaign(request.actor, campaign)
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, "La période de stage est retirée.")
        return redirect(_back(campaign))
    return render(request, "placements/withdraw.html", {"campaign": campaign})


def _of_class(request):
    """What the form knows when one comes from the periods of a class."""
    key = request.GET.get("classe", "")
    groups = ClassGroup.objects.filter(school__in=request.actor.school_ids)
    group = groups.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 10 else None
    return {"school": group.school_id, "level": group.level, "class_group": group} if group else {}


def _back(campaign):
    """Periods of diplomas have a page of their own."""
    return "placements:pfmp_periods" if campaign.is_of_diploma else "placements:calendar"


def _own(request, pk):
    campaigns = Campaign.objects.managed_by(request.actor).select_related("class_group")
    return get_visible_or_404(campaigns, request.actor, pk=pk)
