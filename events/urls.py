from events.urls_cup import urlpatterns as cup
from events.urls_events import urlpatterns as events

app_name = "events"
urlpatterns = [*cup, *events]
