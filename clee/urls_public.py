"""The addresses of what the public reads and sends, and of the steering desk."""

from django.urls import path

from clee import feeds
from clee.views import committees, enquiries, imports, news, offices, steering

urlpatterns = [
    path("clee/pilotage/", steering.steering, name="steering"),
    path("clee/pilotage/etablissements/", steering.schools, name="steering_schools"),
    path("clee/pilotage/reseaux/", steering.networks, name="steering_networks"),
    path("clee/pilotage/reseaux/message/", steering.network_letter, name="network_letter"),
    path("clee/pilotage/message/", steering.letter, name="letter"),
    path("clee/pilotage/messages/", steering.sent, name="letters"),
    path("clee/creer/", committees.create, name="create"),
    path("clee/importer/", imports.upload, name="import"),
    path("clee/importer/<int:pk>/", imports.preview, name="import_preview"),
    path("clee/importer/<int:pk>/refus/", imports.errors, name="import_errors"),
    path("clee/<int:pk>/modifier/", committees.edit, name="edit"),
    path("clee/<int:pk>/contact/", enquiries.ToCommittee.as_view(), name="contact"),
    path("clee/demander/", enquiries.Ask.as_view(), name="ask"),
    path("clee/demandes/", enquiries.enquiry_list, name="enquiries"),
    path("clee/demandes/<int:pk>/", enquiries.detail, name="enquiry"),
    path("clee/demandes/<int:pk>/<slug:event>/", enquiries.act, name="enquiry_act"),
    path("lien/demande-clee/<str:token>/", enquiries.Confirm.as_view(), name="link_enquiry"),
    path("mon-interlocuteur/bureaux/<slug:uai>/", offices.office, name="office"),
    path("mon-interlocuteur/bureaux/<slug:uai>/modifier/", offices.edit, name="office_edit"),
    path(
        "mon-interlocuteur/bureaux/<slug:uai>/ecrire/",
        enquiries.ToOffice.as_view(),
        name="office_contact",
    ),
    path(
        "mon-interlocuteur/mission/<str:code>/",
        enquiries.ToOfficer.as_view(),
        name="officer_contact",
    ),
    path("actualites/", news.news_list, name="news"),
    path("actualites/flux/", feeds.news_feed, name="news_feed"),
    path("actualites/flux/<str:code>/", feeds.news_feed, name="news_feed"),
    path("actualites/les-miennes/", news.mine, name="news_mine"),
    path("actualites/nouvelle/", news.new, name="news_new"),
    path("actualites/<int:pk>/", news.news_detail, name="news_detail"),
    path("actualites/<int:pk>/image/", news.picture, name="news_picture"),
    path("actualites/<int:pk>/corriger/", news.edit, name="news_edit"),
    path("actualites/<int:pk>/<slug:event>/", news.act, name="news_act"),
]
