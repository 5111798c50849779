"""The host during the placement, by its link `/lien/suivre/<token>/` (R-AG-4, R-PL-6)."""

from django.contrib import messages
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from accounts.link_views import LinkView
from accounts.standing import Standing
from placements.enums import PlacementState
from placements.enums.follow_up import IncidentKind, Teller
from placements.hosted import READ
from placements.models import Incident, Stay
from placements.views.follow_up_acts import give_sheet, incident_form, presence_form
from placements.wording import period_of
from placements.workflow.host_links import PURPOSE
from placements.workflow.presence import TAKEN


def own_incidents(stay):
    """What the host of these days told of them; what the school told is not its."""
    return Incident.objects.filter(
        placement=stay.placement, side=Teller.HOST, day__range=(stay.starts_on, stay.ends_on)
    )


def show_stay(request, stay, home, template, *, opinion="", **more):
    """A page of a stay, the same by link and with an account; `home` is its first address."""
    placement = stay.placement
    accidents = [kind for kind in IncidentKind if kind.is_accident]
    context = {
        "stay": stay,
        "placement": placement,
        "home": home,
        "by_link": request.actor.link is not None,
        "opinion": opinion,
        "is_open": placement.state in TAKEN,
        "accidents": own_incidents(stay).filter(kind__in=accidents),
    }
    return render(request, f"placements/follow_up/{template}", context | more)


class OfStay(LinkView):
    """What the pages of one stay share."""

    purpose = PURPOSE
    subject: Stay

    def get_subject(self):
        rows = Stay.objects.select_related(*READ)
        stay = rows.filter(pk=self.link.subject_id, placement__pupil__isnull=False).first()
        return stay if stay and stay.placement.state in (*TAKEN, PlacementState.CANCELLED) else None

    def standing(self):
        placement = self.subject.placement
        state = placement.get_state_display().lower()
        return Standing(
            title="Stage",
            words=[f"Stage {period_of(self.subject)}, {placement.school} : {state}."],
        )

    def page(self, request, template, **more):
        return show_stay(request, self.subject, self.link.path, template, **more)


class FollowLink(OfStay):
    """Whom to call, and who was there."""

    def get(self, request, token):
        return self._take(request)

    def post(self, request, token):
        return self._take(request)

    def _take(self, request):
        form, is_kept = presence_form(request, self.subject.placement, self.subject)
        if is_kept:
            messages.success(request, "Merci : la présence est enregistrée.")
            return redirect(self.link.path)
        return self.page(request, "link.html", form=form)


class IncidentLink(OfStay):
    """An accident or an incident, told at once."""

    def get(self, request, token):
        return self._tell(request)

    def post(self, request, token):
        return self._tell(request)

    def _tell(self, request):
        form, row = incident_form(request, self.subject.placement, self.subject)
        if row is not None:
            messages.success(request, "C’est signalé : l’établissement est prévenu à l’instant.")
            return redirect(self.link.path)
        return self.page(request, "link_incident.html", form=form)


class SheetLink(OfStay):
    """The sheet of an accident that this host told."""

    def get(self, request, token, incident):
        stay = self.subject
        rows = own_incidents(stay).select_related(
            "placement__pupil", "placement__school", "placement__class_group"
        )
        row = rows.filter(pk=incident).first()
        if row is None:
            raise Http404
        return give_sheet(request, row)

    def post(self, request, token, incident):
        return HttpResponseNotAllowed(["GET", "HEAD"])
