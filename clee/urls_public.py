"""The addresses of what the public reads and sends, and of the steering desk."""

from django.urls import path

from clee import feeds
from clee.views import news, steering

urlpatterns = [
    path("clee/pilotage/", steering.steering, name="steering"),
    path("clee/pilotage/etablissements/", steering.schools, name="steering_schools"),
    path("clee/pilotage/reseaux/", steering.networks, name="steering_networks"),
    path("clee/pilotage/message/", steering.letter, name="letter"),
    path("clee/pilotage/messages/", steering.sent, name="letters"),
    path("actualites/", news.news_list, name="news"),
    path("actualites/flux/", feeds.news_feed, name="news_feed"),
    path("actualites/flux/<str:code>/", feeds.news_feed, name="news_feed"),
    path("actualites/les-miennes/", news.mine, name="news_mine"),
    path("actualites/nouvelle/", news.new, name="news_new"),
    path("actualites/<int:pk>/", news.news_detail, name="news_detail"),
    path("actualites/<int:pk>/corriger/", news.edit, name="news_edit"),
    path("actualites/<int:pk>/<slug:event>/", news.act, name="news_act"),
]
