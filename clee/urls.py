from django.urls import path

from clee import urls_meetings, urls_public
from clee.urls_actions import urlpatterns as actions
from clee.urls_resources import urlpatterns as resources
from clee.urls_reviews import urlpatterns as reviews
from clee.views import keeping, public

app_name = "clee"
urlpatterns = [
    *actions,
    *resources,
    *reviews,
    path("clee/", public.committee_list, name="list"),
    *urls_public.urlpatterns,
    path("clee/<int:pk>/", public.committee_detail, name="detail"),
    path("clee/<int:pk>/tenir/", keeping.keep, name="keep"),
    *urls_meetings.urlpatterns,
    path("clee/<int:pk>/<slug:event>/", keeping.act, name="act"),
    path("clee/mandats/<int:pk>/fin/", keeping.end_mandate, name="end_mandate"),
    path("clee/membres/<int:pk>/depart/", keeping.end_member, name="end_member"),
]
