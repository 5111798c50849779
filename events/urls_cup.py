from django.urls import path

from events.urls_order import urlpatterns as order
from events.views import cup, judging, jury, keeping, teams
from events.views.juror_links import JurorDesk, JurorSheet, JurorSupport

CUP = "evenements/industrie-cup/"
TEAM = f"{CUP}equipes/<int:pk>/"
JUROR = f"{CUP}jures/<int:pk>/"

urlpatterns = [
    *order,
    path(CUP, cup.cup, name="cup"),
    path(f"{CUP}creer/", keeping.create, name="create_edition"),
    path(TEAM, teams.team, name="team"),
    path(f"{TEAM}modifier/", teams.change, name="change_team"),
    path(f"{TEAM}supports/", teams.add_support, name="add_support"),
    path(f"{TEAM}diplomes/", judging.nominative, name="nominative"),
    path(f"{TEAM}documents/<slug:what>/", judging.team_document, name="team_document"),
    path(f"{TEAM}<slug:event>/", teams.act, name="act_team"),
    path(f"{CUP}supports/<int:pk>/", teams.support, name="support"),
    path(f"{CUP}supports/<int:pk>/retirer/", teams.remove_support, name="remove_support"),
    path(JUROR, jury.juror, name="juror"),
    path(f"{JUROR}remplacer/", jury.substitute, name="substitute"),
    path(f"{JUROR}lien/", jury.conflict, name="declare_conflict"),
    path(f"{JUROR}code/", jury.coupon, name="coupon"),
    path(f"{JUROR}<slug:event>/", jury.act, name="act_juror"),
    path(f"{CUP}<int:pk>/", cup.edition, name="edition"),
    path(f"{CUP}<int:pk>/inscrire/", teams.enter, name="enter"),
    path(f"{CUP}<int:pk>/tenir/", keeping.keep, name="keep"),
    path(f"{CUP}<int:pk>/tenir/modifier/", keeping.settings, name="settings"),
    path(f"{CUP}<int:pk>/tenir/reglement/", keeping.regulation, name="regulation"),
    path(f"{CUP}<int:pk>/tenir/equipes/", teams.team_list, name="teams"),
    path(f"{CUP}<int:pk>/tenir/jury/", jury.jury, name="jurors"),
    path(f"{CUP}<int:pk>/tenir/jury/nommer/", jury.add, name="add_juror"),
    path(f"{CUP}<int:pk>/tenir/jury/tirage/", jury.draw, name="draw"),
    path(f"{CUP}<int:pk>/tenir/jury/codes/", jury.coupons, name="coupons"),
    path(f"{CUP}<int:pk>/tenir/jury/<int:panel>/verrouiller/", jury.lock, name="lock_panel"),
    path(f"{CUP}<int:pk>/tenir/jury/<int:panel>/rouvrir/", jury.unlock, name="unlock_panel"),
    path(f"{CUP}<int:pk>/tenir/feuilles/", judging.board, name="board"),
    path(f"{CUP}<int:pk>/tenir/feuilles/<int:juror>/<int:team>/", judging.paper, name="paper"),
    path(f"{CUP}<int:pk>/tenir/classement/", judging.ranking, name="ranking"),
    path(f"{CUP}<int:pk>/tenir/proces-verbal/", judging.minutes, name="minutes"),
    path(f"{CUP}<int:pk>/tenir/exporter/", judging.export, name="export_result"),
    path(f"{CUP}<int:pk>/ceremonie/", judging.ceremony, name="ceremony"),
    path(f"{CUP}<int:pk>/ceremonie/<int:step>/", judging.ceremony, name="ceremony_step"),
    path(f"{CUP}<int:pk>/tenir/<slug:kind>/ajouter/", keeping.add_part, name="add_part"),
    path(
        f"{CUP}<int:pk>/tenir/<slug:kind>/<int:part>/modifier/",
        keeping.change_part,
        name="change_part",
    ),
    path(
        f"{CUP}<int:pk>/tenir/<slug:kind>/<int:part>/retirer/",
        keeping.remove_part,
        name="remove_part",
    ),
    path(f"{CUP}<int:pk>/<slug:event>/", keeping.act, name="act_edition"),
    path("lien/jury/<str:token>/", JurorDesk.as_view(), name="juror_desk"),
    path("lien/jury/<str:token>/<int:team>/", JurorSheet.as_view(), name="juror_sheet"),
    path(
        "lien/jury/<str:token>/<int:team>/support/<int:support>/",
        JurorSupport.as_view(),
        name="juror_support",
    ),
]
