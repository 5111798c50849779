from django.urls import path

from . import views

app_name = "clee"
urlpatterns = [
    path("clee/", views.committee_list, name="list"),
    path("clee/<int:pk>/", views.committee_detail, name="detail"),
]
