from django.conf import settings
from django.urls import include, path
from django.views.generic import TemplateView

from accounts.access import before_second_factor, public

from .views import (
    contact,
    dashboard,
    handover,
    health,
    help,
    home,
    letters,
    registration,
    rentree,
    search,
)


def text_page(template):
    """A public page of text; it names the publisher of the site."""
    context = {"publisher": settings.PUBLISHER, "site": settings.BASE_URL}
    view = TemplateView.as_view(template_name=f"portal/{template}", extra_context=context)
    return before_second_factor(public(view))


PAGES = [
    path("", home.home, name="home"),
    path("tableau-de-bord/", dashboard.dashboard, name="dashboard"),
    path("recherche/", search.search_page, name="search"),
    path("mon-compte/roles/demander/", registration.AskForRole.as_view(), name="role-request"),
    path(
        "mon-compte/roles/demander/<slug:frame>/",
        registration.AskForRole.as_view(),
        name="role-request",
    ),
    path("roles/<int:pk>/courrier/", letters.RoleLetterPage.as_view(), name="role-letter"),
    path("connexion/etablissements/", registration.school_choices, name="school-choices"),
    path("rentree/", rentree.RentreePage.as_view(), name="rentree"),
    path("rentree/etablissements/", rentree.school_list, name="rentree-schools"),
    path("rentree/roles/<int:pk>/<slug:event>/", rentree.act, name="rentree-role"),
    path("rentree/classes/", rentree.PlanGroups.as_view(), name="rentree-groups"),
    path("rentree/classes/<int:pk>/", rentree.PlannedGroup.as_view(), name="rentree-group"),
    path("equipe/passer-la-main/", handover.HandOver.as_view(), name="hand-over"),
    path("equipe/passer-la-main/<int:pk>/", handover.handed_over, name="handed-over"),
    path("equipe/sans-titulaire/", handover.unheld, name="unheld"),
    path("annee/", home.choose_year, name="choose-year"),
    path("mon-interlocuteur/", contact.contact_finder, name="contact"),
    path("aide/", help.help_page, name="help"),
    path("accessibilite/", text_page("accessibility.html"), name="accessibility"),
    path("mentions-legales/", text_page("legal.html"), name="legal"),
    path("donnees-personnelles/", text_page("privacy.html"), name="privacy"),
    path(".well-known/security.txt", home.security, name="security"),
    path("robots.txt", home.robots, name="robots"),
    path("sante/vivant", health.alive, name="alive"),
    path("sante/pret", health.ready, name="ready"),
    path("sante/", health.deep, name="health"),
]

# Names that allauth looks up have no prefix.
REGISTRATION = [
    path("connexion/sans-compte/", registration.Start.as_view(), name="account_signup"),
    path(
        "connexion/inscription/<str:token>/",
        registration.Register.as_view(),
        name="account_register",
    ),
    path(
        "connexion/inscription/<str:token>/<slug:frame>/",
        registration.Register.as_view(),
        name="account_register",
    ),
]

urlpatterns = [path("", include((PAGES, "portal"))), *REGISTRATION]
