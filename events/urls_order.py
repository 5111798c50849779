from django.urls import path

from events.views import order

CUP = "evenements/industrie-cup/"
KEPT = f"{CUP}<int:pk>/tenir/ordre/"
TEAM = f"{CUP}equipes/<int:pk>/"

urlpatterns = [
    path(f"{TEAM}placer/", order.place, name="place_team"),
    path(f"{TEAM}echanger/", order.swap, name="swap_team"),
    path(KEPT, order.board, name="order"),
    path(f"{KEPT}horaires/", order.hours, name="order_hours"),
    path(f"{KEPT}proposer/", order.propose, name="propose_order"),
    path(f"{KEPT}publier/", order.publish, name="publish_order"),
    path(f"{KEPT}versions/", order.versions, name="order_versions"),
    path(f"{CUP}<int:pk>/ordre/", order.running, name="running_order"),
    path(f"{CUP}<int:pk>/ordre/imprimer/", order.pdf, name="running_order_pdf"),
    path(f"{CUP}<int:pk>/en-direct/", order.live, name="live"),
]
