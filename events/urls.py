from events.urls_cup import urlpatterns as cup
from events.urls_events import urlpatterns as events
from events.urls_registration import urlpatterns as registrations

app_name = "events"
urlpatterns = [*cup, *registrations, *events]
