"""The addresses of what the public reads and sends, and of the steering desk."""

from django.urls import path

from clee.views import steering

urlpatterns = [
    path("clee/pilotage/", steering.steering, name="steering"),
    path("clee/pilotage/etablissements/", steering.schools, name="steering_schools"),
    path("clee/pilotage/reseaux/", steering.networks, name="steering_networks"),
    path("clee/pilotage/message/", steering.letter, name="letter"),
    path("clee/pilotage/messages/", steering.sent, name="letters"),
]
