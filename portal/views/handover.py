"""Handing over a portfolio, the list of what was moved, and portfolios without a holder."""

import json
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views import View
from django.views.decorators.http import require_safe

from accounts.access import get_visible_or_404, require
from accounts.lists_out import is_asked
from accounts.models import JournalEntry, RoleAssignment
from directory.violations import Refused
from documents.models import Snapshot
from outbox.preview import read_first
from outbox.queries import sent_about
from portal import desks, exports
from portal.forms.handover import HandOverForm, PeopleForm, SchoolForm
from portal.workflow import SNAPSHOT, hand_over, preview

PER_PAGE = 25


class HandOver(View):
    """Choose the school and the two people, read what moves, then act."""

    def dispatch(self, request):
        schools = desks.schools_for(request.actor)
        if not schools.exists():
            raise PermissionDenied
        given = (request.POST or request.GET).get("school", "")
        if not given and schools.count() == 1:
            self.school = schools.get()
        else:
            self.school = schools.filter(pk=given).first() if given.isdecimal() else None
        if given and self.school is None:
            raise Http404
        if self.school is None:
            return self._choose_school(request)
        return super().dispatch(request)

    def get(self, request):
        chosen = "person" in request.GET and "successor" in request.GET
        form = PeopleForm(
            request.actor,
            self.school,
            request.GET if chosen else None,
            initial={"person": request.GET.get("person")},
        )
        if not form.is_valid():
            return self._choose_people(request, form)
        data = form.cleaned_data
        act = HandOverForm(
            request.actor,
            self.school,
            initial={"person": data["person"].pk, "successor": data["successor"].pk},
        )
        return self._preview(request, act, data["person"], data["successor"])

    def post(self, request):
        form = HandOverForm(request.actor, self.school, request.POST)
        if not form.is_valid():
            return self._choose_people(
                request, PeopleForm(request.actor, self.school, request.POST)
            )
        data = form.cleaned_data
        act = partial(
            hand_over,
            request.actor,
            data["person"],
            data["successor"],
            self.school,
            key=data["form_key"],
            ends_role=data["ends_role"],
            reason=data["reason"],
        )
        try:
            entry = read_first(request, act, (JournalEntry, RoleAssignment))
        except Refused as refused:
            form.add_refusal(refused)
            return self._preview(request, form, data["person"], data["successor"])
        messages.success(request, "La main est passée.")
        return redirect("portal:handed-over", entry.pk)

    def _choose_school(self, request):
        form = SchoolForm(desks.listed(request.actor))
        return TemplateResponse(request, "portal/handover/choose.html", {"form": form})

    def _choose_people(self, request, form):
        several = desks.schools_for(request.actor).count() > 1
        context = {"form": form, "school": self.school, "several": several}
        context["has_successor"] = form.fields["successor"].queryset.exists()
        return TemplateResponse(request, "portal/handover/choose.html", context)

    def _preview(self, request, form, person, successor):
        form.limit_to(person)
        page = reverse("portal:hand-over")
        context = {
            "page": page,
            "carried": [("school", self.school.pk)],
            "back": f"{page}?school={self.school.pk}&person={person.pk}",
            "form": form,
            "school": self.school,
            "person": person,
            "successor": successor,
            "done": preview(person, self.school),
        }
        return TemplateResponse(request, "portal/handover/preview.html", context)


@require_safe
def handed_over(request, pk):
    """What was moved, as it was frozen with the act."""
    entry = get_visible_or_404(JournalEntry, request.actor, pk=pk)
    frozen = Snapshot.objects.about(entry, SNAPSHOT).select_related("file").first()
    if frozen is None:
        raise Http404
    done = json.loads(bytes(frozen.file.content))
    context = {"entry": entry, "done": done, "notices": sent_about(entry)}
    return TemplateResponse(request, "portal/handover/done.html", context)


@require_safe
@require(*desks.OVERSEERS)
def unheld(request):
    """The portfolios of the territory that nobody holds, by school."""
    found = desks.unheld(request.actor)
    if is_asked(request):
        return exports.UNHELD.file(request, found)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "portal/handover/unheld.html", {"page_obj": page})
