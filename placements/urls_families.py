"""The addresses of families' links and of what they propose; `placements.urls` includes them."""

from django.urls import path

from placements.views import families, family_links, proposals

urlpatterns = [
    path("stages/classes/<int:pk>/familles/", families.page, name="families"),
    path(
        "stages/classes/<int:pk>/familles/planche/",
        families.class_coupons,
        name="families_class_coupons",
    ),
    path(
        "stages/classes/<int:pk>/familles/planche-eleves/",
        families.pupil_coupons,
        name="families_coupons",
    ),
    path("stages/classes/<int:pk>/familles/<slug:event>/", families.act, name="families_act"),
    path("stages/eleves/<int:pk>/lien/<slug:event>/", families.pupil_act, name="family_act"),
    path("stages/propositions/<int:pk>/", proposals.detail, name="proposal"),
    path("stages/propositions/<int:pk>/ecarter/", proposals.decline, name="proposal_decline"),
    path("lien/famille/<str:token>/", family_links.PupilLink.as_view(), name="link_family"),
    path("lien/classe/<str:token>/", family_links.ClassLink.as_view(), name="link_class"),
]
