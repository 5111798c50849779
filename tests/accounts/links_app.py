"""A page opened by a personal link, as an upper floor would write one."""

from django.http import HttpResponse
from django.urls import include, path

from accounts import journal
from accounts.access import get_visible_or_404, require
from accounts.enums import Role
from accounts.link_views import LinkView
from accounts.models import User


class AnswerView(LinkView):
    purpose = "essayer"

    def may_renew(self):
        return self.subject.is_active

    def get(self, request, token):
        return HttpResponse(f"{request.actor.label} lit {self.subject}")

    def post(self, request, token):
        journal.record(request.actor, "a répondu", self.subject)
        return HttpResponse("merci")


@require(Role.HEAD)
def person(request, pk):
    return HttpResponse(str(get_visible_or_404(User, request.actor, pk=pk)))


def dashboard(request):
    return HttpResponse(f"rôle : {request.actor.role}")


urlpatterns = [
    path("", include("accounts.urls")),
    path("lien/essayer/<str:token>/", AnswerView.as_view()),
    path("personne/<int:pk>/", person),
    path("tableau-de-bord/", dashboard),
    path("ferme/", dashboard),
    path("", include("portal.urls")),  # registration, to which allauth's mails lead
]
