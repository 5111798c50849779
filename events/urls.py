from django.urls import path

from . import views

app_name = "events"
urlpatterns = [
    path("evenements/", views.event_list, name="list"),
    path("evenements/<int:pk>/", views.event_detail, name="detail"),
]
