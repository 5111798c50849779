"""The addresses of trends and of open data."""

from django.urls import path

from reports.views import open_data, trends

urlpatterns = [
    path("rapports/au-fil-de-l-annee/", trends.page, name="trends"),
    path("rapports/donnees-ouvertes/", open_data.page, name="open_data"),
    path("rapports/donnees-ouvertes/schema.json", open_data.schema, name="open_data_schema"),
    path("rapports/donnees-ouvertes/<int:year>/donnees.csv", open_data.data, name="open_data_file"),
    path("rapports/publies/<int:pk>/donnees/<slug:event>/", open_data.act, name="open_data_act"),
]
