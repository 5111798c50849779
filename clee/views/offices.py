"""`/mon-interlocuteur/bureaux/<uai>/`: what the bureau des entreprises of a lycée tells all."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import public
from clee.models import Committee, News, OfficeSheet
from clee.workflow import offices
from directory.forms import PortalModelForm
from directory.models import School

NEWS_SHOWN = 3


class OfficeForm(PortalModelForm):
    class Meta:
        model = OfficeSheet
        fields = ["presentation", "diplomas", "hours"]
        widgets = {
            name: forms.Textarea(attrs={"rows": rows})
            for name, rows in (("presentation", 5), ("diplomas", 6), ("hours", 2))
        }


def _school(uai):
    rows = School.objects.open().select_related("department", "office_sheet")
    return get_object_or_404(rows, uai=uai.upper())


@public
def office(request, uai):
    """Diplomas, hours, news, the committees it belongs to; a message is relayed."""
    school = _school(uai)
    sheet = getattr(school, "office_sheet", None)
    committees = Committee.objects.visible_to(request.actor).living()
    joined = committees.filter(members__school=school, members__left_on=None).distinct()
    news = News.objects.visible_to(request.actor).published().filter(school=school)
    context = {
        "school": school,
        "sheet": sheet,
        "committees": joined,
        "news": news.order_by("-published_at")[:NEWS_SHOWN],
        "keeps": offices.keeps(request.actor, school),
    }
    return render(request, "clee/offices/detail.html", context)


def edit(request, uai):
    """By its RBDE, or an officer of the territory."""
    school = _school(uai)
    if not offices.keeps(request.actor, school):
        raise Http404
    sheet = getattr(school, "office_sheet", None) or OfficeSheet(school=school)
    form = OfficeForm(request.POST or None, instance=sheet)
    if form.is_valid():
        offices.save(request.actor, school, **form.cleaned_data)
        messages.success(request, "La fiche est enregistrée.")
        return redirect("clee:office", school.uai)
    context = {"form": form, "title": "Modifier la fiche du bureau des entreprises",
               "cancel_url": f"/mon-interlocuteur/bureaux/{school.uai}/"}  # fmt: skip
    return render(request, "clee/form.html", context)
