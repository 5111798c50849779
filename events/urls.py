from django.urls import path

from events.urls_cup import urlpatterns as cup
from events.urls_registration import urlpatterns as registrations
from events.views import events

app_name = "events"
urlpatterns = [
    *cup,
    *registrations,
    path("evenements/", events.event_list, name="list"),
    path("evenements/<int:pk>/", events.event_detail, name="detail"),
]
