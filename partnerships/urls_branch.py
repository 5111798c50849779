"""The addresses of the desk of a professional branch, and of what it proposes."""

from django.urls import path, re_path

from partnerships.views import branch_desk, matches

ANSWER = r"(?P<answer>envoyer|accueillir|non|collegue)/$"

urlpatterns = [
    path("branche/", branch_desk.board, name="branch_desk"),
    path("branche/appel/", branch_desk.call, name="branch_call"),
    path(
        "lien/appel-branche/<str:token>/",
        branch_desk.AnswerBranchCall.as_view(),
        name="link_branch_call",
    ),
    path("branche/telecharger/", branch_desk.download, name="branch_desk_file"),
    path("branche/appels/<int:pk>/", matches.propose, name="match_new"),
    path("immersions/mises-en-relation/", matches.match_list, name="matches"),
    path("immersions/mises-en-relation/<int:pk>/", matches.match_detail, name="match"),
    path(
        "immersions/mises-en-relation/<int:pk>/<slug:event>/", matches.match_act, name="match_act"
    ),
    path("lien/accueil-propose/<str:token>/", matches.OfSchool.as_view(), name="link_match_school"),
    re_path(
        rf"^lien/accueil-propose/(?P<token>[^/]+)/{ANSWER}",
        matches.OfSchoolAct.as_view(),
        name="link_match_school_act",
    ),
    path(
        "lien/classe-proposee/<str:token>/", matches.OfCompany.as_view(), name="link_match_company"
    ),
    re_path(
        rf"^lien/classe-proposee/(?P<token>[^/]+)/{ANSWER}",
        matches.OfCompanyAct.as_view(),
        name="link_match_company_act",
    ),
]
